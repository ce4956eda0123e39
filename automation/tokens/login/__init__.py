"""Signing in with the system's browser: the callback, and the page that it shows."""
