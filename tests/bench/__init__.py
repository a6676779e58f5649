"""Figures, not tests: `make bench` runs these and writes RESULTS.md, as ratios to a bare baseline of the same run."""
