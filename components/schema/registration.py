"""Dynamic client registration (RFC 7591): apps that make app clients of their own."""

from collections.abc import Iterator
from typing import Final

from components.checking.keys import FLAG, entry, table
from components.checking.problems import Problem
from components.checking.view import Known, block, items
from components.schema.tiers import not_on_lite

DCR_CONFIGURATION: Final = table(
    "DcrConfigurationArgs",
    "Whether apps can register app clients themselves, and what those clients can do; needs a plan above LITE.",
    entry(
        "allowed_scopes",
        "ScopeListType",
        "The scopes that a registered client can request, in addition to OpenID Connect's.",
        words="none",
    ),
    entry(
        "authenticated_grant_types",
        "OAuthFlowsType",
        "The grants of clients that register with an initial access token.",
        words="code and client_credentials",
    ),
    entry("enable_status", "StatusType", "Whether apps can register: Enabled or Disabled.", otherwise="Enabled"),
    entry(
        "open_dcr_enabled",
        FLAG,
        "Whether anybody can register, without an initial access token.",
        otherwise=False,
    ),
    entry(
        "open_dcr_grant_types",
        "OAuthFlowsType",
        "The grants of clients that register without one.",
        words="code",
    ),
)


def registration_has_a_tier(auth: Known) -> Iterator[Problem]:
    """Registration is "in the Essentials tier or higher" (UpdateUserPool); on LITE it can be Disabled."""
    if block(auth, "dcr_configuration").get("enable_status", "Enabled") == "Enabled" and "dcr_configuration" in auth:
        yield from not_on_lite(auth, "dcr_configuration")


def registered_clients_have_a_grant(auth: Known) -> Iterator[Problem]:
    """Cognito "accepts implicit in this list but ignores it" (DcrConfigurationType)."""
    configuration = block(auth, "dcr_configuration")
    for key in ("authenticated_grant_types", "open_dcr_grant_types"):
        for path, grant in items(configuration, key, "dcr_configuration"):
            if grant == "implicit":
                yield Problem(path, "has no effect; Cognito ignores it there, so leave it out", grant, "code")


RULES = (registration_has_a_tier, registered_clients_have_a_grant)
