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
    return "Its errors distinguish an unknown user from a wrong password."


def _not_revocable(client: Words) -> str:
    return "" if client.get("EnableTokenRevocation") else "Its refresh tokens can't be revoked."


def _implicit(client: Words) -> str:
    return "It allows the implicit grant, which puts tokens in URLs." if "implicit" in flows(client) else ""


def _password_flow(client: Words) -> str:
    found = {"ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH"} & set(client.get("ExplicitAuthFlows") or [])
    return f"It allows flows that send the password itself ({', '.join(sorted(found))})." if found else ""


def _admin_flow(client: Words) -> str:
    found = {"ALLOW_ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"} & set(client.get("ExplicitAuthFlows") or [])
    return f"It allows flows in which a server handles users' passwords ({', '.join(sorted(found))})." if found else ""


def _legacy_flow(client: Words) -> str:
    found = [flow for flow in client.get("ExplicitAuthFlows") or [] if flow in LEGACY_AUTH_FLOWS]
    return f"It uses the old names of flows: {', '.join(found)}." if found else ""


def _admin_scope(client: Words) -> str:
    if ADMIN_SCOPE in (client.get("AllowedOAuthScopes") or []) and {"code", "implicit"} & set(flows(client)):
        return f"Tokens of its web sign-in have {ADMIN_SCOPE}, which allows changing the user's own account."
    return ""


def _machine_scopes(pool: DescribedPool) -> Iterator[Finding]:
    everything = {
        f"{server['Identifier']}/{scope['ScopeName']}"
        for server in pool.resource_servers
        for scope in server.get("Scopes") or []
    }
    for name, client in pool.client_names():
        if len(everything) > 1 and is_machine(client) and everything <= set(client.get("AllowedOAuthScopes") or []):
            yield Finding(name, f"A machine may do everything: the client has all {len(everything)} scopes.")


def _old_secrets(pool: DescribedPool) -> Iterator[Finding]:
    for name, client in pool.client_names():
        made = [one["ClientSecretCreateDate"] for one in pool.secrets.get(client.get("ClientId", ""), ())]
        if made and pool.as_of - min(made) > OLDEST_SECRET:
            yield Finding(name, f"One of its secrets is {(pool.as_of - min(made)).days} days old.")


CHECKS: Final[Sequence[Check]] = (
    Check(
        id="user-existence",
        title="Errors don't reveal who has an account",
        severity=Severity.MEDIUM,
        why="If an error says that a user doesn't exist, anybody can find out which addresses have accounts. "
        "Leaked passwords are then tried on those.",
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
        why="A stolen refresh token gets new tokens until it expires. Only revoking it ends that sooner.",
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
        title="Tokens aren't sent in URLs",
        severity=Severity.HIGH,
        why="The implicit grant puts tokens in the URL, from where they reach browser histories, logs and "
        "referrers. RFC 9700, section 2.1.2, says to use the code grant instead.",
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
        why="With USER_PASSWORD_AUTH, the request contains the password itself. SRP proves that the user knows it "
        "without sending anything that could be used again.",
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
        why="The admin flow passes the user's password through a server of yours. If that server logs or leaks "
        "data, that includes passwords.",
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
        title="Clients use the current names of flows",
        severity=Severity.LOW,
        why="The old names can't be combined with those that begin with ALLOW_, and don't say whether refresh "
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
        why=f"A token with {ADMIN_SCOPE} can change its user's attributes, password and second factors. Every "
        "resource server that receives one can use it in this way.",
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
        title="A machine may only do what it needs",
        severity=Severity.LOW,
        why="A machine's secret is stored in a configuration, and no user is involved in getting its tokens. The "
        "fewer scopes it has, the less damage a leak does.",
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
        "secrets at a time, so they can be changed without an interruption.",
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
