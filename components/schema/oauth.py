"""What an app client may ask for: grants, scopes, and where the answer goes."""

from collections.abc import Iterator

from cognito_model.scopes import USER_SCOPES
from components.checking.problems import UNKNOWN, Problem
from components.checking.urls import redirect_url_problem
from components.checking.view import Known, is_known, items, listed
from components.effective import default_oauth_flows


def oauth_flows(client: Known) -> list[str]:
    """The grants that a client gets: those it names, or `code` where it has somewhere to be called back."""
    default = default_oauth_flows(client.get("callback_urls") or ())
    return listed(client, "allowed_oauth_flows", default)


def redirect_urls(client: Known, path: str) -> Iterator[Problem]:
    """Callback and sign-out URLs are absolute, without fragment, and https unless they stay on this machine."""
    for key in ("callback_urls", "logout_urls"):
        for where, url in items(client, key, path):
            if found := redirect_url_problem(url):
                rule, suggestion = found
                yield Problem(where, rule, url, suggestion)


def default_redirect(client: Known, path: str) -> Iterator[Problem]:
    """`DefaultRedirectURI` is one of the callback URLs."""
    default = client.get("default_redirect_uri", UNKNOWN)
    if default is UNKNOWN or not is_known(client, "callback_urls"):
        return
    urls = listed(client, "callback_urls")
    if default not in urls:
        yield Problem(
            f"{path}.default_redirect_uri",
            "must be one of callback_urls",
            default,
            urls[0] if urls else UNKNOWN,
        )


def code_needs_a_callback(client: Known, path: str) -> Iterator[Problem]:
    """A grant that answers by redirect needs somewhere to redirect to."""
    redirecting = [flow for flow in oauth_flows(client) if flow in {"code", "implicit"}]
    if redirecting and client.get("callback_urls", []) == []:
        yield Problem(
            f"{path}.callback_urls",
            f"must have at least one URL, for the grant {redirecting[0]}",
            suggestion=["https://app.example.com/callback"],
        )


def oauth_needs_a_grant(client: Known, path: str) -> Iterator[Problem]:
    """Scopes and URLs count only where a grant is allowed (`AllowedOAuthFlowsUserPoolClient`)."""
    if not is_known(client, "allowed_oauth_flows") or oauth_flows(client):
        return
    for key in ("allowed_oauth_scopes", "callback_urls", "logout_urls"):
        if client.get(key):
            yield Problem(f"{path}.{key}", "has no effect without a grant; name one in allowed_oauth_flows")


def grant_needs_scopes(client: Known, path: str) -> Iterator[Problem]:
    """A client with OAuth grants has scopes."""
    if oauth_flows(client) and client.get("allowed_oauth_scopes") == []:
        yield Problem(f"{path}.allowed_oauth_scopes", "must have at least one scope", suggestion=["openid"])


def scopes_exist(client: Known, path: str) -> Iterator[Problem]:
    """A scope is a standard one or `<resource server>/<scope>`."""
    for where, scope in items(client, "allowed_oauth_scopes", path):
        if scope not in USER_SCOPES and "/" not in scope:
            rule = f"must be one of {', '.join(USER_SCOPES)}, or <resource server>/<scope>"
            yield Problem(where, rule, scope, "openid")


def client_credentials(client: Known, path: str) -> Iterator[Problem]:
    """The grant of machines stands alone, with a secret, and for custom scopes only."""
    flows = oauth_flows(client)
    if "client_credentials" not in flows:
        return
    if len(set(flows)) > 1:
        yield Problem(
            f"{path}.allowed_oauth_flows",
            "can't combine client_credentials with another grant; use a separate client for it",
            flows,
            ["client_credentials"],
        )
        return
    if client.get("generate_secret", False) is False:
        rule = "must be true; client_credentials needs a client secret"
        yield Problem(f"{path}.generate_secret", rule, suggestion=True)
    if "allowed_oauth_scopes" not in client:
        rule = "is required; client_credentials issues scopes of a resource server"
        yield Problem(f"{path}.allowed_oauth_scopes", rule, suggestion=["orders/read"])
    for where, scope in items(client, "allowed_oauth_scopes", path):
        if scope in USER_SCOPES:
            rule = "must be a resource server's scope; client_credentials has no user"
            yield Problem(where, rule, scope, "orders/read")


OF_ONE_CLIENT = (
    redirect_urls,
    default_redirect,
    code_needs_a_callback,
    oauth_needs_a_grant,
    grant_needs_scopes,
    scopes_exist,
    client_credentials,
)
