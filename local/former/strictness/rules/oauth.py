"""An app client's OAuth settings: grants, scopes, and where answers are sent."""

from typing import Final
from urllib.parse import urlsplit

from local.former import state
from local.former.errors import CognitoError
from local.former.strictness.rules.clients import has_secret
from local.former.strictness.rules.rule import Parameters, Table, invalid

USER_SCOPES: Final = ("openid", "email", "phone", "profile", "aws.cognito.signin.user.admin")
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
"""Hosts that may be redirected to without TLS, on any port."""


def urls(parameters: Parameters) -> None:
    """Callback and sign-out URLs are absolute, without fragment, and https unless they stay on this machine."""
    for member in ("CallbackURLs", "LogoutURLs"):
        for url in parameters.get(member) or ():
            try:
                parsed = urlsplit(url)
                host = parsed.hostname
            except ValueError as error:
                raise invalid(f"{url} is not a valid URL") from error
            if not parsed.scheme or (parsed.scheme in {"http", "https"} and not host):
                raise invalid(f"{url} is not an absolute URL")
            if "#" in url:
                raise invalid(f"{url} cannot use fragment")
            if parsed.scheme == "http" and host not in LOOPBACK:
                raise invalid(f"{url} cannot use the HTTP protocol.")


def default_redirect(parameters: Parameters) -> None:
    """DefaultRedirectURI is one of the callback URLs."""
    default = parameters.get("DefaultRedirectURI")
    if default and default not in (parameters.get("CallbackURLs") or ()):
        raise invalid(f"The default redirect URI {default} is not in the callback URIs list.")


def grants(parameters: Parameters) -> None:
    """A client that may use OAuth has grants and scopes, and somewhere to be redirected to."""
    flows = parameters.get("AllowedOAuthFlows") or ()
    if not parameters.get("AllowedOAuthFlowsUserPoolClient"):
        return
    if not flows or not parameters.get("AllowedOAuthScopes"):
        raise invalid(
            "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows."
        )
    if {"code", "implicit"} & set(flows) and not parameters.get("CallbackURLs"):
        raise invalid_flow("CallbackUrls can not be empty when code flow or implicit flow is selected")


def client_credentials(parameters: Parameters) -> None:
    """The grant of machines stands alone, with a secret, and for scopes of resource servers only."""
    flows = set(parameters.get("AllowedOAuthFlows") or ())
    if "client_credentials" not in flows:
        return
    if len(flows) > 1:
        raise invalid_flow("client_credentials flow can not be selected along with code flow or implicit flow.")
    if not has_secret(parameters):
        raise invalid_flow("client_credentials flow can not be selected if client does not have a client secret.")
    for scope in parameters.get("AllowedOAuthScopes") or ():
        if scope in USER_SCOPES:
            raise invalid_flow(f"{scope} is not supported with client_credentials flow")


def scopes_exist(parameters: Parameters) -> None:
    """A scope is a user's or `<resource server>/<scope>` of the pool."""
    pool = state.pool(parameters["UserPoolId"])
    if not pool:
        return
    custom = {
        f"{identifier}/{scope['ScopeName']}"
        for identifier, server in pool.get("_resource_servers", {}).items()
        for scope in server.get("Scopes") or ()
    }
    for scope in parameters.get("AllowedOAuthScopes") or ():
        if scope not in USER_SCOPES and scope not in custom:
            raise CognitoError("ScopeDoesNotExistException", f"Invalid scope requested: {scope}")


def invalid_flow(message: str) -> CognitoError:
    """What Cognito answers about grants."""
    return CognitoError("InvalidOAuthFlowException", message)


SETTINGS: Final = (urls, default_redirect, client_credentials, grants, scopes_exist)
RULES: Final[Table] = {"CreateUserPoolClient": SETTINGS, "UpdateUserPoolClient": SETTINGS}
