"""What of ministack is answered, and to whom: Cognito to callers with this engine's key, or for what needs none.

Ministack is a whole cloud that runs code for whoever signs with a key that everybody knows. So nothing reaches it as it
came: a request that isn't one of the few here is refused by name, the others go on with what they need, and with
nothing else that ministack could choose another service by.
"""

import json
import re
import uuid
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, Final
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from local.cognito import signature
from local.cognito.signature import Claim, SignatureError, Verifier
from local.credentials import Credentials

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

OPEN: Final = re.compile(r"/_ministack/health|/(?P<pool>[\w-]+)/\.well-known/(jwks\.json|openid-configuration)")
"""Read by everybody, with GET."""
TARGETS: Final = {
    "AWSCognitoIdentityProviderService": "cognito-idp",
    "AWSCognitoIdentityService": "cognito-identity",
}
FUNCTIONS: Final = re.compile(r"/20\d\d-\d\d-\d\d/[^?#]*")
"""Lambda's paths: the functions that a pool's triggers name have to be made somehow, as have the roles in IAM."""
FUNCTION_HEADERS: Final = frozenset({"x-amz-client-context", "x-amz-invocation-type", "x-amz-log-type"})
CALLER_IDENTITY: Final = b"Action=GetCallerIdentity&Version=2011-06-15"
LARGEST_BODY_BYTES: Final = 64 * 1024 * 1024
"""A function's archive is the largest thing that is sent."""
IN_XML: Final = {
    "IncompleteSignatureException": "IncompleteSignature",
    "InvalidSignatureException": "SignatureDoesNotMatch",
    "MissingAuthenticationTokenException": "MissingAuthenticationToken",
    "UnknownOperationException": "InvalidAction",
    "UnrecognizedClientException": "InvalidClientTokenId",
}
"""What the services that speak XML call the errors of those that speak JSON."""


class RefusedError(Exception):
    """An answer of ours, in the form of AWS's."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


class Caller:
    """An ASGI application in front of ministack, for HTTP."""

    def __init__(self, app: App, credentials: Credentials, has_pool: Callable[[str], bool]) -> None:
        """Requests have to be signed with `credentials`; `has_pool` tells whether there is a user pool of an id."""
        self._app = app
        self._verifier = Verifier(credentials.access_key, credentials.secret_key)
        self._has_pool = has_pool

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request, by the ASGI specification."""
        headers = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]]
        try:
            if self._is_open(scope["method"], scope["path"]):
                host = [(b"host", value.encode("latin-1")) for name, value in headers if name == "host"]
                await self._app({**scope, "query_string": b"", "headers": host}, receive, send)
                return
            raw_path = scope.get("raw_path") or scope["path"].encode()
            request = signature.Request(
                scope["method"],
                raw_path.decode("latin-1"),
                scope.get("query_string", b"").decode("latin-1"),
                headers,
                await _body(receive),
            )
            admitted = self._admitted(request)
        except RefusedError as refusal:
            await _send_refusal(refusal, dict(headers), send)
        else:
            await self._app({**scope, **admitted[0]}, _replay(admitted[1], receive), send)

    def _is_open(self, method: str, path: str) -> bool:
        found = OPEN.fullmatch(path) if method == "GET" else None
        return found is not None and (found["pool"] is None or self._has_pool(found["pool"]))

    def _admitted(self, request: signature.Request) -> tuple[Mapping[str, Any], bytes]:
        """What differs in the scope that ministack gets, and its body. Raises RefusedError."""
        try:
            return self._admit(request, signature.claim_of(request))
        except SignatureError as error:
            raise RefusedError(error.code, error.message) from None

    def _admit(self, request: signature.Request, claim: Claim | None) -> tuple[Mapping[str, Any], bytes]:
        prefix, _, operation = request.header("x-amz-target").rpartition(".")
        service = TARGETS.get(prefix, prefix) or (claim.service if claim else "")
        is_at_root = request.method == "POST" and request.path == "/"
        if prefix in TARGETS and is_at_root:
            if claim or _needs_signature(service, operation):
                self._check(request, claim, service)
            target = (b"x-amz-target", f"{prefix}.{operation}".encode("latin-1"))
            return _scope(request, service, claim, [target]), request.body
        form = [*request.parameters(), *parse_qsl(request.body.decode("latin-1"))] if not prefix else []
        if service in {"", "sts"} and ("Action", "GetCallerIdentity") in form:
            self._check(request, claim, "sts")
            content_type = (b"content-type", b"application/x-www-form-urlencoded")
            scope = {"method": "POST", "path": "/", "raw_path": b"/"}
            return {**scope, **_scope(request, "sts", claim, [content_type], CALLER_IDENTITY)}, CALLER_IDENTITY
        if service == "iam" and not prefix and is_at_root:
            self._check(request, claim, service)
            return _scope(request, service, claim, []), request.body
        if service == "lambda" and not prefix and FUNCTIONS.fullmatch(request.path):
            self._check(request, claim, service)
            more = [(name.encode(), value.encode("latin-1")) for name, value in request.headers]
            more = [(name, value) for name, value in more if name.decode() in FUNCTION_HEADERS]
            return {**_scope(request, service, claim, more), **_query(request)}, request.body
        raise _not_available(request, service, operation)

    def _check(self, request: signature.Request, claim: Claim | None, service: str) -> None:
        if claim is None:
            raise RefusedError("MissingAuthenticationTokenException", "Missing Authentication Token")
        if claim.service != service:
            raise RefusedError(
                "InvalidSignatureException", f"Credential should be scoped to correct service: '{service}'."
            )
        self._verifier.verify(request, claim)


def _needs_signature(service: str, operation: str) -> bool:
    from local.former.strictness import shapes  # reads the service's model, which the start doesn't wait for

    model = shapes.USER_POOLS if service == "cognito-idp" else shapes.IDENTITY_POOLS
    return shapes.needs_signature(operation, model)


def _scope(
    request: signature.Request, service: str, claim: Claim | None, more: Headers, body: bytes | None = None
) -> dict[str, Any]:
    headers: Headers = [
        (b"host", b"127.0.0.1"),
        (b"content-length", str(len(request.body if body is None else body)).encode()),
        *more,
    ]
    if not any(name == b"content-type" for name, _ in more):
        headers.append((b"content-type", request.header("content-type").encode("latin-1")))
    if claim:
        # Ministack takes the region from here. It has no business with the key.
        region = re.sub(r"[^\w-]", "", claim.region)
        value = f"AWS4-HMAC-SHA256 Credential=test/{claim.date}/{region}/{service}/aws4_request, SignedHeaders=host"
        headers.append((b"authorization", value.encode("latin-1")))
    return {"query_string": b"", "headers": headers}


def _query(request: signature.Request) -> dict[str, bytes]:
    kept = [pair for pair in request.query.split("&") if not pair.lower().startswith("x-amz-")]
    return {"query_string": "&".join(kept).encode("latin-1")}


def _not_available(request: signature.Request, service: str, operation: str) -> RefusedError:
    asked = f"{service}:{operation}" if operation else service
    if not service:
        return RefusedError(
            "UnknownOperationException", f"There is nothing at {request.method} {request.path[:200]}.", 404
        )
    return RefusedError(
        "UnknownOperationException",
        f"{asked[:200]} is not available on the local target, which answers cognito-idp, cognito-identity and "
        "sts:GetCallerIdentity. Use AWS for it.",
    )


async def _send_refusal(refusal: RefusedError, headers: Mapping[str, str], send: Send) -> None:
    request_id = str(uuid.uuid4())
    if "x-amz-target" in headers or "json" in headers.get("content-type", ""):
        status, content_type = refusal.status, b"application/x-amz-json-1.1"
        body = json.dumps({"__type": refusal.code, "message": refusal.message})
    else:
        is_of_caller = refusal.code in IN_XML and refusal.code != "UnknownOperationException"
        status, content_type = 403 if is_of_caller else refusal.status, b"text/xml"
        body = (
            f"<ErrorResponse><Error><Type>Sender</Type><Code>{IN_XML.get(refusal.code, refusal.code)}</Code>"
            f"<Message>{escape(refusal.message)}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>"
        )
    content = body.encode()
    answered = [
        (b"content-type", content_type),
        (b"content-length", str(len(content)).encode()),
        (b"x-amzn-requestid", request_id.encode()),
        (b"x-amzn-errortype", refusal.code.encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": answered})
    await send({"type": "http.response.body", "body": content})


async def _body(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > LARGEST_BODY_BYTES:
            raise RefusedError("RequestEntityTooLargeException", "The request is too large.", 413)
        if not message.get("more_body"):
            return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return pending.pop() if pending else await receive()

    return again
