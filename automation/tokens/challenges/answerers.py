"""Each challenge of the user pools API, and how it is answered: one table for all flows.

RespondToAuthChallenge's `ChallengeResponses` (API reference) names what each wants. `USERNAME` and `SECRET_HASH`, which
all of them want, are added where the answer is sent.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Protocol

from automation.tokens.challenges.answers import RememberedDevice
from automation.tokens.challenges.secure_remote_password import Identity, KeyPair, claim
from automation.tokens.challenges.sources import Sources, UnansweredError

ATTRIBUTE_PREFIX = "userAttributes."
"""Of attributes in NEW_PASSWORD_REQUIRED's parameters and answers."""
DEVICE_NAME = "cognito-access-token"


class SoftwareTokens(Protocol):
    """The two calls that register an authenticator app during a sign-in."""

    def associate(self, session: str) -> Mapping[str, Any]:
        """AssociateSoftwareToken."""

    def verify(self, session: str, code: str) -> Mapping[str, Any]:
        """VerifySoftwareToken."""


@dataclass(frozen=True)
class Challenge:
    """One challenge, as InitiateAuth and RespondToAuthChallenge return it."""

    name: str
    session: str = field(repr=False)
    parameters: Mapping[str, str] = field(repr=False)
    available: tuple[str, ...]
    """AvailableChallenges, with SELECT_CHALLENGE."""
    asked_at: float
    """Before the call that brought it, in seconds since the epoch."""


@dataclass(frozen=True)
class Response:
    """The answer to a challenge."""

    responses: Mapping[str, str] = field(repr=False)
    session: str | None = field(default=None, repr=False)
    """Where another session than the challenge's continues."""
    news: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """What is true of the user once Cognito has accepted it."""


@dataclass
class Conversation:
    """What the challenges of one sign-in have in common."""

    sources: Sources
    user_pool_id: str
    tokens: SoftwareTokens
    username: str
    """What Cognito calls the user, as soon as it says so; before that, what was signed in with."""

    @cached_property
    def keys(self) -> KeyPair:
        """The key pair for the user's SRP."""
        return KeyPair.generate()

    @cached_property
    def device_keys(self) -> KeyPair:
        """The key pair for the device's SRP."""
        return KeyPair.generate()


Answerer = Callable[[Challenge, Conversation], Response]


def answer(challenge: Challenge, conversation: Conversation) -> Response:
    """Answer a challenge. Raises UnansweredError naming it, and the option that would answer it."""
    if challenge.name not in ANSWERERS:
        raise UnansweredError(
            f"Cognito asks {conversation.username} for {challenge.name}, which this version of the program "
            "doesn't support."
        )
    return ANSWERERS[challenge.name](challenge, conversation)


def factor_parameters(factor: str, conversation: Conversation) -> dict[str, str]:
    """The parameters that must be sent together with the choice of a first factor."""
    if factor == "PASSWORD":
        return {"PASSWORD": conversation.sources.password(factor)}
    return {"SRP_A": conversation.keys.srp_a} if factor == "PASSWORD_SRP" else {}


def _new_password(challenge: Challenge, conversation: Conversation) -> Response:
    sources = conversation.sources
    required = [str(name).removeprefix(ATTRIBUTE_PREFIX) for name in _list(challenge, "requiredAttributes")]
    attributes = {f"{ATTRIBUTE_PREFIX}{name}": sources.attribute(name) for name in required}
    password = sources.new_password()
    return Response({"NEW_PASSWORD": password, **attributes}, news={"password": password})


def _software_token(_challenge: Challenge, conversation: Conversation) -> Response:
    return Response({"SOFTWARE_TOKEN_MFA_CODE": conversation.sources.totp_code()})


def _sent_code(challenge: Challenge, conversation: Conversation) -> Response:
    destination = challenge.parameters.get("CODE_DELIVERY_DESTINATION", "")
    names = (conversation.username,)
    code = conversation.sources.sent_code(challenge.name, destination, challenge.asked_at, names)
    return Response({f"{challenge.name}_CODE": code})


def _mfa_setup(challenge: Challenge, conversation: Conversation) -> Response:
    possible = _list(challenge, "MFAS_CAN_SETUP")
    if possible and "SOFTWARE_TOKEN_MFA" not in possible:
        raise UnansweredError(
            f"The user pool {conversation.user_pool_id} requires {conversation.username} to set up a second factor "
            f"(MFA_SETUP), and allows only {', '.join(map(str, possible))}. Give the user a verified phone number or "
            "e-mail address, or allow authenticator apps in the user pool (software_token_mfa_configuration)."
        )
    associated = conversation.tokens.associate(challenge.session)
    conversation.sources.use_totp_secret(associated["SecretCode"])
    verified = conversation.tokens.verify(
        associated.get("Session") or challenge.session, conversation.sources.totp_code(challenge.name)
    )
    # The secret counts from here on: it is noted before anything else can fail.
    conversation.sources.answers.keep(conversation.sources.username, {"totp_secret": associated["SecretCode"]})
    return Response({}, session=verified.get("Session"))


def _select_mfa_type(challenge: Challenge, conversation: Conversation) -> Response:
    offered = [str(name) for name in _list(challenge, "MFAS_CAN_CHOOSE")]
    return Response({"ANSWER": conversation.sources.second_factor(offered)})


def _select_challenge(challenge: Challenge, conversation: Conversation) -> Response:
    factor = conversation.sources.first_factor(challenge.available)
    return Response({"ANSWER": factor, **factor_parameters(factor, conversation)})


def _first_factor(challenge: Challenge, conversation: Conversation) -> Response:
    return Response(factor_parameters(challenge.name, conversation))


def _password_verifier(challenge: Challenge, conversation: Conversation) -> Response:
    password = conversation.sources.password(challenge.name)
    group = conversation.user_pool_id.partition("_")[2]
    name = challenge.parameters.get("USER_ID_FOR_SRP", conversation.username)
    identity = Identity(group, name, password)
    return Response(_with_device(conversation, claim(conversation.keys, identity, challenge.parameters, _now())))


def _device_srp(challenge: Challenge, conversation: Conversation) -> Response:
    device = _device(challenge, conversation)
    return Response({"DEVICE_KEY": device.key, "SRP_A": conversation.device_keys.srp_a})


def _device_verifier(challenge: Challenge, conversation: Conversation) -> Response:
    device = _device(challenge, conversation)
    identity = Identity(device.group_key, device.key, device.password)
    proof = claim(conversation.device_keys, identity, challenge.parameters, _now())
    return Response({"DEVICE_KEY": device.key, **proof})


def _custom(challenge: Challenge, conversation: Conversation) -> Response:
    shown = {name: value for name, value in challenge.parameters.items() if name not in ("USERNAME", "USER_ID_FOR_SRP")}
    question = ", ".join(f"{name}: {value}" for name, value in shown.items())
    return Response({"ANSWER": conversation.sources.custom_answer(question)})


def _passkey(challenge: Challenge, conversation: Conversation) -> Response:
    raise UnansweredError(
        f"Cognito asks {conversation.username} for {challenge.name}: only the authenticator that holds the passkey "
        "can answer this. Choose another factor (--first-factor), or sign in with a browser."
    )


def _device(challenge: Challenge, conversation: Conversation) -> RememberedDevice:
    device = conversation.sources.answers.device
    if device is None:
        raise UnansweredError(
            f"Cognito asks {conversation.username} for {challenge.name}: proof of a remembered device, and no device "
            "is remembered here. Sign in once with --remember-device."
        )
    return device


def _with_device(conversation: Conversation, responses: Mapping[str, str]) -> dict[str, str]:
    device = conversation.sources.answers.device
    return {**responses, **({"DEVICE_KEY": device.key} if device else {})}


def _list(challenge: Challenge, name: str) -> list[Any]:
    """A parameter that is a list written as JSON."""
    try:
        found = json.loads(challenge.parameters.get(name) or "[]")
    except ValueError:
        return []
    return found if isinstance(found, list) else []


def _now() -> datetime:
    return datetime.now(UTC)


ANSWERERS: Mapping[str, Answerer] = {
    "NEW_PASSWORD_REQUIRED": _new_password,
    "SOFTWARE_TOKEN_MFA": _software_token,
    "MFA_SETUP": _mfa_setup,
    "EMAIL_OTP": _sent_code,
    "EMAIL_MFA": _sent_code,
    "SMS_MFA": _sent_code,
    "SMS_OTP": _sent_code,
    "SELECT_MFA_TYPE": _select_mfa_type,
    "SELECT_CHALLENGE": _select_challenge,
    "PASSWORD": _first_factor,
    "PASSWORD_SRP": _first_factor,
    "PASSWORD_VERIFIER": _password_verifier,
    "DEVICE_SRP_AUTH": _device_srp,
    "DEVICE_PASSWORD_VERIFIER": _device_verifier,
    "CUSTOM_CHALLENGE": _custom,
    "WEB_AUTHN": _passkey,
}
