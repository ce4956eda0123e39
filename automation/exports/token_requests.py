"""The requests that every HTTP client's format holds, in the order in which they are run."""

from dataclasses import dataclass

from automation.environment import AppClient
from automation.errors import UsageError
from automation.exports import Export

OPENID = "openid"


@dataclass(frozen=True)
class TokenRequest:
    """A request to the token endpoint: form fields (RFC 6749 section 4), values with `{{variables}}`."""

    name: str
    fields: tuple[tuple[str, str], ...]
    client_prefix: str = ""
    """`machine_` where the machine client authenticates itself."""
    has_secret: bool = False


def refresh(export: Export) -> TokenRequest | None:
    """RFC 6749 section 6; None where nobody signs in: a machine client gets no refresh token."""
    if not signs_in(export.client):
        return None
    fields = (("grant_type", "refresh_token"), ("client_id", "{{client_id}}"), ("refresh_token", "{{refresh_token}}"))
    return TokenRequest("Refresh", fields, has_secret=bool(export.client.client_secret))


def client_credentials(export: Export) -> TokenRequest | None:
    """RFC 6749 section 4.4; None where no client may use it."""
    if export.machine_client is None:
        return None
    fields = (
        ("grant_type", "client_credentials"),
        ("client_id", "{{machine_client_id}}"),
        ("scope", "{{machine_scope}}"),
    )
    return TokenRequest("Client credentials", fields, client_prefix="machine_", has_secret=True)


def signs_in(client: AppClient) -> bool:
    """Whether the authorization code grant is possible."""
    return "code" in client.allowed_oauth_flows and bool(client.callback_urls)


def is_machine(client: AppClient) -> bool:
    """Whether the client gets tokens for itself, with the client credentials grant."""
    return "client_credentials" in client.allowed_oauth_flows


def has_userinfo(client: AppClient) -> bool:
    """Whether the userinfo endpoint accepts the client's access tokens (OpenID Connect Core section 5.3)."""
    return signs_in(client) and OPENID in client.allowed_oauth_scopes


def check_client(export: Export, what: str) -> None:
    """Raises UsageError where the client's settings leave no way to a token over HTTP alone."""
    if not signs_in(export.client) and not is_machine(export.client):
        raise UsageError(
            f"The app client {export.client.name} can't be used for {what}, which needs `code` among the client's "
            "allowed_oauth_flows and a callback URL, or `client_credentials`. Choose another client with --client."
        )


def backend_url(export: Export) -> str:
    """What the sample call asks for: the back end, or else something that accepts the token; empty where nothing does.

    Raises UsageError where no request can be made to what was given.
    """
    given = export.backend_url
    if not given:
        return (export.environment.userinfo_endpoint or "") if has_userinfo(export.client) else ""
    check_backend_url(given)
    return given


def check_backend_url(given: str) -> None:
    """Raise UsageError where no request can be made to what was given."""
    if not given.startswith(("https://", "http://")) or any(one.isspace() for one in given):
        raise UsageError(
            f"--backend-url {given!r} isn't a URL. Give the full URL, for example http://localhost:8000/orders."
        )


def settings(export: Export) -> dict[str, str]:
    """The variables that stay as they are. Secret."""
    environment, machine = export.environment, export.machine_client
    values = {
        "hosted_ui_url": environment.hosted_ui_url,
        "authorize_endpoint": environment.authorize_endpoint,
        "token_endpoint": environment.token_endpoint,
        "userinfo_endpoint": environment.userinfo_endpoint,
        "backend_url": backend_url(export),
        "client_id": export.client.client_id,
        "client_secret": export.client.client_secret,
        "redirect_uri": export.redirect_uri,
        "scope": " ".join(export.client.allowed_oauth_scopes),
        "username": export.user.username,
        "password": export.user.password,
    }
    if machine:
        values |= {
            "machine_client_id": machine.client_id,
            "machine_client_secret": machine.client_secret,
            "machine_scope": " ".join(machine.allowed_oauth_scopes),
        }
    return {name: value or "" for name, value in values.items()}


def obtained(export: Export) -> dict[str, str]:
    """The variables that requests change. Secret."""
    tokens = export.tokens
    return {
        "access_token": tokens.access_token,
        "id_token": tokens.id_token or "",
        "refresh_token": tokens.refresh_token or "",
    }


SECRETS = frozenset(
    {"client_secret", "machine_client_secret", "password", "access_token", "id_token", "refresh_token", "code"}
)
