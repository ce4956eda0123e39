"""A user pool as relying party: signing in at identity providers, OIDC and SAML ("User pool sign-in with third party").

It talks to providers on this machine only. For others the test identity provider stands in.
"""
