"""What each command does: one file each, with `run(context) -> int`, the exit code."""
