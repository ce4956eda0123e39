"""Whether what a function answered is what Cognito expects of its trigger."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from local.cognito.json_types import JsonObject
from local.cognito.triggers.events import challenges, federation, messages, migration, sign_up
from local.cognito.triggers.events.authentication import POST_AUTHENTICATION, PRE_AUTHENTICATION
from local.cognito.triggers.events.common import read_nothing
from local.cognito.triggers.events.tokens import PRE_TOKEN_GENERATION
from local.cognito.triggers.failures import invalid_lambda_response
from local.cognito.triggers.token_overrides import read_token_overrides

_READERS: Final[Mapping[str, Callable[[JsonObject], object]]] = {
    sign_up.PRE_SIGN_UP: sign_up.read_pre_sign_up,
    sign_up.POST_CONFIRMATION: read_nothing,
    PRE_AUTHENTICATION: read_nothing,
    POST_AUTHENTICATION: read_nothing,
    challenges.DEFINE: challenges.read_define_auth_challenge,
    challenges.CREATE: challenges.read_create_auth_challenge,
    challenges.VERIFY: challenges.read_verify_auth_challenge,
    messages.CUSTOM_MESSAGE: messages.read_custom_message,
    migration.USER_MIGRATION: migration.read_user_migration,
    federation.INBOUND_FEDERATION: federation.read_inbound_federation,
}


def checked_response(trigger: str, event: Mapping[str, Any], output: Mapping[str, Any]) -> JsonObject:
    """`response` of the event that the function returned.

    Raises InvalidLambdaResponseException where `output` is no event of Cognito's, or its response can't be read.
    """
    response = output.get("response")
    if not isinstance(response, dict):
        raise invalid_lambda_response()
    if trigger == PRE_TOKEN_GENERATION:
        read_token_overrides(response, f"V{event['version']}_0")
    else:
        _READERS[trigger](response)
    return response
