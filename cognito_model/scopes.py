"""OAuth scopes that every user pool has (developer guide, "Scopes, M2M, and resource servers")."""

from typing import Final

ADMIN_SCOPE: Final = "aws.cognito.signin.user.admin"
"""Of users who read and change their own account with the user pools API; every token of that API's sign-in has it."""
USER_SCOPES: Final = ("openid", "email", "phone", "profile", ADMIN_SCOPE)
REGISTRATION_SCOPE: Final = "aws.cognito/dcr/register"
"""Of the access token that authenticated client registration asks for (DcrConfigurationType)."""
LOOPBACK_HOSTS: Final = frozenset({"localhost", "127.0.0.1", "::1"})
"""Hosts that may be redirected to without TLS, on any port (CallbackURLs)."""
