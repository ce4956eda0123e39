"""Test users: one or many, created, kept, deleted."""
