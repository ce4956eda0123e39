"""App clients: how one signs in with them, what they give away, and what they may ask for."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import Final

from auditing.check import PROWLER, Check, Find, Finding, Fix, Severity
from auditing.checks.common import GUIDE, UPDATE_CLIENT, flows, is_machine
from auditing.pool import DescribedPool, Part, Words
from cognito_model.auth_flows import LEGACY_AUTH_FLOWS
from cognito_model.scopes import ADMIN_SCOPE

OLDEST_SECRET: Final = timedelta(days=365)
_CLIENTS: Final = (Part.CLIENTS,)
_FLOWS_PAGE: Final = f"{GUIDE}amazon-cognito-user-pools-authentication-flow-methods.html"


def _each(judge: Callable[[Words], str], pool: DescribedPool) -> Iterator[Finding]:
    """A finding for every client of which `judge` has a sentence to say."""
    for name, client in pool.client_names():
        text = judge(client)
        if text:
            yield Finding(name, text)


def _of_each(judge: Callable[[Words], str]) -> Find:
    return partial(_each, judge)


def _tells_existence(client: Words) -> str:
    if is_machine(client) or client.get("PreventUserExistenceErrors") == "ENABLED":
        return ""
    return "It tells a wrong name from a wrong password."


def _not_revocable(client: Words) -> str:
    return "" if client.get("EnableTokenRevocation") else "Its refresh tokens can't be revoked."


def _implicit(client: Words) -> str:
    return "It may get tokens by the implicit grant, in a URL." if "implicit" in flows(client) else ""


def _password_flow(client: Words) -> str:
    found = {"ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH"} & set(client.get("ExplicitAuthFlows") or [])
    return f"It sends passwords as they are ({', '.join(sorted(found))})." if found else ""


def _admin_flow(client: Words) -> str:
    found = {"ALLOW_ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"} & set(client.get("ExplicitAuthFlows") or [])
    return f"A server handles its users' passwords ({', '.join(sorted(found))})." if found else ""


def _legacy_flow(client: Words) -> str:
    found = [flow for flow in client.get("ExplicitAuthFlows") or [] if flow in LEGACY_AUTH_FLOWS]
    return f"It names its flows in the old way: {', '.join(found)}." if found else ""


def _admin_scope(client: Words) -> str:
    if ADMIN_SCOPE in (client.get("AllowedOAuthScopes") or []) and {"code", "implicit"} & set(flows(client)):
        return f"Tokens of its web sign-in carry {ADMIN_SCOPE}, which may change the user's own account."
    return ""


def _machine_scopes(pool: DescribedPool) -> Iterator[Finding]:
    everything = {
        f"{server['Identifier']}/{scope['ScopeName']}"
        for server in pool.resource_servers
        for scope in server.get("Scopes") or []
    }
    for name, client in pool.client_names():
        if len(everything) > 1 and is_machine(client) and everything <= set(client.get("AllowedOAuthScopes") or []):
            yield Finding(name, f"A machine may do all that there is: it has all {len(everything)} scopes.")


def _old_secrets(pool: DescribedPool) -> Iterator[Finding]:
    for name, client in pool.client_names():
        made = [one["ClientSecretCreateDate"] for one in pool.secrets.get(client.get("ClientId", ""), ())]
        if made and pool.as_of - min(made) > OLDEST_SECRET:
            yield Finding(name, f"A secret of it is {(pool.as_of - min(made)).days} days old.")


CHECKS: Final[Sequence[Check]] = (
    Check(
        id="user-existence",
        title="Nobody learns who has an account",
        severity=Severity.MEDIUM,
        why="An error that says that a user doesn't exist lets everybody try addresses. Those that exist are "
        "then tried with leaked passwords.",
        documentation=f"{GUIDE}cognito-user-pool-managing-errors.html",
        fix=Fix(
            "clients: [{prevent_user_existence_errors: ENABLED}]",
            f"{UPDATE_CLIENT} --prevent-user-existence-errors ENABLED",
            'prevent_user_existence_errors = "ENABLED"',
        ),
        find=_of_each(_tells_existence),
        needs=_CLIENTS,
        answers={PROWLER: ["cognito_user_pool_client_prevent_user_existence_errors"]},
    ),
    Check(
        id="token-revocation",
        title="Refresh tokens can be revoked",
        severity=Severity.MEDIUM,
        why="A refresh token that was stolen gives new tokens until it expires. Only revoking it ends that sooner.",
        documentation=f"{GUIDE}token-revocation.html",
        fix=Fix(
            "clients: [{enable_token_revocation: true}]",
            f"{UPDATE_CLIENT} --enable-token-revocation",
            "enable_token_revocation = true",
        ),
        find=_of_each(_not_revocable),
        needs=_CLIENTS,
        answers={PROWLER: ["cognito_user_pool_client_token_revocation_enabled"]},
    ),
    Check(
        id="implicit-grant",
        title="Tokens don't travel in URLs",
        severity=Severity.HIGH,
        why="The implicit grant puts tokens into an address, where histories, logs and referrers keep them. "
        "RFC 9700, section 2.1.2, says to use the code grant instead.",
        documentation="https://www.rfc-editor.org/rfc/rfc9700#section-2.1.2",
        fix=Fix(
            "clients: [{allowed_oauth_flows: [code]}]",
            f"{UPDATE_CLIENT} --allowed-o-auth-flows code",
            'allowed_oauth_flows = ["code"]',
        ),
        find=_of_each(_implicit),
        needs=_CLIENTS,
    ),
    Check(
        id="password-flow",
        title="Passwords are proven, not sent",
        severity=Severity.MEDIUM,
        why="With USER_PASSWORD_AUTH the password itself is in the request. SRP proves that one knows it, and "
        "sends nothing that could be used again.",
        documentation=_FLOWS_PAGE,
        fix=Fix(
            "clients: [{explicit_auth_flows: [ALLOW_USER_SRP_AUTH, ALLOW_REFRESH_TOKEN_AUTH]}]",
            f"{UPDATE_CLIENT} --explicit-auth-flows ALLOW_USER_SRP_AUTH ALLOW_REFRESH_TOKEN_AUTH",
            'explicit_auth_flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]',
        ),
        find=_of_each(_password_flow),
        needs=_CLIENTS,
    ),
    Check(
        id="admin-password-flow",
        title="No server handles users' passwords",
        severity=Severity.LOW,
        why="The administrators' flow needs the user's password at a server of yours. What that server logs, "
        "or loses, are passwords.",
        documentation=_FLOWS_PAGE,
        fix=Fix(
            "clients: [{explicit_auth_flows: [ALLOW_USER_SRP_AUTH, ALLOW_REFRESH_TOKEN_AUTH]}]",
            f"{UPDATE_CLIENT} --explicit-auth-flows ALLOW_USER_SRP_AUTH ALLOW_REFRESH_TOKEN_AUTH",
            'explicit_auth_flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]',
        ),
        find=_of_each(_admin_flow),
        needs=_CLIENTS,
    ),
    Check(
        id="legacy-flows",
        title="Clients name their flows in the present way",
        severity=Severity.LOW,
        why="The old names can't be mixed with those that begin with ALLOW_, and don't say whether refresh "
        "tokens work. Cognito keeps them for old clients.",
        documentation="https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/"
        "API_UserPoolClientType.html",
        fix=Fix(
            "clients: [{explicit_auth_flows: [ALLOW_USER_SRP_AUTH, ALLOW_REFRESH_TOKEN_AUTH]}]",
            f"{UPDATE_CLIENT} --explicit-auth-flows ALLOW_USER_SRP_AUTH ALLOW_REFRESH_TOKEN_AUTH",
            'explicit_auth_flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]',
        ),
        find=_of_each(_legacy_flow),
        needs=_CLIENTS,
    ),
    Check(
        id="admin-scope",
        title="Tokens of web clients can't change accounts",
        severity=Severity.MEDIUM,
        why=f"A token with {ADMIN_SCOPE} changes attributes, the password and second factors of its user. Every "
        "resource server that gets one to see can use it so.",
        documentation=f"{GUIDE}cognito-user-pools-define-resource-servers.html",
        fix=Fix(
            "clients: [{allowed_oauth_scopes: [openid, email, profile]}]",
            f"{UPDATE_CLIENT} --allowed-o-auth-scopes openid email profile",
            'allowed_oauth_scopes = ["openid", "email", "profile"]',
        ),
        find=_of_each(_admin_scope),
        needs=_CLIENTS,
    ),
    Check(
        id="machine-scopes",
        title="A machine may do what it needs, not everything",
        severity=Severity.LOW,
        why="A machine's secret lies in a configuration, and its tokens ask no user. The fewer scopes it has, "
        "the less a leak costs.",
        documentation=f"{GUIDE}cognito-user-pools-define-resource-servers.html",
        fix=Fix(
            "clients: [{allowed_oauth_scopes: [orders/read]}]",
            f"{UPDATE_CLIENT} --allowed-o-auth-scopes orders/read",
            'allowed_oauth_scopes = ["orders/read"]',
        ),
        find=_machine_scopes,
        needs=(Part.CLIENTS, Part.RESOURCE_SERVERS),
    ),
    Check(
        id="old-secrets",
        title="Client secrets are younger than a year",
        severity=Severity.LOW,
        why="The longer a secret is in use, the more people and machines have seen it. A client can have two "
        "at a time, so that it can be changed without an interruption.",
        documentation=f"{GUIDE}user-pool-settings-client-apps.html",
        fix=Fix(
            "",
            "aws cognito-idp add-user-pool-client-secret --user-pool-id ID --client-id CLIENT_ID; then "
            "aws cognito-idp delete-user-pool-client-secret with the old one's id",
            "",
        ),
        find=_old_secrets,
        needs=(Part.CLIENTS, Part.SECRETS),
    ),
)
