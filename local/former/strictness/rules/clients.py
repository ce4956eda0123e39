"""An app client: its secret, its flows, and what it names of the pool."""

from typing import Final

from local.former import state
from local.former.strictness.rules.rule import Parameters, Table, invalid

LEGACY_FLOWS: Final = frozenset({"ADMIN_NO_SRP_AUTH", "CUSTOM_AUTH_FLOW_ONLY", "USER_PASSWORD_AUTH"})
NEVER_WRITABLE: Final = frozenset({"sub", "email_verified", "phone_number_verified", "identities"})


def has_secret(parameters: Parameters) -> bool:
    """Whether the client of a create or update has, or will have, a secret: that can't be changed later."""
    if "ClientId" not in parameters:
        return bool(parameters.get("GenerateSecret") or parameters.get("ClientSecret"))
    pool = state.pool(parameters["UserPoolId"])
    client = state.client(pool, parameters["ClientId"]) if pool else None
    return bool(client and client.get("ClientSecret"))


def one_secret(parameters: Parameters) -> None:
    """A secret is made by Cognito or brought along."""
    if parameters.get("GenerateSecret") and parameters.get("ClientSecret"):
        raise invalid("ClientSecret cannot be specified when GenerateSecret is true.")


def flows_of_one_kind(parameters: Parameters) -> None:
    """The flows' old names can't be mixed with the `ALLOW_` ones."""
    flows = set(parameters.get("ExplicitAuthFlows") or ())
    if flows & LEGACY_FLOWS and flows - LEGACY_FLOWS:
        raise invalid("Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.")


def context_needs_a_secret(parameters: Parameters) -> None:
    """Only a client that proves who it is may speak for its users."""
    if parameters.get("EnablePropagateAdditionalUserContextData") and not has_secret(parameters):
        raise invalid("Client Secret is required to set EnablePropagateAdditionalUserContextData as true")


def analytics_are_of_one_project(parameters: Parameters) -> None:
    """A Pinpoint project is named by its ARN, or by its id with the role to reach it."""
    analytics = parameters.get("AnalyticsConfiguration")
    by_id = ("ApplicationId", "RoleArn", "ExternalId")
    if not analytics:
        return
    given = [bool(analytics.get(member)) for member in by_id]
    if not (all(given) if not analytics.get("ApplicationArn") else not given[0]):
        raise invalid(
            "Invalid analytics configuration given, either <application arn> or "
            "<application id, role arn, external id> are valid"
        )


def attributes_exist(parameters: Parameters) -> None:
    """A client reads and writes attributes that the pool has, and writes none that are Cognito's to write."""
    pool = state.pool(parameters["UserPoolId"])
    if not pool:
        return
    known = {attribute["Name"] for attribute in pool.get("SchemaAttributes", ())} | {"identities"}
    doing = "updating" if "ClientId" in parameters else "creating"
    for member, possible, word in (
        ("ReadAttributes", known, "read"),
        ("WriteAttributes", known - NEVER_WRITABLE, "write"),
    ):
        if not set(parameters.get(member) or ()) <= possible:
            raise invalid(f"Invalid {word} attributes specified while {doing} a client")


def providers_exist(parameters: Parameters) -> None:
    """A client's identity providers are COGNITO and those of the pool."""
    pool = state.pool(parameters["UserPoolId"])
    if not pool:
        return
    for provider in parameters.get("SupportedIdentityProviders") or ():
        if provider != "COGNITO" and provider not in pool.get("_identity_providers", ()):
            raise invalid(f"The provider {provider} does not exist for User Pool {parameters['UserPoolId']}.")


SETTINGS: Final = (
    flows_of_one_kind,
    context_needs_a_secret,
    analytics_are_of_one_project,
    attributes_exist,
    providers_exist,
)
RULES: Final[Table] = {"CreateUserPoolClient": (one_secret, *SETTINGS), "UpdateUserPoolClient": SETTINGS}
