"""Deploying, one-shot and kept, many at once, destroying."""
