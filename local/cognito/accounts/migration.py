"""Users who are brought over from elsewhere when they are asked for ("Migrate user Lambda trigger")."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from local.cognito import triggering
from local.cognito.accounts import creation
from local.cognito.call import Call
from local.cognito.json_types import JsonObject
from local.cognito.passwords import set_password
from local.cognito.store.pools import UserPool
from local.cognito.store.users import User

if TYPE_CHECKING:
    from local.cognito.triggers.events.migration import MigratedUser

AT_SIGN_IN: Final = "UserMigration_Authentication"
AT_FORGOT_PASSWORD: Final = "UserMigration_ForgotPassword"  # noqa: S105 - a trigger's source


def migrate(  # noqa: PLR0913 - what the event says
    call: Call,
    pool: UserPool,
    username: str,
    source: str,
    *,
    password: str | None = None,
    validation_data: Mapping[str, str] | None = None,
    metadata: Mapping[str, str] | None = None,
) -> User | None:
    """The user that the pool's function knows by a name that nobody has; None without one, or where it knows nobody.

    With the `password` that came at a sign-in, the user has it. Raises CognitoError where the function refuses, and
    where what it says makes no user.
    """

    def event() -> JsonObject:
        from local.cognito.triggers.events.migration import user_migration

        return user_migration(
            triggering.context(pool, call.get("ClientId", "")),
            source,
            username,
            password=password,
            validation_data=validation_data,
            client_metadata=metadata,
        )

    response = triggering.invoke(call, pool, "UserMigration", event)
    if response is None:
        return None
    from local.cognito.triggers.events.migration import read_user_migration

    found = read_user_migration(response)
    return None if found is None else _made(call, pool, username, found, password)


def _made(call: Call, pool: UserPool, username: str, found: "MigratedUser", password: str | None) -> User:
    """The migrated user. Nobody is invited: the welcome message's text isn't known."""
    requested = found.user_name or username
    user = creation.new_user(call, pool, requested, found.attributes, found.final_status)
    if password:
        set_password(user, password)
        user.temporary_since = call.now if user.status == "FORCE_CHANGE_PASSWORD" else None
    if found.enable_sms_mfa:
        user.mfa_enabled = ["SMS_MFA"]
    creation.add_user(call, pool, user, requested, force_alias=found.force_alias_creation)
    return user
