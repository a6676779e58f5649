"""Tests, under the same names as the code they hold to its word."""
