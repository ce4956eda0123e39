"""What a pre token generation function changes in tokens before they are issued ("Pre token generation trigger")."""

from collections.abc import Mapping
from typing import Final

from local.cognito import triggering
from local.cognito.call import Call
from local.cognito.errors import not_authorized
from local.cognito.json_types import JsonObject
from local.cognito.store.pools import UserPool
from local.cognito.store.users import User

PRE_TOKEN_GENERATION: Final = "PreTokenGeneration"  # noqa: S105 - the name of a trigger


def of_user(  # noqa: PLR0913, PLR0917 - what the event says
    call: Call,
    pool: UserPool,
    user: User,
    source: str,
    metadata: Mapping[str, str],
    access: JsonObject,
    identity: JsonObject,
) -> tuple[JsonObject, JsonObject]:
    """Claims of access and ID token after the pool's function. Raises CognitoError where it refuses."""
    version = triggering.version(pool, PRE_TOKEN_GENERATION)

    def event() -> JsonObject:
        from local.cognito.triggers.events.tokens import GroupConfiguration, pre_token_generation

        groups = GroupConfiguration(
            identity.get("cognito:groups", ()),
            identity.get("cognito:roles", ()),
            identity.get("cognito:preferred_role"),
        )
        return pre_token_generation(
            triggering.context(pool, access["client_id"]),
            source,
            user.username,
            triggering.attributes(pool, user),
            version=version,
            groups=groups,
            scopes=access["scope"].split(),
            client_metadata=metadata,
        )

    response = triggering.invoke(call, pool, PRE_TOKEN_GENERATION, event)
    if response is None:
        return access, identity
    if pool.users.by_sub(user.sub) is not user or not user.enabled:  # others had the lock meanwhile
        raise not_authorized("User is disabled.")
    from local.cognito.triggers.token_overrides import apply_token_overrides

    changed, access = apply_token_overrides(identity, access, response, version)
    return access, changed or identity


def of_machine(call: Call, pool: UserPool, metadata: Mapping[str, str], access: JsonObject) -> JsonObject:
    """Claims of a machine's access token after the pool's function, which is called in version V3_0 only.

    Raises CognitoError where it refuses.
    """
    from local.cognito.triggers.events.tokens import (
        CLIENT_CREDENTIALS,
        MACHINE_USER_NAME,
        is_called,
        pre_token_generation,
    )

    version = triggering.version(pool, PRE_TOKEN_GENERATION)
    if not is_called(version, CLIENT_CREDENTIALS):
        return access

    def event() -> JsonObject:
        return pre_token_generation(
            triggering.context(pool, access["client_id"]),
            CLIENT_CREDENTIALS,
            MACHINE_USER_NAME,
            {},
            version=version,
            scopes=access["scope"].split(),
            client_metadata=metadata,
        )

    response = triggering.invoke(call, pool, PRE_TOKEN_GENERATION, event)
    if response is None:
        return access
    from local.cognito.triggers.token_overrides import apply_token_overrides

    return apply_token_overrides(None, access, response, version)[1]
