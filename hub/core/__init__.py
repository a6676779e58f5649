"""DECIDES. Standard library and channels.contract only: no I/O, clock, randomness or logging."""
