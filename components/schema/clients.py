"""Rules between the arguments of an app client."""

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from cognito_model.auth_flows import LEGACY_AUTH_FLOWS
from cognito_model.token_validity import DEFAULT_AUTH_SESSION_MINUTES
from components.checking.keys import (
    CLIENT_SECRET,
    FLAG,
    NOWHERE,
    Blocks,
    Lifetime,
    entry,
    table,
)
from components.checking.problems import UNKNOWN, Problem
from components.checking.view import Known, block, blocks, listed
from components.schema import oauth, requirements, token_lifetimes
from components.schema.client_metadata import CIMD_POLICY_BLOCK
from components.schema.managed_login import BRANDING, UI_CUSTOMIZATION
from components.schema.sessions import CLIENT_SESSION_CONFIGURATION
from components.schema.terms import TERMS_BLOCK
from components.schema.threat_protection import RISK_CONFIGURATION
from components.schema.token_lifetimes import REFRESH_TOKEN_ROTATION

ANALYTICS_CONFIGURATION: Final = table(
    "AnalyticsConfigurationArgs",
    "Amazon Pinpoint analytics of the client's users.",
    entry(
        "application_arn",
        "ArnType",
        "The Pinpoint project's ARN, or application_id with role_arn and external_id.",
        words="none",
    ),
    entry("application_id", "HexStringType", "The Pinpoint project's id.", words="none"),
    entry("external_id", "StringType", "The external id in the role's trust policy.", words="none"),
    entry("role_arn", "ArnType", "The role that Cognito assumes to write.", words="none"),
    entry("user_data_shared", FLAG, "Whether the events include user data.", otherwise=False),
)


CLIENT: Final = table(
    "ClientArgs",
    "An app client: what one application is allowed to do with the user pool.",
    entry(
        "access_token_validity",
        Lifetime(),
        "How long access tokens are valid, e.g. `15 minutes`; 5 minutes to 1 day.",
        otherwise="60 minutes",
        production=requirements.SHORT_ACCESS,
    ),
    entry(
        "allowed_oauth_flows",
        "OAuthFlowsType",
        "The OAuth grants: `code`, `implicit` or `client_credentials`.",
        words="`code` if callback_urls has any",
        production=requirements.NO_IMPLICIT_GRANT,
    ),
    entry(
        "allowed_oauth_scopes",
        "ScopeListType",
        "The scopes that can be requested.",
        words="openid, email and profile for a client that users sign in at",
        production=requirements.ADMIN_SCOPE,
    ),
    entry(
        "analytics_configuration",
        ANALYTICS_CONFIGURATION,
        "Amazon Pinpoint analytics of its users.",
        words="nowhere",
    ),
    entry(
        "auth_session_validity",
        "AuthSessionValidityType",
        "Minutes that a user has to answer each sign-in challenge, 3 to 15.",
        otherwise=DEFAULT_AUTH_SESSION_MINUTES,
    ),
    entry(
        "branding",
        BRANDING,
        "Its appearance in managed login.",
        words="Cognito's default, if the domain has managed_login_version 2",
    ),
    entry(
        "callback_urls",
        "CallbackURLsListType",
        "URLs that the hosted UI may send the authorization code to; https, or http on this machine.",
        words="none",
        production=requirements.CALLBACKS,
    ),
    entry(
        "cimd_policies",
        Blocks(CIMD_POLICY_BLOCK, unique=("policy_name",)),
        "Which clients are accepted by their metadata document's address, with this client's settings.",
        words="none",
    ),
    entry("default_redirect_uri", "RedirectUrlType", "The callback URL of requests that don't name one.", words="none"),
    entry(
        "enable_propagate_additional_user_context_data",
        FLAG,
        "Whether a server may pass its users' IP addresses to threat protection; needs a secret.",
        otherwise=False,
    ),
    entry(
        "enable_token_revocation",
        FLAG,
        "Whether refresh tokens can be revoked.",
        default=True,
        production=requirements.REVOCATION,
    ),
    entry(
        "explicit_auth_flows",
        "ExplicitAuthFlowsListType",
        "The API's sign-in flows.",
        words="SRP and refresh; SRP alone if tokens rotate, refresh alone for machines",
        production=requirements.NO_PASSWORD_FLOWS,
    ),
    entry(
        "generate_secret",
        "GenerateSecret",
        "Whether the client is confidential (has a secret). Can't change later.",
        default=False,
    ),
    entry(
        "id_token_validity",
        Lifetime(),
        "How long ID tokens are valid, e.g. `15 minutes`; 5 minutes to 1 day.",
        otherwise="60 minutes",
        production=requirements.SHORT_ACCESS,
    ),
    entry(
        "logout_urls",
        "LogoutURLsListType",
        "URLs that the hosted UI may send a user to after signing out.",
        words="none",
    ),
    entry(
        "name",
        "ClientNameType",
        "The client's name, unique among the clients; the Pulumi resource's name ends with it.",
        required=True,
        plain=True,
    ),
    entry(
        "prevent_user_existence_errors",
        "PreventUserExistenceErrorTypes",
        "ENABLED gives the same answer for a wrong password and an unknown user; LEGACY doesn't.",
        default="ENABLED",
        production=requirements.EXISTENCE_HIDDEN,
    ),
    entry("read_attributes", "ClientPermissionListType", "The attributes that it can read.", words="the standard ones"),
    entry(
        "refresh_token_rotation",
        REFRESH_TOKEN_ROTATION,
        "Whether each use of a refresh token issues a new one.",
        words="not",
    ),
    entry(
        "refresh_token_validity",
        Lifetime(),
        "How long refresh tokens are valid, e.g. `30 days`; 60 minutes to 3650 days.",
        otherwise="30 days",
        production=requirements.SHORT_REFRESH,
    ),
    entry(
        "risk_configuration",
        RISK_CONFIGURATION,
        "What threat protection does at this client, instead of the pool's settings.",
        words="the pool's",
    ),
    entry(
        "rotate_secret",
        "StringType",
        "Any text. Changing it adds a new secret; the previous one works until the next change.",
        words="none",
        place=f"{CLIENT_SECRET}.rotate",
    ),
    entry(
        "session_configuration",
        CLIENT_SESSION_CONFIGURATION,
        "How long it reuses sessions of the pages.",
        words="60 minutes, where the pool tracks sessions",
    ),
    entry(
        "supported_identity_providers",
        "SupportedIdentityProvidersListType",
        "The identity providers that sign users in.",
        words="COGNITO for a client that users sign in at",
    ),
    entry(
        "terms",
        Blocks(TERMS_BLOCK, unique=("terms_name",)),
        "Documents that managed login links to on its sign-up page.",
        words="none",
    ),
    entry(
        "trusted_by_identity_pool",
        FLAG,
        "Whether the identity pool gives the client's users AWS credentials.",
        words="true, and false for machines",
        plain=True,
        place=NOWHERE,
    ),
    entry("ui_customization", UI_CUSTOMIZATION, "Its appearance in the classic hosted UI.", words="the pool's"),
    entry(
        "write_attributes",
        "ClientPermissionListType",
        "The attributes that it can write.",
        words="the standard ones",
        production=requirements.WRITABLE,
    ),
    resource="UserPoolClient",
)


_ClientRule: TypeAlias = Callable[[Known, str], Iterator[Problem]]


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


def context_needs_a_secret(client: Known, path: str) -> Iterator[Problem]:
    """Only a client that proves who it is may speak for its users (`EnablePropagateAdditionalUserContextData`)."""
    key = "enable_propagate_additional_user_context_data"
    if client.get(key) is True and client.get("generate_secret", False) is False:
        yield Problem(f"{path}.{key}", "needs generate_secret: true", value=True, suggestion=False)


def rotation_needs_a_secret(client: Known, path: str) -> Iterator[Problem]:
    """A public client has no secret to rotate (AddUserPoolClientSecret)."""
    if "rotate_secret" in client and client.get("generate_secret", False) is False:
        yield Problem(f"{path}.rotate_secret", "needs generate_secret: true, which can't change later; leave it out")


def analytics_are_of_one_project(client: Known, path: str) -> Iterator[Problem]:
    """A Pinpoint project is named by its ARN, or by its id with the role to reach it (AnalyticsConfigurationType)."""
    if "analytics_configuration" not in client:
        return
    analytics, where = block(client, "analytics_configuration"), f"{path}.analytics_configuration"
    if client["analytics_configuration"] is UNKNOWN:
        return
    if ("application_arn" in analytics) == ("application_id" in analytics):
        yield Problem(where, "must have exactly one of application_arn, application_id")
    elif "application_id" in analytics:
        for key in ("external_id", "role_arn"):
            if key not in analytics:
                yield Problem(f"{where}.{key}", "is required with application_id")


OF_ONE_CLIENT: Final[tuple[_ClientRule, ...]] = (
    *oauth.OF_ONE_CLIENT,
    *token_lifetimes.OF_ONE_CLIENT,
    auth_flows_of_one_kind,
    context_needs_a_secret,
    rotation_needs_a_secret,
    analytics_are_of_one_project,
)


def each_client(auth: Known) -> Iterator[Problem]:
    """Every rule of a client, over every client."""
    for path, client in blocks(auth, "clients"):
        for rule in OF_ONE_CLIENT:
            yield from rule(client, path)


RULES = (each_client,)
