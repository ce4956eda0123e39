"""Tokens of a kept stack: from the cache, renewed, or by signing in."""
