"""MEASURES. Pure formulas, one subject a file, each citing its source; data comes in as plain values."""
