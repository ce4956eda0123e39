"""An app client's OAuth settings: grants, scopes, and where answers are sent."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from cognito_model.scopes import LOOPBACK_HOSTS, REGISTRATION_SCOPE, USER_SCOPES
from local.cognito.call import Call
from local.cognito.errors import CognitoError, invalid
from local.cognito.store.pools import UserPool
from local.cognito.validation.rules.app_clients import has_secret
from local.cognito.validation.rules.rule import Table, part, pool_of


def urls(call: Call) -> None:
    """Callback and sign-out URLs are absolute, without fragment, and https unless they stay on this machine."""
    for member in ("CallbackURLs", "LogoutURLs"):
        for url in call.get(member, ()):
            try:
                parsed = urlsplit(url)
                host = parsed.hostname
            except ValueError as error:
                raise invalid(f"{url} is not a valid URL") from error
            if not parsed.scheme or (parsed.scheme in {"http", "https"} and not host):
                raise invalid(f"{url} is not an absolute URL")
            if "#" in url:
                raise invalid(f"{url} cannot use fragment")
            if parsed.scheme == "http" and host not in LOOPBACK_HOSTS:
                raise invalid(f"{url} cannot use the HTTP protocol.")


def default_redirect(call: Call) -> None:
    """DefaultRedirectURI is one of the callback URLs."""
    default = call.get("DefaultRedirectURI")
    if default and default not in call.get("CallbackURLs", ()):
        raise invalid(f"The default redirect URI {default} is not in the callback URIs list.")


def grants(call: Call) -> None:
    """A client that may use OAuth has grants and scopes, and somewhere to be redirected to."""
    flows = call.get("AllowedOAuthFlows", ())
    if not call.get("AllowedOAuthFlowsUserPoolClient"):
        return
    if not flows or not call.get("AllowedOAuthScopes"):
        raise invalid(
            "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows."
        )
    if {"code", "implicit"} & set(flows) and not call.get("CallbackURLs"):
        raise invalid_flow("CallbackUrls can not be empty when code flow or implicit flow is selected")


def client_credentials(call: Call) -> None:
    """The grant of machines stands alone, with a secret, and for scopes of resource servers only."""
    flows = set(call.get("AllowedOAuthFlows", ()))
    if "client_credentials" not in flows:
        return
    if len(flows) > 1:
        raise invalid_flow("client_credentials flow can not be selected along with code flow or implicit flow.")
    if not has_secret(call):
        raise invalid_flow("client_credentials flow can not be selected if client does not have a client secret.")
    for scope in call.get("AllowedOAuthScopes", ()):
        if scope in USER_SCOPES:
            raise invalid_flow(f"{scope} is not supported with client_credentials flow")


def scopes_exist(call: Call) -> None:
    """A scope is a user's or `<resource server>/<scope>` of the pool."""
    pool = pool_of(call)
    if not pool:
        return
    existing = {*USER_SCOPES, *custom_scopes(pool)}
    if pool.settings.get("DcrConfiguration"):
        existing.add(REGISTRATION_SCOPE)
    for scope in call.get("AllowedOAuthScopes", ()):
        if scope not in existing:
            raise CognitoError("ScopeDoesNotExistException", f"Invalid scope requested: {scope}")


def custom_scopes(pool: UserPool) -> Iterator[str]:
    """The scopes of a pool's resource servers, as tokens have them."""
    for identifier, server in pool.resource_servers.items():
        for scope in server.scopes:
            yield f"{identifier}/{scope['ScopeName']}"


def registered_scopes_exist(call: Call) -> None:
    """What clients may ask for that register themselves, in addition to OpenID Connect's scopes."""
    pool = pool_of(call)
    existing = {*USER_SCOPES, REGISTRATION_SCOPE, *(custom_scopes(pool) if pool else ())}
    for scope in part(call.parameters, "DcrConfiguration").get("AllowedScopes") or ():
        if scope not in existing:
            raise invalid(f"Invalid scope requested: {scope}")


def invalid_flow(message: str) -> CognitoError:
    """What Cognito answers about grants."""
    return CognitoError("InvalidOAuthFlowException", message)


SETTINGS: Final = (urls, default_redirect, client_credentials, grants, scopes_exist)
RULES: Final[Table] = {
    "CreateUserPoolClient": SETTINGS,
    "UpdateUserPoolClient": SETTINGS,
    "CreateUserPool": (registered_scopes_exist,),
    "UpdateUserPool": (registered_scopes_exist,),
}
