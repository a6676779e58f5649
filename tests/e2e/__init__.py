"""Whole days in a real browser against a running hub."""
