"""What every trigger's event has ("User pool Lambda trigger common parameters")."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from local.cognito.json_types import JsonObject
from local.cognito.triggers.failures import invalid_lambda_response

NO_CLIENT: Final = "CLIENT_ID_NOT_APPLICABLE"
"""`clientId` where an administrator's operation, which names no app client, calls the function."""
UNKNOWN_SDK: Final = "aws-sdk-unknown-unknown"
STATUS: Final = "cognito:user_status"
ALIASES: Final[Mapping[str, str]] = {
    "email": "cognito:email_alias",
    "phone_number": "cognito:phone_number_alias",
}
"""Attributes by which users sign in, and the names under which events repeat them."""

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TriggerContext:
    """Where and through whom it happens."""

    region: str
    user_pool_id: str
    client_id: str = NO_CLIENT
    aws_sdk_version: str = UNKNOWN_SDK
    """Cognito sends `aws-sdk-unknown-unknown` for nearly every SDK."""


def trigger_event(  # noqa: PLR0913 - the members of one event
    context: TriggerContext,
    source: str,
    user_name: str,
    request: Mapping[str, Any],
    response: Mapping[str, Any] | None,
    *,
    version: str = "1",
) -> JsonObject:
    """The whole event; `response` is None where the function has none to give (custom senders)."""
    event = {
        "version": version,
        "region": context.region,
        "userPoolId": context.user_pool_id,
        "userName": user_name,
        "callerContext": {"awsSdkVersion": context.aws_sdk_version, "clientId": context.client_id},
        "triggerSource": source,
        "request": dict(request),
    }
    return event if response is None else {**event, "response": dict(response)}


def user_attributes(attributes: Texts, status: str = "", sign_in_aliases: Texts | None = None) -> dict[str, str]:
    """`userAttributes` of a user who exists: `sub`, the status, then the others.

    `status` is UserStatus; empty for a user who is only about to be created (PreSignUp). `sign_in_aliases` are the
    addresses by which the user can sign in in place of a name, as AliasAttributes have them.
    """
    found = {"sub": attributes["sub"]} if "sub" in attributes else {}
    if status:
        found[STATUS] = status
    found |= {ALIASES[name]: value for name, value in (sign_in_aliases or {}).items() if name in ALIASES}
    return {**found, **attributes}


def with_metadata(request: Mapping[str, Any], client_metadata: Texts | None) -> JsonObject:
    """`request` with `clientMetadata`, which is left out where the caller sent none."""
    return {**request, "clientMetadata": dict(client_metadata)} if client_metadata else dict(request)


def or_null(values: Texts | None) -> dict[str, str] | None:
    """`validationData`: null where the caller sent none."""
    return dict(values) if values else None


def attribute_map(attributes: "list[dict[str, str]] | None") -> dict[str, str]:
    """A list of AttributeType (`UserAttributes`, `ValidationData`) as a map."""
    return {attribute["Name"]: attribute.get("Value", "") for attribute in attributes or []}


def read_nothing(response: Mapping[str, Any]) -> None:
    """The triggers that may only refuse or look on: a response with members is refused.

    "Unrecognizable lambda output" for PostConfirmation (LocalStack's tests, which were recorded on AWS, avoid it for
    this reason); taken to be so for PreAuthentication and PostAuthentication.
    """
    if any(value is not None for value in response.values()):
        raise invalid_lambda_response()
