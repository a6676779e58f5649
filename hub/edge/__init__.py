"""SPEAKS. Parse, authenticate, call one action, answer. No rules, no SQL."""
