"""Describing pools for an audit: live ones, and those that a configuration would make."""
