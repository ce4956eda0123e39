"""The component's own defaults for an app client, as pure functions of what its arguments say.

The component asks them with values that may come later, the driver's planning with a configuration. No Pulumi in here.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

USER_SCOPES: Final = ("openid", "email", "profile")
MACHINE: Final = "client_credentials"


def default_oauth_flows(callback_urls: Sequence[str]) -> list[str]:
    """A client that has somewhere to send a code to may ask for one."""
    return ["code"] if callback_urls else []


def default_scopes(flows: Sequence[str]) -> list[str]:
    """Those of OpenID Connect, for a client with any OAuth flow."""
    return list(USER_SCOPES) if flows else []


def default_auth_flows(flows: Sequence[str], *, rotates: bool) -> list[str]:
    """The API's sign-in flows; `rotates`: whether its refresh tokens do.

    Machines get no user's flow; an empty list would give them Cognito's default, which has some. A refresh token that
    rotates is used through GetTokensFromRefreshToken, which needs ALLOW_REFRESH_TOKEN_AUTH not to be allowed.
    """
    if MACHINE in flows:
        return ["ALLOW_REFRESH_TOKEN_AUTH"]
    return ["ALLOW_USER_SRP_AUTH"] if rotates else ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]


def default_identity_providers(flows: Sequence[str]) -> list[str]:
    """The pool itself, for a client with any OAuth flow."""
    return ["COGNITO"] if flows else []


def default_verified_attributes(sign_in_names: Sequence[str]) -> list[str]:
    """E-mail addresses are verified where users sign in with them."""
    return [name for name in sign_in_names if name == "email"]


def rotates(client: Mapping[str, Any]) -> bool:
    """Whether a client's refresh tokens rotate."""
    return (client.get("refresh_token_rotation") or {}).get("feature") == "ENABLED"


def is_trusted(client: Mapping[str, Any]) -> bool:
    """Whether the identity pool gives a client's users credentials; machines have none."""
    said, flows = client.get("trusted_by_identity_pool"), client.get("allowed_oauth_flows")
    return bool(said) if said is not None else flows != [MACHINE]


def effective_client(client: Mapping[str, Any]) -> dict[str, Any]:
    """An app client of a configuration, plain values all, with what the component deploys where it says nothing."""
    found = dict(client)
    flows = client.get("allowed_oauth_flows")
    if flows is None:
        flows = default_oauth_flows(client.get("callback_urls") or [])
    defaults = {
        "allowed_oauth_flows": flows,
        "allowed_oauth_scopes": default_scopes(flows),
        "explicit_auth_flows": default_auth_flows(flows, rotates=rotates(client)),
        "supported_identity_providers": default_identity_providers(flows),
    }
    found.update({key: value for key, value in defaults.items() if client.get(key) is None})
    return found
