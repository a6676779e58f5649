"""Laws of the store, on both databases."""
