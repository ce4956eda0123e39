"""Signing in with the system's browser: the page that the hosted UI sends it back to, and what that shows."""
