"""Laws of what hub/core decides."""
