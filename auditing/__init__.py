"""What is wrong with a user pool's security: checks over a described pool, in Cognito's own words.

A reader elsewhere describes a pool: a live one, or one that a configuration would make. Nothing in here reads, calls or
prints; nothing outside the standard library is imported.
"""
