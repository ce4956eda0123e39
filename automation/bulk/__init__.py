"""Thousands of test users at once: created, signed in and deleted, concurrently and within Cognito's quotas."""
