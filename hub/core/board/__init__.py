"""The live board as a value: a fold over the log, what is shown of it, the alerts that stand, and its plain form."""
