"""Rules between the arguments of an app client."""

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from cognito_model.auth_flows import LEGACY_AUTH_FLOWS
from cognito_model.scopes import USER_SCOPES
from cognito_model.token_validity import DEFAULT_VALIDITY_S, UNIT_S, VALIDITY_RANGE_S
from components.rules.duration import Duration, in_words
from components.rules.problems import LATER, Problem
from components.rules.urls import redirect_url_problem
from components.rules.view import Known, block, blocks, is_known, items, listed

TOKENS: Final = {
    "access_token_validity": "AccessToken",
    "id_token_validity": "IdToken",
    "refresh_token_validity": "RefreshToken",
}
"""The keys of lifetimes, and whose they are."""
DEFAULT_LIFETIMES: Final = {key: in_words(DEFAULT_VALIDITY_S[token]) for key, token in TOKENS.items()}

_ClientRule: TypeAlias = Callable[[Known, str], Iterator[Problem]]


def oauth_flows(client: Known) -> list[str]:
    """The grants that a client gets: those it names, or `code` where it has somewhere to be called back."""
    default = ("code",) if client.get("callback_urls") else ()
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
    default = client.get("default_redirect_uri", LATER)
    if default is LATER or not is_known(client, "callback_urls"):
        return
    urls = listed(client, "callback_urls")
    if default not in urls:
        yield Problem(
            f"{path}.default_redirect_uri",
            "must be one of callback_urls",
            default,
            urls[0] if urls else LATER,
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
            "can't combine client_credentials with another grant; make it a client of its own",
            flows,
            ["client_credentials"],
        )
        return
    if client.get("generate_secret", False) is False:
        rule = "must be true, client_credentials needs a client secret"
        yield Problem(f"{path}.generate_secret", rule, suggestion=True)
    if "allowed_oauth_scopes" not in client:
        rule = "is required, client_credentials grants scopes of a resource server"
        yield Problem(f"{path}.allowed_oauth_scopes", rule, suggestion=["orders/read"])
    for where, scope in items(client, "allowed_oauth_scopes", path):
        if scope in USER_SCOPES:
            rule = "must be a resource server's scope, client_credentials has no user"
            yield Problem(where, rule, scope, "orders/read")


def auth_flows_of_one_kind(client: Known, path: str) -> Iterator[Problem]:
    """The flows' old names can't be mixed with the `ALLOW_` ones."""
    flows = listed(client, "explicit_auth_flows")
    legacy = [flow for flow in flows if flow in LEGACY_AUTH_FLOWS]
    if legacy and len(legacy) < len(flows):
        yield Problem(
            f"{path}.explicit_auth_flows",
            f"can't combine {', '.join(legacy)} with ALLOW_ flows",
            flows,
            [flow for flow in flows if flow not in LEGACY_AUTH_FLOWS],
        )


def lifetimes(client: Known, path: str) -> Iterator[Problem]:
    """Access and ID tokens live 5 minutes to a day, refresh tokens an hour to ten years (Cognito's quotas)."""
    for key, token in TOKENS.items():
        low, high = VALIDITY_RANGE_S[token]
        life = client.get(key)
        if isinstance(life, Duration) and not low <= life.seconds <= high:
            limits = f"must be {Duration(low // UNIT_S['minutes'], 'minutes')} to {in_words(high)}"
            nearest = in_words(min(max(life.seconds, low), high))
            yield Problem(f"{path}.{key}", limits, str(life), str(nearest))


def refresh_outlives(client: Known, path: str) -> Iterator[Problem]:
    """Neither access nor ID token outlives the refresh token."""
    refresh = client.get("refresh_token_validity", DEFAULT_LIFETIMES["refresh_token_validity"])
    if not isinstance(refresh, Duration) or refresh.seconds < VALIDITY_RANGE_S["RefreshToken"][0]:
        return
    for key in ("access_token_validity", "id_token_validity"):
        life = client.get(key, DEFAULT_LIFETIMES[key])
        if isinstance(life, Duration) and refresh.seconds < life.seconds <= VALIDITY_RANGE_S[TOKENS[key]][1]:
            rule = f"must not be longer than refresh_token_validity ({refresh})"
            yield Problem(f"{path}.{key}", rule, str(life), str(refresh))


def context_needs_a_secret(client: Known, path: str) -> Iterator[Problem]:
    """Only a client that proves who it is may speak for its users (`EnablePropagateAdditionalUserContextData`)."""
    key = "enable_propagate_additional_user_context_data"
    if client.get(key) is True and client.get("generate_secret", False) is False:
        yield Problem(f"{path}.{key}", "needs generate_secret true", value=True, suggestion=False)


def grace_needs_rotation(client: Known, path: str) -> Iterator[Problem]:
    """A grace period is for a refresh token that rotates (RefreshTokenRotationType)."""
    rotation, key = block(client, "refresh_token_rotation"), "retry_grace_period_seconds"
    if rotation.get("feature") == "DISABLED" and rotation.get(key, LATER) not in {0, LATER}:
        where = f"{path}.refresh_token_rotation.{key}"
        yield Problem(where, "has no effect with feature DISABLED", rotation[key], 0)


def analytics_are_of_one_project(client: Known, path: str) -> Iterator[Problem]:
    """A Pinpoint project is named by its ARN, or by its id with the role to reach it (AnalyticsConfigurationType)."""
    if "analytics_configuration" not in client:
        return
    analytics, where = block(client, "analytics_configuration"), f"{path}.analytics_configuration"
    if client["analytics_configuration"] is LATER:
        return
    if ("application_arn" in analytics) == ("application_id" in analytics):
        yield Problem(where, "must have exactly one of application_arn, application_id")
    elif "application_id" in analytics:
        for key in ("external_id", "role_arn"):
            if key not in analytics:
                yield Problem(f"{where}.{key}", "is required with application_id")


OF_ONE_CLIENT: Final[tuple[_ClientRule, ...]] = (
    redirect_urls,
    default_redirect,
    code_needs_a_callback,
    oauth_needs_a_grant,
    grant_needs_scopes,
    scopes_exist,
    client_credentials,
    auth_flows_of_one_kind,
    lifetimes,
    refresh_outlives,
    context_needs_a_secret,
    grace_needs_rotation,
    analytics_are_of_one_project,
)


def each_client(auth: Known) -> Iterator[Problem]:
    """Every rule of a client, over every client."""
    for path, client in blocks(auth, "clients"):
        for rule in OF_ONE_CLIENT:
            yield from rule(client, path)


def at_least_one(auth: Known) -> Iterator[Problem]:
    """Without a client nobody gets a token."""
    if auth.get("clients") == []:
        yield Problem("clients", "must have at least one client", suggestion=[{"name": "webapp"}])


RULES = (at_least_one, each_client)
