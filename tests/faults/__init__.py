"""What is kept when parts break: a ledger of what was acknowledged against what is in the store."""
