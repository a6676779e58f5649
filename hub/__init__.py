"""Rapport's hub: bytes become values, values become facts in one log, everything that reacts reads that log."""
