"""Signs in through the user pools API: a flow starts it, and challenges are answered until there are tokens."""

import os
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from secrets import token_bytes
from typing import Any

from automation.errors import DriverError
from automation.tokens.challenges.answerers import DEVICE_NAME, Challenge, Conversation, answer
from automation.tokens.challenges.secure_remote_password import Identity, device_verifier
from automation.tokens.challenges.sources import Sources
from automation.tokens.flows import FlowRequest
from automation.tokens.flows.refusals import RefusedError, refused
from automation.tokens.flows.secret_hash import secret_hash
from automation.tokens.token_set import TokenSet

MAX_CHALLENGES = 20
DEVICE_PASSWORD_BYTES = 40
DEVICE_SALT_BYTES = 16


@dataclass(frozen=True)
class Start:
    """How a flow begins."""

    flow: str
    """Our name of it."""
    auth_flow: str
    """InitiateAuth's AuthFlow."""
    parameters: Callable[[Conversation], Mapping[str, str]]
    """AuthParameters besides USERNAME, SECRET_HASH and DEVICE_KEY."""
    admin: bool = False
    """Whether the account's own rights are used (AdminInitiateAuth)."""


@dataclass
class UserPoolApi:
    """The API calls of one sign-in; turns Cognito's errors into RefusedError."""

    request: FlowRequest
    flow: str
    admin: bool
    sources: Sources = field(repr=False)

    def initiate(self, auth_flow: str, parameters: Mapping[str, str]) -> Mapping[str, Any]:
        """InitiateAuth or AdminInitiateAuth."""
        cognito = self.request.cognito
        method: Any = cognito.admin_initiate_auth if self.admin else cognito.initiate_auth
        return self.call(self._signing_in(), method, **self._target(), AuthFlow=auth_flow, AuthParameters=parameters)

    def respond(self, challenge: str, session: str | None, responses: Mapping[str, str]) -> Mapping[str, Any]:
        """RespondToAuthChallenge or AdminRespondToAuthChallenge."""
        cognito = self.request.cognito
        method: Any = cognito.admin_respond_to_auth_challenge if self.admin else cognito.respond_to_auth_challenge
        more = {"Session": session} if session else {}
        what = f"{self._signing_in()}: answering {challenge}"
        return self.call(what, method, **self._target(), ChallengeName=challenge, ChallengeResponses=responses, **more)

    def associate(self, session: str) -> Mapping[str, Any]:
        """AssociateSoftwareToken."""
        what = f"Enrolling an authenticator for {self.sources.username}"
        return self.call(what, self.request.cognito.associate_software_token, Session=session)

    def verify(self, session: str, code: str) -> Mapping[str, Any]:
        """VerifySoftwareToken."""
        what = f"Enrolling an authenticator for {self.sources.username}"
        method = self.request.cognito.verify_software_token
        return self.call(what, method, Session=session, UserCode=code, FriendlyDeviceName=DEVICE_NAME)

    def call(self, what: str, method: Callable[..., Any], **parameters: Any) -> Mapping[str, Any]:
        """Call an operation. Raises RefusedError, or DriverError where it doesn't answer."""
        from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

        try:
            answered: Mapping[str, Any] = method(**parameters)
        except ClientError as error:
            told = error.response["Error"]
            message = self.sources.redacted(str(told.get("Message", "")))
            raise refused(what, str(told.get("Code", "")), message, names_of(self.request, self.flow)) from None
        except ParamValidationError:  # its text repeats the values
            raise DriverError(f"{what} failed: a value is empty or longer than Cognito accepts.") from None
        except BotoCoreError as error:
            raise DriverError(f"{what} failed: {self.sources.redacted(str(error))}") from None
        return answered

    def _target(self) -> dict[str, str]:
        pool = {"UserPoolId": self.request.environment.user_pool_id} if self.admin else {}
        return {**pool, "ClientId": self.request.client.client_id}

    def _signing_in(self) -> str:
        return f"Signing in {self.sources.username} at the app client {self.request.client.name} (flow {self.flow})"


def names_of(request: FlowRequest, flow: str) -> dict[str, str]:
    """The user, client, pool and flow that an error message mentions."""
    return {
        "user": request.credentials.username or "the user",
        "client": request.client.name,
        "pool": request.environment.user_pool_id,
        "flow": flow,
    }


def sources_of(request: FlowRequest) -> Sources:
    """The sources of the responses for one sign-in."""
    credentials = request.credentials
    sources = Sources(request.answers, request.environment.user_pool_id, credentials.username, credentials.password)
    sources.secrets += [request.client.client_secret or "", request.options.refresh_token or ""]
    return sources


def sign_in(request: FlowRequest, start: Start) -> TokenSet:
    """Start the flow, answer Cognito's challenges, and return the tokens.

    Raises RefusedError with Cognito's words and what they mean, UnansweredError for a challenge that nothing answers.
    """
    sources = sources_of(request)
    api = UserPoolApi(request, start.flow, start.admin, sources)
    talk = Conversation(sources, request.environment.user_pool_id, api, request.credentials.username)
    device = request.answers.device
    parameters = {
        "USERNAME": talk.username,
        **start.parameters(talk),
        **({"DEVICE_KEY": device.key} if device else {}),
        **secret_hash(request.client, talk.username),
    }
    asked_at = time.time()
    answered = api.initiate(start.auth_flow, parameters)
    for _ in range(MAX_CHALLENGES):
        if answered.get("AuthenticationResult"):
            return _token_set(api, answered["AuthenticationResult"])
        challenge = _challenge(answered, asked_at)
        given = challenge.parameters
        talk.username = given.get("USERNAME") or given.get("USER_ID_FOR_SRP") or talk.username
        asked_at = time.time()
        try:
            answered = _respond(api, challenge, talk)
        except RefusedError as error:
            used = error.code == "ExpiredCodeException" and challenge.name == "SOFTWARE_TOKEN_MFA"
            if not (used and sources.wait_for_next_totp_code()):
                raise
            answered = _respond(api, challenge, talk)
    raise DriverError(f"Cognito asked for more than {MAX_CHALLENGES} challenges without issuing tokens.")


def token_set(result: Mapping[str, Any]) -> TokenSet:
    """Tokens from an AuthenticationResultType."""
    return TokenSet(
        access_token=result["AccessToken"],
        id_token=result.get("IdToken"),
        refresh_token=result.get("RefreshToken"),
        expires_in=result["ExpiresIn"],
    )


def _respond(api: UserPoolApi, challenge: Challenge, talk: Conversation) -> Mapping[str, Any]:
    request, response = api.request, answer(challenge, talk)
    responses = {"USERNAME": talk.username, **response.responses, **secret_hash(request.client, talk.username)}
    answered = api.respond(challenge.name, response.session or challenge.session, responses)
    if response.news:
        request.answers.keep(request.credentials.username, response.news)
    return answered


def _challenge(answered: Mapping[str, Any], asked_at: float) -> Challenge:
    if not answered.get("ChallengeName"):
        raise DriverError("Cognito's response has neither tokens nor a challenge.")
    return Challenge(
        name=answered["ChallengeName"],
        session=answered.get("Session") or "",
        parameters=answered.get("ChallengeParameters") or {},
        available=tuple(answered.get("AvailableChallenges") or ()),
        asked_at=asked_at,
    )


def _token_set(api: UserPoolApi, result: Mapping[str, Any]) -> TokenSet:
    tokens = token_set(result)
    device = result.get("NewDeviceMetadata")
    if device and api.request.answers.remember_device:
        _remember(api, tokens.access_token, device["DeviceKey"], device["DeviceGroupKey"])
    return tokens


def _remember(api: UserPoolApi, access_token: str, key: str, group_key: str) -> None:
    """ConfirmDevice, and UpdateDeviceStatus where the pool lets the user opt in."""
    password = b64encode(token_bytes(DEVICE_PASSWORD_BYTES)).decode()
    verifier = device_verifier(Identity(group_key, key, password), os.urandom(DEVICE_SALT_BYTES))
    what = f"Remembering this device for {api.sources.username}"
    cognito = api.request.cognito
    confirmed = api.call(
        what,
        cognito.confirm_device,
        AccessToken=access_token,
        DeviceKey=key,
        DeviceSecretVerifierConfig=verifier,
        DeviceName=DEVICE_NAME,
    )
    if confirmed.get("UserConfirmationNecessary"):
        api.call(
            what,
            cognito.update_device_status,
            AccessToken=access_token,
            DeviceKey=key,
            DeviceRememberedStatus="remembered",
        )
    device = {"key": key, "group_key": group_key, "password": password}
    api.request.answers.keep(api.request.credentials.username, {"device": device})
