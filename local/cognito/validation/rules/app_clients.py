"""An app client: its secret, its flows, and what it names of the pool."""

from typing import Final

from cognito_model.attributes import SET_BY_COGNITO
from cognito_model.auth_flows import LEGACY_AUTH_FLOWS
from local.cognito.call import Call
from local.cognito.errors import invalid
from local.cognito.validation.rules.rule import Table, client_of, pool_of


def has_secret(call: Call) -> bool:
    """Whether the client of a create or update has, or will have, a secret: that can't be changed later."""
    if "ClientId" not in call.parameters:
        return bool(call.get("GenerateSecret") or call.get("ClientSecret"))
    client = client_of(call)
    return bool(client and client.is_confidential)


def one_secret(call: Call) -> None:
    """A secret is made by Cognito or brought along."""
    if call.get("GenerateSecret") and call.get("ClientSecret"):
        raise invalid("ClientSecret cannot be specified when GenerateSecret is true.")


def no_secrets_manager(call: Call) -> None:
    """There is no Secrets Manager here: a secret that only it would tell is refused by name."""
    if call.get("PublishSecretsInAWSSecretsManager"):
        raise invalid(
            "PublishSecretsInAWSSecretsManager is not available on the local target, which has no Secrets Manager."
        )


def flows_of_one_kind(call: Call) -> None:
    """The flows' old names can't be mixed with the `ALLOW_` ones."""
    flows = set(call.get("ExplicitAuthFlows", ()))
    if flows & set(LEGACY_AUTH_FLOWS) and flows - set(LEGACY_AUTH_FLOWS):
        raise invalid("Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.")


def context_needs_a_secret(call: Call) -> None:
    """Only a client that proves who it is may speak for its users."""
    if call.get("EnablePropagateAdditionalUserContextData") and not has_secret(call):
        raise invalid("Client Secret is required to set EnablePropagateAdditionalUserContextData as true")


def analytics_are_of_one_project(call: Call) -> None:
    """A Pinpoint project is named by its ARN, or by its id with the role to reach it."""
    analytics = call.get("AnalyticsConfiguration")
    by_id = ("ApplicationId", "RoleArn", "ExternalId")
    if not analytics:
        return
    given = [bool(analytics.get(member)) for member in by_id]
    if not (all(given) if not analytics.get("ApplicationArn") else not given[0]):
        raise invalid(
            "Invalid analytics configuration given, either <application arn> or "
            "<application id, role arn, external id> are valid"
        )


def attributes_exist(call: Call) -> None:
    """A client reads and writes attributes that the pool has, and writes none that are Cognito's to write."""
    pool = pool_of(call)
    if not pool:
        return
    known = {attribute["Name"] for attribute in pool.schema} | {"identities"}
    doing = "updating" if "ClientId" in call.parameters else "creating"
    for member, possible, word in (
        ("ReadAttributes", known, "read"),
        ("WriteAttributes", known - SET_BY_COGNITO, "write"),
    ):
        if not set(call.get(member, ())) <= possible:
            raise invalid(f"Invalid {word} attributes specified while {doing} a client")


def providers_exist(call: Call) -> None:
    """A client's identity providers are COGNITO and those of the pool."""
    pool = pool_of(call)
    if not pool:
        return
    for provider in call.get("SupportedIdentityProviders", ()):
        if provider != "COGNITO" and provider not in pool.identity_providers:
            raise invalid(f"The provider {provider} does not exist for User Pool {pool.id}.")


SETTINGS: Final = (
    no_secrets_manager,
    flows_of_one_kind,
    context_needs_a_secret,
    analytics_are_of_one_project,
    attributes_exist,
    providers_exist,
)
RULES: Final[Table] = {"CreateUserPoolClient": (one_secret, *SETTINGS), "UpdateUserPoolClient": SETTINGS}
