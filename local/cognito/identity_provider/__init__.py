"""An identity provider to test against, OIDC and SAML, on the engine itself: `/_idp/...`.

It is as strict about its clients as real ones are, and lets anybody be anybody: its page asks for no password.
"""
