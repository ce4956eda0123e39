"""The triggers around new users and new passwords."""

from typing import TYPE_CHECKING

from local.cognito import triggering
from local.cognito.accounts.attributes import given_attributes
from local.cognito.call import Call
from local.cognito.json_types import JsonObject
from local.cognito.store.pools import UserPool
from local.cognito.store.users import User

if TYPE_CHECKING:
    from local.cognito.triggers.events.sign_up import PreSignUpAnswer


def pre_sign_up(call: Call, pool: UserPool, user: User, source: str) -> "PreSignUpAnswer | None":
    """What the pre sign-up trigger decides of a user who isn't in the pool yet; None without one.

    `source` is PreSignUp_SignUp, PreSignUp_AdminCreateUser or PreSignUp_ExternalProvider. Raises CognitoError.
    """

    def event() -> JsonObject:
        from local.cognito.triggers.events import sign_up

        return sign_up.pre_sign_up(
            triggering.context(pool, call.get("ClientId", "")),
            source,
            user.username,
            user.attributes,
            validation_data=given_attributes(call.get("ValidationData")),
            client_metadata=call.get("ClientMetadata"),
        )

    response = triggering.invoke(call, pool, "PreSignUp", event)
    if response is None:
        return None
    from local.cognito.triggers.events.sign_up import read_pre_sign_up

    return read_pre_sign_up(response, source)


def post_confirmation(call: Call, pool: UserPool, user: User, source: str) -> None:
    """Tell the post confirmation trigger of a user who was confirmed, or has a new password.

    `source` is PostConfirmation_ConfirmSignUp or PostConfirmation_ConfirmForgotPassword. Raises CognitoError.
    """

    def event() -> JsonObject:
        from local.cognito.triggers.events import sign_up

        context = triggering.context(pool, call.get("ClientId", ""))
        attributes = triggering.attributes(pool, user)
        return sign_up.post_confirmation(
            context, source, user.username, attributes, client_metadata=call.get("ClientMetadata")
        )

    triggering.invoke(call, pool, "PostConfirmation", event)
