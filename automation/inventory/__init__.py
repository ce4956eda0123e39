"""What exists, and the end of what is over."""
