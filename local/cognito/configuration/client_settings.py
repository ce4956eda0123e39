"""An app client's settings (UserPoolClientType): defaults, and what Cognito completes."""

from collections.abc import Mapping
from typing import Any, Final

from cognito_model.model import USER_POOLS, service_model
from cognito_model.regions import partition_of
from cognito_model.token_validity import DEFAULT_UNITS
from local.cognito import ids
from local.cognito.json_types import JsonObject, copied

APART: Final = frozenset({"UserPoolId", "ClientId", "ClientName", "ClientSecret"})
"""Members that aren't among a client's settings: a client has them in fields of their own."""
DEFAULTS: Final[Mapping[str, Any]] = {
    "RefreshTokenValidity": 30,
    "TokenValidityUnits": {},
    "AllowedOAuthFlowsUserPoolClient": False,
    "EnableTokenRevocation": True,
    "EnablePropagateAdditionalUserContextData": False,
    "AuthSessionValidity": 3,
}
"""Of a new client, and of an updated one where a member isn't given."""
SERVICE_LINKED_ROLE: Final = "role/aws-service-role/cognito-idp.amazonaws.com/AWSServiceRoleForAmazonCognitoIdp"
"""With what Cognito reaches an analytics project that is named by its ARN."""


def client_settings(given: JsonObject, region: str) -> JsonObject:
    """The settings of a client that is created or updated with these parameters.

    "If you don't provide a value for an attribute, Amazon Cognito sets it to its default value" (UpdateUserPoolClient).
    """
    known = kept_members()
    settings = {name: copied(value) for name, value in given.items() if name in known and value not in (None, "", [])}
    found: JsonObject = {**copied(dict(DEFAULTS)), **settings}
    if not found["RefreshTokenValidity"]:
        found["RefreshTokenValidity"] = DEFAULTS["RefreshTokenValidity"]
    if found["TokenValidityUnits"]:
        found["TokenValidityUnits"] = {**DEFAULT_UNITS, **found["TokenValidityUnits"]}
    if found.get("RefreshTokenRotation"):
        found["RefreshTokenRotation"] = {"RetryGracePeriodSeconds": 0, **found["RefreshTokenRotation"]}
    if found.get("AnalyticsConfiguration"):
        found["AnalyticsConfiguration"] = _analytics(found["AnalyticsConfiguration"], region)
    return found


def _analytics(given: JsonObject, region: str) -> JsonObject:
    completed = {"UserDataShared": False, **given}
    if completed.get("ApplicationArn"):
        completed["RoleArn"] = f"arn:{partition_of(region).id}:iam::{ids.ACCOUNT_ID}:{SERVICE_LINKED_ROLE}"
    return completed


def kept_members() -> frozenset[str]:
    """The members of a request that are kept and answered: those that the model knows, whatever its version."""
    model = service_model(USER_POOLS)
    requests = {*model.members_of("CreateUserPoolClientRequest"), *model.members_of("UpdateUserPoolClientRequest")}
    return frozenset(requests & set(model.members_of("UserPoolClientType"))) - APART
