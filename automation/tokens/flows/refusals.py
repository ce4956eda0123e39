"""Explains Cognito's errors: a table from their codes and messages to what they mean and what to do.

Sources: the errors of each operation in the API reference, and "Redirect and authorization endpoint" and "Token
endpoint" of the developer guide for OAuth's (RFC 6749 sections 4.1.2.1 and 5.2).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from automation.errors import DriverError


class RefusedError(DriverError):
    """Cognito refused a request; the text has the request, the user, Cognito's message, and what it means."""

    def __init__(self, text: str, code: str) -> None:
        """`code` is Cognito's, such as `NotAuthorizedException` or `invalid_grant`."""
        super().__init__(text)
        self.code = code


@dataclass(frozen=True)
class _Meaning:
    code: str
    words: str
    """A part of Cognito's message, in lower case; empty for every message."""
    text: str
    """May name `{user}`, `{client}`, `{pool}` and `{flow}`."""
    flow: str = ""
    """The only flow in which the code has this meaning; empty for all of them."""


_WRONG_HASH = (
    "The client secret or the user name in SECRET_HASH is wrong: the secret of the app client {client} was changed, or "
    "another client's is used. Of a stack of yours, read the outputs again (python automation/run.py outputs "
    "--refresh); for another pool, give the secret with --client-secret."
)
_FLOW = (
    "The app client {client} doesn't allow the flow {flow}. Add the flow to its explicit_auth_flows, or choose "
    "another --flow."
)
_SESSION = (
    "The challenge was answered too late or twice: a session is valid for the client's auth_session_validity, three "
    "minutes by default. Sign in again."
)
_REFRESH = (
    "A refresh token stops working when it expires, is revoked or rotated, or when {user} is disabled. It belongs "
    "to one app client and, with remembered devices, to one device. Sign in again."
)
_LAMBDA = "The user pool {pool} calls Lambda functions in this flow; see the function's log."

MEANINGS = (
    _Meaning(
        "NotAuthorizedException",
        "incorrect username or password",
        "The password is wrong, or the user pool {pool} has no user {user}. Cognito doesn't say which if the client "
        "hides who exists (prevent_user_existence_errors).",
    ),
    _Meaning(
        "NotAuthorizedException",
        "password attempts exceeded",
        "{user} entered a wrong password too often and is locked out, for between a second and 15 minutes.",
    ),
    _Meaning("NotAuthorizedException", "user is disabled", "Enable {user} in the user pool {pool} (AdminEnableUser)."),
    _Meaning(
        "NotAuthorizedException",
        "temporary password has expired",
        "The invitation is older than the user pool's temporary_password_validity_days. Set a new password "
        "(AdminSetUserPassword), or send the invitation again.",
    ),
    _Meaning("NotAuthorizedException", "secret hash", _WRONG_HASH),
    _Meaning("NotAuthorizedException", "secrethash", _WRONG_HASH),
    _Meaning("NotAuthorizedException", "secret_hash", _WRONG_HASH),
    _Meaning("NotAuthorizedException", "client secret", _WRONG_HASH),
    _Meaning("NotAuthorizedException", "secret was not received", _WRONG_HASH),
    _Meaning("NotAuthorizedException", "session", _SESSION),
    _Meaning("CodeMismatchException", "session", _SESSION),
    _Meaning("NotAuthorizedException", "refresh token", _REFRESH),
    _Meaning(
        "RefreshTokenReuseException",
        "",
        f"It was used before, and with rotation each refresh token works once. {_REFRESH}",
    ),
    _Meaning("InvalidParameterException", "not enabled for the client", _FLOW),
    _Meaning("InvalidParameterException", "not enabled for this client", _FLOW),
    _Meaning("InvalidParameterException", "auth method not supported", _FLOW),
    _Meaning("UnsupportedOperationException", "", _FLOW),
    _Meaning("OperationNotEnabledException", "", _FLOW),
    _Meaning(
        "InvalidParameterException",
        "custom auth lambda trigger is not configured",
        "The flow custom needs the Lambda triggers define_auth_challenge, create_auth_challenge and "
        "verify_auth_challenge_response in the lambda_config of the user pool {pool}.",
    ),
    _Meaning("InvalidParameterException", "session does not exist", _SESSION),
    _Meaning(
        "InvalidParameterException",
        "missing required parameter",
        "Cognito needs another parameter. If it is SECRET_HASH, the app client {client} has a secret that the "
        "stack's outputs don't contain.",
    ),
    _Meaning(
        "UserNotConfirmedException",
        "",
        "{user} signed up and wasn't confirmed. Confirm the user with the code that was sent (ConfirmSignUp), or as "
        "an administrator (AdminConfirmSignUp).",
    ),
    _Meaning(
        "PasswordResetRequiredException",
        "",
        "An administrator reset the password of {user}. Set a new one (AdminSetUserPassword, or ForgotPassword).",
    ),
    _Meaning("UserNotFoundException", "", "The user pool {pool} has no user {user}. Create it, or check --user."),
    _Meaning(
        "CodeMismatchException",
        "",
        "The code is wrong. An authenticator app's code is valid for 30 seconds and depends on this machine's "
        "clock; of codes that were sent, only the latest works.",
    ),
    _Meaning(
        "EnableSoftwareTokenMFAException",
        "",
        "The authenticator app's first code is wrong. Check this machine's clock.",
    ),
    _Meaning(
        "ExpiredCodeException",
        "already been used",
        "An authenticator app's code works once. Wait for the next one, at most 30 seconds.",
    ),
    _Meaning("ExpiredCodeException", "", "The code has expired. Sign in again to get another one."),
    _Meaning(
        "InvalidPasswordException",
        "",
        "The new password doesn't meet the password policy of the user pool {pool}. Give another one with "
        "--new-password.",
    ),
    _Meaning(
        "PasswordHistoryPolicyViolationException",
        "",
        "The new password was used before. Give another one with --new-password.",
    ),
    _Meaning(
        "SoftwareTokenMFANotFoundException",
        "",
        "The user pool {pool} doesn't allow authenticator apps (software_token_mfa_configuration), or {user} has none.",
    ),
    _Meaning(
        "MFAMethodNotFoundException", "", "{user} has no second factor of the kind that the user pool {pool} asks for."
    ),
    _Meaning("ResourceNotFoundException", "device", "Cognito no longer remembers the device. Sign in without it."),
    _Meaning(
        "ResourceNotFoundException",
        "",
        "It was deleted, or is in another region or account. Deploy again (python automation/run.py up), or check "
        "--stack and --region.",
    ),
    _Meaning("UserLambdaValidationException", "", _LAMBDA),
    _Meaning("UnexpectedLambdaException", "", _LAMBDA),
    _Meaning("InvalidLambdaResponseException", "", _LAMBDA),
    _Meaning(
        "TooManyRequestsException",
        "",
        "The account's quota for this category of requests is used up. Wait a moment, or make fewer requests at "
        "a time.",
    ),
    _Meaning("LimitExceededException", "", "{user} tried too often. Wait 15 minutes."),
    _Meaning("ForbiddenException", "", "The web ACL (AWS WAF) of the user pool {pool} refused the request."),
    _Meaning(
        "AccessDeniedException",
        "",
        "The AWS credentials in use have no permission for this operation. The flow admin needs "
        "cognito-idp:AdminInitiateAuth and cognito-idp:AdminRespondToAuthChallenge on the user pool {pool}; srp and "
        "password need no permissions.",
    ),
    _Meaning("UnrecognizedClientException", "", "The AWS credentials in use are invalid."),
    _Meaning(
        "ExpiredTokenException", "", "The AWS credentials in use have expired. Run `aws sso login`, or renew them."
    ),
    _Meaning("InternalErrorException", "", "The fault is Cognito's. Try again."),
    # OAuth 2.0
    _Meaning(
        "redirect_mismatch",
        "",
        "The redirect URI isn't a callback URL of the app client {client}; Cognito compares them character by "
        "character. Give one of its callback_urls with --redirect-uri.",
    ),
    _Meaning(
        "invalid_request",
        "redirect",
        "The redirect URI isn't registered at the app client {client}, character by character.",
    ),
    _Meaning(
        "invalid_request", "invalid_scope", "A scope isn't among the allowed_oauth_scopes of the app client {client}."
    ),
    _Meaning("invalid_request", "", "The app client {client} isn't set up for this request."),
    _Meaning("invalid_scope", "", "A scope isn't among the allowed_oauth_scopes of the app client {client}."),
    _Meaning(
        "invalid_client",
        "",
        "The app client {client} no longer exists, or its secret is wrong. Of a stack of yours, read the outputs again "
        "(python automation/run.py outputs --refresh); for another pool, give the secret with --client-secret.",
    ),
    _Meaning(
        "invalid_grant",
        "refresh",
        _REFRESH,
    ),
    _Meaning(
        "invalid_grant",
        "",
        "A scope isn't among the allowed_oauth_scopes of the app client {client}.",
        flow="client-credentials",
    ),
    _Meaning(
        "invalid_grant",
        "",
        "The code or token was used before, has expired, belongs to another app client, or was requested with "
        "another code_verifier or redirect_uri. Start again.",
    ),
    _Meaning(
        "unauthorized_client",
        "",
        "The app client {client} doesn't allow the flow {flow}: its grant must be among the client's "
        "allowed_oauth_flows, and allowed_oauth_flows_user_pool_client must be true.",
    ),
    _Meaning("unsupported_grant_type", "", "Cognito's token endpoint doesn't support this grant type."),
    _Meaning("access_denied", "", "The user or the identity provider refused the sign-in."),
    _Meaning("login_required", "", "Nobody is signed in, and the request doesn't allow asking (prompt=none)."),
    _Meaning("server_error", "", "The fault is Cognito's. Try again."),
    _Meaning("temporarily_unavailable", "", "Try again later."),
)
"""The first one that fits counts."""


def refused(what: str, code: str, message: str, names: Mapping[str, str]) -> RefusedError:
    """The error for a refused request: `what` failed, for the user, client, pool and flow in `names`."""
    lower = message.lower()
    fitting = (one for one in MEANINGS if one.code == code and one.words in lower)
    text = next((one.text for one in fitting if one.flow in {"", names.get("flow")}), "")
    for name, value in names.items():
        text = text.replace(f"{{{name}}}", value)
    said = f"{code}, {message.strip().rstrip('.')}" if message.strip() else code
    return RefusedError(f"{what} failed: {said}. {text}".rstrip(), code)
