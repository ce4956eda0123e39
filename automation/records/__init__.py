"""What is written down of environments."""
