"""FOLLOWS. Readers of the log besides the feed: each keeps a place, wakes at the bell, runs actions. No rules here."""
