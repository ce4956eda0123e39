"""Tokens that a back end must refuse, made from genuine ones of a user pool.

`forged` holds what anybody can make, `signed` what takes the pool's signing key; `making` puts them together.
"""
