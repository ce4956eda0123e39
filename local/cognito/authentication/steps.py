"""What comes after each passed factor, until there are tokens."""

from typing import Any, Final

from local.cognito import triggering
from local.cognito.authentication import auth_events, custom, device_keys, levels, lockout, new_password, second_factor
from local.cognito.authentication.attempt import Attempt
from local.cognito.json_types import JsonObject
from local.cognito.tokens import issuing
from local.cognito.triggers.events import authentication as events

SIGNED_IN: Final = "SignedIn"
"""What Cognito's own pages get in place of tokens."""


def after_password(attempt: Attempt) -> JsonObject:
    """The password was right: a temporary one is to be replaced, then comes the second factor."""
    attempt = attempt.with_method(levels.PASSWORD)
    if attempt.user.status == "FORCE_CHANGE_PASSWORD":
        return new_password.challenge(attempt)
    return after_first_factor(attempt)


def after_first_factor(attempt: Attempt) -> JsonObject:
    """A remembered device, or MFA, or tokens.

    A remembered device stands for MFA where the pool says so (DeviceConfigurationType, ChallengeRequiredOnNewDevice).
    """
    is_reached = levels.level_of(attempt.methods) >= attempt.target
    if is_reached and device_keys.is_remembered(attempt) and device_keys.stands_for_mfa(attempt.pool):
        return device_keys.challenge(attempt)
    return second_factor.challenge(attempt) or after_second_factor(attempt)


def after_second_factor(attempt: Attempt) -> JsonObject:
    """A remembered device, or tokens."""
    return device_keys.challenge(attempt) if device_keys.is_remembered(attempt) else complete(attempt)


def complete(attempt: Attempt, *, device_is_proved: bool = False) -> JsonObject:
    """The end of a custom authentication's round, or of the sign-in: tokens.

    Where the pool remembers devices and the app hasn't named one of the user's, it gets the key of a new one. Cognito's
    own pages get no tokens: their token endpoint gives them later. Raises CognitoError where a trigger refuses.
    """
    if attempt.results is not None:
        following = custom.next_challenge(attempt)
        if following is not None:
            return following
    return finish(attempt, device_is_proved=device_is_proved)


def finish(attempt: Attempt, *, device_is_proved: bool = False) -> JsonObject:
    """The end of the sign-in. Raises CognitoError where a trigger refuses."""
    call, pool, client, user = attempt.call, attempt.pool, attempt.client, attempt.user
    lockout.forget(call, user)
    new_device = device_keys.new_for(attempt)
    _post_authentication(attempt, new_device=bool(new_device))
    challenges = (auth_events.PASSWORD, auth_events.MFA)[: min(len(attempt.methods), 2)]
    auth_events.note(call, pool, user, "SignIn", passed=True, challenges=challenges)
    device_key = new_device or (attempt.device_key if device_keys.tracks(pool) else "")
    if call.from_pages:
        return {SIGNED_IN: {"Sub": user.sub, "Methods": list(attempt.methods)}}
    source = issuing.DEVICE if device_is_proved else attempt.trigger_source
    grant = issuing.Grant(source, device_key=device_key, metadata=attempt.metadata, **_reached(attempt))
    result = issuing.begin_sign_in(call, pool, client, user, grant)
    if new_device:
        result["NewDeviceMetadata"] = {"DeviceKey": new_device, "DeviceGroupKey": device_keys.group(new_device)}
    return {"ChallengeParameters": {}, "AuthenticationResult": result}


def _reached(attempt: Attempt) -> dict[str, Any]:
    """`acr` and `amr`, where a target was asked for."""
    if not attempt.target:
        return {}
    level = levels.level_of(attempt.methods)
    return {"acr": levels.names(attempt.pool)[level], "amr": levels.amr(attempt.methods)}


def _post_authentication(attempt: Attempt, *, new_device: bool) -> None:
    pool, user = attempt.pool, attempt.user
    attempt.invoke(
        events.POST_AUTHENTICATION,
        lambda: events.post_authentication(
            triggering.context(pool, attempt.client.id),
            user.username,
            triggering.attributes(pool, user),
            new_device_used=new_device,
            client_metadata=attempt.metadata,
        ),
    )
