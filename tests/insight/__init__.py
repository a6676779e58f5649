"""Published numbers against our formulas."""
