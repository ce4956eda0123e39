"""RespondToAuthChallenge: the answers to challenges, and what comes after each."""

from collections.abc import Callable, Mapping
from typing import Final

from local.cognito.accounts.passwords import set_status
from local.cognito.authentication import (
    choice,
    custom,
    device_keys,
    flows,
    mfa,
    mfa_setup,
    new_password,
    passkeys,
    password_proof,
    second_factor,
    steps,
)
from local.cognito.authentication.eligibility import check_state
from local.cognito.authentication.requests import Request, answer_of, request_of
from local.cognito.call import Call
from local.cognito.errors import CognitoError, invalid
from local.cognito.json_types import JsonObject


def respond(call: Call) -> JsonObject:
    """RespondToAuthChallenge and AdminRespondToAuthChallenge."""
    request = request_of(call, "ChallengeResponses")
    name = str(call["ChallengeName"])
    if name not in CHALLENGES:
        raise invalid("Unrecognized verify challenge type.")
    return CHALLENGES[name](request)


def _password_proof(request: Request) -> JsonObject:
    answer = password_proof.answered(request)
    attempt = custom.passed(answer.attempt, password_proof.PASSWORD_VERIFIER)
    return steps.after_password(attempt)


def _new_password(request: Request) -> JsonObject:
    return steps.after_first_factor(new_password.answered(answer_of(request, new_password.NEW_PASSWORD_REQUIRED)))


def _sent_code(name: str) -> Callable[[Request], JsonObject]:
    """A code that was sent, as the first factor or as the second one."""

    def answered(request: Request) -> JsonObject:
        answer = answer_of(request, name)
        second_factor.check_sent_code(answer, name)
        remembered = answer.take()
        attempt = custom.passed(second_factor.passed(answer.attempt, name), name)
        if "set_up" in remembered:
            mfa_setup.keep(attempt, remembered["set_up"])
        else:
            second_factor.verify_address(attempt, name)
        if remembered.get("first_factor") and attempt.user.status == "UNCONFIRMED":
            set_status(attempt.call, attempt.pool, attempt.user, "CONFIRMED")
        return steps.after_second_factor(attempt)

    return answered


def _totp(request: Request) -> JsonObject:
    answer = answer_of(request, mfa.TOTP)
    second_factor.check_totp(answer)
    answer.take()
    return steps.after_second_factor(custom.passed(second_factor.passed(answer.attempt, mfa.TOTP), mfa.TOTP))


def _select_mfa_type(request: Request) -> JsonObject:
    answer = answer_of(request, "SELECT_MFA_TYPE")
    factor = second_factor.chosen(answer)
    answer.take()
    return second_factor.begin(answer.attempt, factor)


def _mfa_setup(request: Request) -> JsonObject:
    answer = answer_of(request, mfa_setup.MFA_SETUP)
    address = request.get("EMAIL") or request.get("email")  # Amplify's name, and the developer guide's
    if address:
        return mfa_setup.begin_email(answer, address)
    mfa_setup.check_verified(answer)
    answer.take()
    return steps.after_second_factor(second_factor.passed(answer.attempt, mfa.TOTP))


def _select_challenge(request: Request) -> JsonObject:
    answer = answer_of(request, choice.SELECT)
    factor = choice.selected(answer)
    if factor == choice.PASSWORD and request.get("PASSWORD"):
        flows.check_chosen_password(answer.attempt, request["PASSWORD"])
    if factor == choice.PASSWORD_SRP and request.get("SRP_A"):
        password_proof.public_value(request)
    answer.take()
    return flows.ask(request, answer.attempt, factor)


def _chosen_password(request: Request) -> JsonObject:
    answer = answer_of(request, choice.PASSWORD)
    password = request["PASSWORD"]
    flows.check_chosen_password(answer.attempt, password)
    answer.take()
    return steps.after_password(answer.attempt)


def _chosen_proof(request: Request) -> JsonObject:
    """PASSWORD_SRP: the proof comes with PASSWORD_VERIFIER."""
    answer = answer_of(request, choice.PASSWORD_SRP)
    a = password_proof.public_value(request)
    answer.take()
    return password_proof.challenge(answer.attempt, a)


def _passkey(request: Request) -> JsonObject:
    """WEB_AUTHN: what the browser's `navigator.credentials.get` gave, as JSON."""
    answer = answer_of(request, choice.WEB_AUTHN)
    attempt = answer.attempt
    due = mfa.is_due(attempt.pool, attempt.user)
    challenge = answer.session.remembered["webauthn"]
    method = passkeys.check_credential(attempt, request["CREDENTIAL"], challenge, verified_user=due)
    check_state(attempt.user)
    answer.take()
    return steps.after_second_factor(attempt.with_method(method))


def _custom_challenge(request: Request) -> JsonObject:
    attempt = custom.answered(answer_of(request, custom.CUSTOM_CHALLENGE))
    return steps.complete(attempt)


def _device_proof(request: Request) -> JsonObject:
    attempt = device_keys.answer_proof(request)
    return steps.complete(custom.passed(attempt, device_keys.DEVICE_PROOF), device_is_proved=True)


def _not_here(_: Request) -> JsonObject:
    """ADMIN_NO_SRP_AUTH: "You can't respond to an ADMIN_NO_SRP_AUTH challenge with this operation"."""
    raise CognitoError("InvalidParameterException", "Unrecognized verify challenge type.")


CHALLENGES: Final[Mapping[str, Callable[[Request], JsonObject]]] = {
    "PASSWORD_VERIFIER": _password_proof,
    "NEW_PASSWORD_REQUIRED": _new_password,
    "SMS_MFA": _sent_code("SMS_MFA"),
    "EMAIL_OTP": _sent_code("EMAIL_OTP"),
    "SMS_OTP": _sent_code("SMS_OTP"),
    "SOFTWARE_TOKEN_MFA": _totp,
    "SELECT_MFA_TYPE": _select_mfa_type,
    "MFA_SETUP": _mfa_setup,
    "SELECT_CHALLENGE": _select_challenge,
    "PASSWORD": _chosen_password,
    "PASSWORD_SRP": _chosen_proof,
    "WEB_AUTHN": _passkey,
    "CUSTOM_CHALLENGE": _custom_challenge,
    "DEVICE_SRP_AUTH": device_keys.answer_srp,
    "DEVICE_PASSWORD_VERIFIER": _device_proof,
    "ADMIN_NO_SRP_AUTH": _not_here,
}
