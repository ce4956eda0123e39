"""Where our operations enter ministack: the only module that replaces anything in it.

Every `cognito-idp` operation passes through `answer`, in the thread and with the account and region that ministack
chose for the request.
"""

import json
import re
import secrets
import string
import time
from collections.abc import Awaitable, Callable
from typing import Any

from ministack.core.concurrency import run_reentrant
from ministack.core.responses import error_response_json, json_response
from ministack.services import cognito

from local.former import calls, clients, identity_tags, inbox, strictness, user_lookup
from local.former.errors import CognitoError
from local.former.operations import ADDED, AMENDED, Handler, Parameters, Result, client_secrets

Response = tuple[int, dict[str, str], bytes]
MinistackHandler = Callable[[Parameters], Response]

SECRET_CHARACTERS = string.ascii_lowercase + string.digits
SECRET_LENGTH = 52
UNSIGNED = frozenset(
    {
        "CompleteWebAuthnRegistration",
        "ConfirmDevice",
        "DeleteUserAttributes",
        "DeleteWebAuthnCredential",
        "ForgetDevice",
        "GetDevice",
        "GetUserAttributeVerificationCode",
        "GetUserAuthFactors",
        "ListDevices",
        "ListWebAuthnCredentials",
        "StartWebAuthnRegistration",
        "UpdateDeviceStatus",
        "VerifyUserAttribute",
    }
)
"""Added operations that need no credentials, and therefore say their region by what they name."""


def install(admit: Callable[[str, Parameters], None] | None = None) -> None:
    """Put our operations into ministack. Call once, before the first request.

    `admit` sees every request first, and may raise CognitoError: request quotas.
    """
    dispatch: Callable[[str, Parameters], Awaitable[Response]] = cognito._dispatch_idp  # noqa: SLF001 - as it says
    run: Callable[[MinistackHandler, str, Parameters], Response] = cognito._run_idp_handler  # noqa: SLF001 - as above
    run_identity: Callable[[MinistackHandler, str, Parameters], Response] = cognito._run_identity_handler  # noqa: SLF001 - as above

    async def dispatch_all(action: str, parameters: Parameters) -> Response:
        if action in ADDED:
            added: Response = await run_reentrant(answer, None, action, parameters, thread_name="cognito")
            return added
        response = await dispatch(action, parameters)
        if response[1].get("x-amzn-errortype") == "InvalidAction":
            return _refused(not_available(action))
        return response

    def answer(ministack: MinistackHandler | None, action: str, parameters: Parameters) -> Response:
        started = time.perf_counter()
        answered = answer_unnoted(ministack, action, parameters)
        calls.LATEST.note(action, parameters, _error_code(answered), started)
        return answered

    def answer_unnoted(ministack: MinistackHandler | None, action: str, parameters: Parameters) -> Response:
        try:
            if admit is not None:
                admit(action, parameters)
            strictness.check(action, parameters)
            handler = _handler(ministack, action)
            hashed = client_secrets.with_hash_of_first_secret(action, parameters)
            return run(lambda given: json_response(handler(given)), action, hashed)
        except CognitoError as error:
            return _refused(error)

    def answer_identity(ministack: MinistackHandler, action: str, parameters: Parameters) -> Response:
        try:
            strictness.check_identity(action, parameters)
        except CognitoError as error:
            return _refused(error)
        identity_tags.are_the_pools_own(parameters)
        return run_identity(ministack, action, parameters)

    cognito._dispatch_idp = dispatch_all  # noqa: SLF001 - this module's purpose
    cognito._run_idp_handler = answer  # noqa: SLF001 - this module's purpose
    cognito._run_identity_handler = answer_identity  # noqa: SLF001 - this module's purpose
    cognito._client_secret = client_secret  # noqa: SLF001 - ministack's may have a slash, which RevokeToken refuses
    cognito._resolve_user = user_lookup.quick(cognito._resolve_user)  # noqa: SLF001 - this module's purpose
    cognito._UNSIGNED_IDP_ACTIONS.update(UNSIGNED)  # noqa: SLF001 - this module's purpose
    cognito._auth_flow_error = _flow_error  # noqa: SLF001 - all flows, not the password's only
    cognito._confirmation_code_error = _no_error  # noqa: SLF001 - our operations check their codes
    cognito._send_verification_email = _no_error  # noqa: SLF001 - our operations send their codes
    _note_invitations()


def client_secret() -> str:
    """A new app client's secret, as Cognito makes them: letters and digits (ClientSecretType)."""
    return "".join(secrets.choice(SECRET_CHARACTERS) for _ in range(SECRET_LENGTH))


def call(operation: str, parameters: Parameters) -> Result:
    """Call an operation from inside, as Cognito's own pages do: no client secret and no enabled flow is asked for.

    Runs in the account and region of the request at hand. Raises CognitoError.
    """
    started, code = time.perf_counter(), "InternalErrorException"
    try:
        strictness.check(operation, parameters)
        result = _handler(_ministack_handler(operation), operation)(parameters)
        code = ""
    except CognitoError as error:
        code = error.code
        raise
    else:
        return result
    finally:
        calls.LATEST.note(operation, parameters, code, started)


def _error_code(answered: Response) -> str:
    status, _headers, body = answered
    return "" if status < 400 else str(json.loads(body).get("__type", status))  # noqa: PLR2004 - HTTP's errors


def _flow_error(action: str, parameters: Parameters) -> Response | None:
    try:
        clients.check_flow(action, parameters)
    except CognitoError as error:
        return _refused(error)
    return None


def _no_error(*_arguments: Any, **_more: Any) -> None:
    """Nothing to object to, nothing to send."""


def _note_invitations() -> None:
    """Ministack sends invitations itself: the inbox gets them too."""
    deliver: Callable[..., Any] = cognito._deliver_invitation_email  # noqa: SLF001 - this module's purpose

    def deliver_and_note(pool: Any, username: str, attributes: Any, subject: str, body: str) -> Any:
        if attributes.get("email"):
            password = pool["_users"][username]["_password"]
            to, trigger = attributes["email"], "CustomMessage_AdminCreateUser"
            inbox.deliver("EMAIL", to, pool["Id"], username, trigger, subject, body, password)
        return deliver(pool, username, attributes, subject, body)

    cognito._deliver_invitation_email = deliver_and_note  # noqa: SLF001 - this module's purpose


def not_available(operation: str) -> CognitoError:
    """The error for an operation that neither ministack nor we have: AWS's for one that it doesn't know."""
    message = f"The operation {operation} is not available on the local target. Use a user pool on AWS for it."
    return CognitoError("UnknownOperationException", message)


def _refused(error: CognitoError) -> Response:
    response: Response = error_response_json(error.code, error.message, error.status)
    return response


def _handler(ministack: MinistackHandler | None, operation: str) -> Handler:
    if operation in ADDED:
        return ADDED[operation]
    assert ministack is not None
    original = _unwrapped(ministack)
    amendment = AMENDED.get(operation)
    return original if amendment is None else lambda parameters: amendment(parameters, original)


def _unwrapped(ministack: MinistackHandler) -> Handler:
    def handle(parameters: Parameters) -> Result:
        status, _headers, body = ministack(parameters)
        result: dict[str, Any] = json.loads(body) if body else {}
        if status >= 400:  # noqa: PLR2004 - HTTP's errors
            raise CognitoError(
                str(result.get("__type", "InternalErrorException")), str(result.get("message", "")), status
            )
        return result

    return handle


def _ministack_handler(operation: str) -> MinistackHandler | None:
    # ministack names its handlers after the operations: AdminGetUser is _admin_get_user.
    snake = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", operation).lower()
    handler: MinistackHandler | None = getattr(cognito, f"_{snake}", None)
    return handler
