"""Changing tokens before they are issued: the event ("Pre token generation Lambda trigger").

What the function answers is applied by `token_overrides`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from local.cognito.json_types import JsonObject
from local.cognito.triggers.events.common import Texts, TriggerContext, trigger_event, with_metadata
from local.cognito.triggers.lambda_config import V1

PRE_TOKEN_GENERATION: Final = "PreTokenGeneration"  # noqa: S105 - the name of a trigger
HOSTED: Final = "TokenGeneration_HostedAuth"
AUTHENTICATION: Final = "TokenGeneration_Authentication"
NEW_PASSWORD: Final = "TokenGeneration_NewPasswordChallenge"  # noqa: S105 - the name of an event
DEVICE: Final = "TokenGeneration_AuthenticateDevice"
REFRESH: Final = "TokenGeneration_RefreshTokens"
CLIENT_CREDENTIALS: Final = "TokenGeneration_ClientCredentials"
"""Tokens of machines: only events of version V3_0."""
SOURCES: Final = (HOSTED, AUTHENTICATION, NEW_PASSWORD, DEVICE, REFRESH, CLIENT_CREDENTIALS)
V2: Final = "V2_0"
V3: Final = "V3_0"
MACHINE_USER_NAME: Final = "ClientCredentials"
"""`userName` of a machine's event, as another emulator sends it; unverified on AWS."""


@dataclass(frozen=True, slots=True)
class GroupConfiguration:
    """A user's groups and the roles that come with them."""

    groups: Sequence[str] = ()
    roles: Sequence[str] = ()
    """ARNs of the IAM roles of all groups."""
    preferred_role: str | None = None
    """The role of the group of the highest precedence."""

    def to_json(self) -> JsonObject:
        """`groupConfiguration`."""
        return {
            "groupsToOverride": list(self.groups),
            "iamRolesToOverride": list(self.roles),
            "preferredRole": self.preferred_role,
        }


def is_called(version: str, source: str) -> bool:
    """Whether a function of this version of the event is called at all."""
    return source != CLIENT_CREDENTIALS or version == V3


def pre_token_generation(  # noqa: PLR0913 - the members of one event
    context: TriggerContext,
    source: str,
    user_name: str,
    attributes: Texts,
    *,
    version: str = V1,
    groups: GroupConfiguration | None = None,
    scopes: Sequence[str] = (),
    client_metadata: Texts | None = None,
) -> JsonObject:
    """The event before tokens are issued. Versions V2_0 and V3_0 have the access token's scopes as well."""
    request: JsonObject = {"userAttributes": dict(attributes)}
    request["groupConfiguration"] = (groups or GroupConfiguration()).to_json()
    if version == V1:
        response: JsonObject = {"claimsOverrideDetails": None}
    else:
        request["scopes"] = list(scopes)
        response = {"claimsAndScopeOverrideDetails": None}
    request = with_metadata(request, client_metadata)
    return trigger_event(context, source, user_name, request, response, version=version[1:].partition("_")[0])
