"""What runs in a function's own process. Started by its path: nothing here is imported by the engine."""
