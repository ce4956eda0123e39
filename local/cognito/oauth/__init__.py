"""The OAuth endpoints that no person sees: token, userInfo, revoke, register, and a pool's public documents.

Light on purpose: they are on the way of sign-ins that are measured. The pages are next door, in `pages`.
"""
