"""What readers of the log share."""
