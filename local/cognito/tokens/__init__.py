"""Tokens: keys, claims, signatures, refresh families, revocation."""
