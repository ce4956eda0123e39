"""Request quotas of Cognito, enforced when asked for: a client's behaviour under throttling can be tried.

The rates are AWS's defaults (Quotas in Amazon Cognito, developer guide). A second's worth of requests may come at once.
"""

import base64
import binascii
import json
import threading
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from typing import Any, Final
from urllib.parse import parse_qs, unquote

from local.former import state
from local.former.errors import CognitoError

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]
Key = tuple[str, ...]
Need = tuple[Key, float]
"""A bucket and how many requests per second it takes."""

RATES: Final = {
    "UserAuthentication": 120,
    "UserCreation": 50,
    "UserFederation": 25,
    "UserAccountRecovery": 30,
    "UserRead": 120,
    "UserUpdate": 25,
    "UserToken": 120,
    "UserResourceRead": 50,
    "UserResourceUpdate": 25,
    "UserList": 30,
    "UserPoolRead": 15,
    "UserPoolUpdate": 15,
    "UserPoolResourceRead": 20,
    "UserPoolResourceUpdate": 15,
    "UserPoolClientRead": 15,
    "UserPoolClientUpdate": 15,
    "ClientAuthentication": 150,
    "LimitManagement": 1,
}
"""A category's requests per second, of an account in a region."""
OPERATIONS: Final = {
    "UserAuthentication": "AdminInitiateAuth AdminRespondToAuthChallenge InitiateAuth RespondToAuthChallenge",
    "UserCreation": "AdminConfirmSignUp AdminCreateUser ConfirmSignUp SignUp",
    "UserAccountRecovery": "AdminResetUserPassword AdminSetUserPassword ChangePassword ConfirmForgotPassword "
    "ForgotPassword",
    "UserRead": "AdminGetUser GetUser GetUserAuthFactors",
    "UserUpdate": "AdminDeleteUser AdminDeleteUserAttributes AdminDisableProviderForUser AdminDisableUser "
    "AdminEnableUser AdminLinkProviderForUser AdminUpdateUserAttributes AdminUserGlobalSignOut DeleteUser "
    "DeleteUserAttributes GlobalSignOut UpdateUserAttributes",
    "UserToken": "GetClientToken GetDerivedToken GetTokensFromRefreshToken RevokeToken",
    "UserResourceRead": "AdminGetDevice AdminListDevices AdminListGroupsForUser AdminListUserAuthEvents GetDevice "
    "GetUserAttributeVerificationCode ListDevices ListWebAuthnCredentials ResendConfirmationCode",
    "UserResourceUpdate": "AdminAddUserToGroup AdminForgetDevice AdminRemoveUserFromGroup AdminSetUserMFAPreference "
    "AdminSetUserSettings AdminUpdateAuthEventFeedback AdminUpdateDeviceStatus AssociateSoftwareToken "
    "CompleteWebAuthnRegistration ConfirmDevice DeleteWebAuthnCredential ForgetDevice SetUserMFAPreference "
    "SetUserSettings StartWebAuthnRegistration UpdateAuthEventFeedback UpdateDeviceStatus VerifySoftwareToken "
    "VerifyUserAttribute",
    "UserList": "ListUsers ListUsersInGroup",
    "UserPoolRead": "DescribeUserPool ListUserPools",
    "UserPoolUpdate": "CreateUserPool DeleteUserPool UpdateUserPool",
    "UserPoolClientRead": "DescribeUserPoolClient ListUserPoolClientSecrets ListUserPoolClients",
    "UserPoolClientUpdate": "AddUserPoolClientSecret CreateUserPoolClient DeleteUserPoolClient "
    "DeleteUserPoolClientSecret UpdateUserPoolClient",
    "LimitManagement": "GetProvisionedLimit UpdateProvisionedLimit",
}
CATEGORIES: Final = {operation: category for category, names in OPERATIONS.items() for operation in names.split()}
"""An operation to its category. What isn't here reads or updates a user pool's resources."""
READING: Final = ("Describe", "Get", "List")
PER_POOL: Final = frozenset(
    {"UserPoolResourceRead", "UserPoolResourceUpdate", "UserPoolClientRead", "UserPoolClientUpdate"}
)
"""Categories any one operation of which a user pool takes 5 times a second."""
POOL_RATE: Final = 5
USER_READS: Final = frozenset({"UserAuthentication", "UserRead", "UserResourceRead"})
USER_WRITES: Final = frozenset({"UserUpdate", "UserResourceUpdate", "UserAccountRecovery"})
USER_RATE: Final = 10
"""What one user may read, and write, per second."""
CHALLENGE_FACTOR: Final = 3
"""Answers to challenges have so many times the quota of the sign-ins that they belong to."""
HOSTED_CLIENT_RATE, HOSTED_DOMAIN_RATE, HOSTED_ADDRESS_RATE = 300, 500, 300
"""Requests per second to the hosted pages and OAuth endpoints, of an app client, of a domain and from an address."""
HOSTED: Final = ("/oauth2/", "/login", "/logout", "/signup", "/confirmUser", "/forgotPassword", "/saml2/", "/error")
MANY: Final = 10_000
"""Buckets after which full ones are forgotten."""


def category(operation: str) -> str:
    """The quota that an operation counts against."""
    fallback = "UserPoolResourceRead" if operation.startswith(READING) else "UserPoolResourceUpdate"
    return CATEGORIES.get(operation, fallback)


class Quotas:
    """What has been asked for lately."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """`clock` gives seconds that never go back."""
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[Key, tuple[float, float]] = {}  # what was in it, and when

    def check(self, operation: str, parameters: Any) -> None:
        """Count an operation. Raises CognitoError (TooManyRequestsException) where that is one too many."""
        given = parameters if isinstance(parameters, dict) else {}
        account, region, pool_id = _owner(given)
        kind = category(operation)
        extra: list[Need] = []
        if pool_id and kind in PER_POOL:
            extra.append(((account, region, operation, pool_id), POOL_RATE))
        username = _username(given)
        if username and kind in USER_READS | USER_WRITES:
            access = "read" if kind in USER_READS else "write"
            extra.append(((account, region, access, pool_id, username), USER_RATE))
        whole: Need = ((account, region, kind), RATES[kind])
        if operation.endswith("RespondToAuthChallenge"):
            challenges: Need = ((account, region, "challenges"), RATES[kind] * CHALLENGE_FACTOR)
            if self._take([challenges, *extra]):
                return  # beyond that it counts as a sign-in
        if not self._take([whole, *extra]):
            raise CognitoError("TooManyRequestsException", "Rate exceeded")

    def allows(self, path: str, parameters: Mapping[str, str], address: str) -> bool:
        """Count a request to a hosted page or OAuth endpoint: whether it isn't one too many."""
        client_id = parameters.get("client_id", "")
        account, region, pool_id = state.owner_of_client(client_id) or ("", "", "")
        needs: list[Need] = [(("address", address), HOSTED_ADDRESS_RATE)]
        if pool_id:
            needs += [(("client", client_id), HOSTED_CLIENT_RATE), (("domain", pool_id), HOSTED_DOMAIN_RATE)]
            kind, bucket = _endpoint_category(path, parameters.get("grant_type", ""))
            if kind:
                needs.append(((account, region, bucket), RATES[kind]))
        return self._take(needs)

    def _take(self, needs: list[Need]) -> bool:
        """One of each bucket, or none of any."""
        with self._lock:
            now = self._clock()
            levels = [self._level(key, rate, now) for key, rate in needs]
            taken = min(levels) >= 1
            for (key, _), level in zip(needs, levels, strict=True):
                self._buckets[key] = (level - taken, now)
            if len(self._buckets) > MANY:
                self._buckets = {key: held for key, held in self._buckets.items() if now - held[1] < 1}
            return taken

    def _level(self, key: Key, rate: float, now: float) -> float:
        held, since = self._buckets.get(key, (rate, now))
        return min(rate, held + (now - since) * rate)


def limited(app: App, quotas: Quotas) -> App:
    """An ASGI application whose hosted pages and OAuth endpoints keep to the quotas.

    How AWS words a refusal isn't documented: it is HTTP 429, here in the form of OAuth's errors (RFC 6749, 5.2).
    """

    async def answer(scope: Any, receive: Receive, send: Send) -> None:
        if not scope["path"].startswith(HOSTED):
            await app(scope, receive, send)
            return
        body = await _body(receive) if scope["path"] == "/oauth2/token" else None
        parameters = _parameters(scope, body or b"")
        address = (scope.get("client") or ("",))[0]
        if quotas.allows(scope["path"], parameters, address):
            await app(scope, receive if body is None else _replay(body, receive), send)
            return
        text = json.dumps({"error": "too_many_requests", "error_description": "Rate exceeded"}).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(text)).encode())]
        await send({"type": "http.response.start", "status": 429, "headers": headers})
        await send({"type": "http.response.body", "body": text})

    return answer


def _owner(parameters: Mapping[str, Any]) -> tuple[str, str, str]:
    """Account, region and user pool of an operation; the pool is empty where none is named."""
    account, region = state.account_and_region()
    pool_id = parameters.get("UserPoolId")
    if isinstance(pool_id, str):
        return account, region, pool_id
    claims = state.token_claims(parameters.get("AccessToken"))
    if claims:
        pool_id = str(claims.get("iss", "")).rpartition("/")[2]
        return account, pool_id.partition("_")[0], pool_id
    return state.owner_of_client(parameters.get("ClientId")) or (account, region, "")


def _username(parameters: Mapping[str, Any]) -> str:
    for structure in (parameters, parameters.get("AuthParameters"), parameters.get("ChallengeResponses")):
        for member in ("Username", "USERNAME"):
            if isinstance(structure, dict) and isinstance(structure.get(member), str):
                return str(structure[member])
    return str(state.token_claims(parameters.get("AccessToken")).get("username", ""))


def _endpoint_category(path: str, grant: str) -> tuple[str, str]:
    """The category whose rate an endpoint has, and the bucket: authorization codes have one of their own."""
    if path == "/oauth2/token":
        return {
            "client_credentials": ("ClientAuthentication", "ClientAuthentication"),
            "authorization_code": ("UserAuthentication", "authorization codes"),
            "refresh_token": ("UserAuthentication", "UserAuthentication"),
        }.get(grant, ("", ""))
    if path == "/oauth2/revoke":
        return "UserToken", "UserToken"
    if path in {"/oauth2/idpresponse", "/saml2/idpresponse"}:
        return "UserFederation", "UserFederation"
    return "", ""


def _parameters(scope: Mapping[str, Any], body: bytes) -> dict[str, str]:
    """What a request says of its client: in its query, its form, or its Basic authentication (RFC 6749, 2.3.1)."""
    found = {
        name: values[0]
        for text in (scope.get("query_string", b""), body)
        for name, values in parse_qs(text.decode("utf-8", "replace")).items()
    }
    authorization = next((value for name, value in scope["headers"] if name.lower() == b"authorization"), b"")
    if "client_id" not in found and authorization[:6].lower() == b"basic ":
        try:
            found["client_id"] = unquote(base64.b64decode(authorization[6:]).decode().partition(":")[0])
        except (binascii.Error, UnicodeDecodeError):
            return found
    return found


async def _body(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    """What gives a body that has been read already, and then what still comes."""
    pending: Iterable[Message] = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def again() -> Message:
        for message in pending:
            return message
        return await receive()

    return again
