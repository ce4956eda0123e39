"""AWS Signature Version 4, verified: of requests that are signed in their header, and of presigned addresses.

As "AWS Signature Version 4 for API requests" (IAM user guide) describes it, for services other than S3: the path is
encoded twice, and the body's hash is part of what is signed. Every `x-amz-` header has to be signed, `X-Amz-Target`
above all. Dates come in `X-Amz-Date`, as every SDK sends them.
"""

import calendar
import hashlib
import hmac
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from urllib.parse import quote, unquote

ALGORITHM: Final = "AWS4-HMAC-SHA256"
TERMINATOR: Final = "aws4_request"
SKEW_S: Final = 15 * 60
"""How far a signer's clock may be from ours."""
MAX_PRESIGNED_S: Final = 7 * 24 * 3600
SIGNATURE: Final = "X-Amz-Signature"
IN_QUERY: Final = ("X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-SignedHeaders", SIGNATURE)
MOMENT: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2})Z")
MISMATCH: Final = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
    "and signing method. Consult the service documentation for details."
)


class SignatureError(Exception):
    """A signature that isn't accepted: AWS's code, as its JSON protocols name it, and its words."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Request:
    """A request as it came over the wire."""

    method: str
    path: str
    """Percent-encoded, as it was sent; without dot segments."""
    query: str = field(repr=False)
    """What follows the question mark, as it was sent."""
    headers: Sequence[tuple[str, str]] = field(repr=False)
    """By lower-case name, decoded from Latin-1."""
    body: bytes = field(repr=False)

    def header(self, name: str) -> str:
        """A header's value; empty where it has none, or several."""
        found = [value for key, value in self.headers if key == name]
        return found[0] if len(found) == 1 else ""

    def parameters(self) -> list[tuple[str, str]]:
        """The query's names and values. A plus is a plus: signers write a blank as %20."""
        pairs = (pair.partition("=") for pair in self.query.split("&") if pair)
        return [(unquote(name), unquote(value)) for name, _, value in pairs]


@dataclass(frozen=True)
class Claim:
    """What a request says of its signature, unverified."""

    access_key_id: str
    date: str
    region: str
    service: str
    signed_headers: tuple[str, ...]
    signature: str = field(repr=False)
    moment: str
    """When it was signed, as in `X-Amz-Date`."""
    valid_s: int | None = None
    """For how long a presigned address is good; None for a signature in the header."""


def claim_of(request: Request) -> Claim | None:
    """What a request says of its signature; None where it has none. Raises SignatureError where it can't be read."""
    authorizations = [value for name, value in request.headers if name == "authorization"]
    in_header = any(value.startswith("AWS") for value in authorizations)
    in_query = any(name in IN_QUERY for name, _ in request.parameters())
    if in_header and (in_query or len(authorizations) > 1):
        raise SignatureError("IncompleteSignatureException", "Only one signature is allowed.")
    if in_header:
        return _claim_in_header(request, authorizations[0])
    return _claim_in_query(request) if in_query else None


class Verifier:
    """Accepts the signatures of one pair of credentials, and no others."""

    def __init__(self, access_key_id: str, secret_access_key: str, now: Callable[[], float] = time.time) -> None:
        """`now` gives seconds since the epoch."""
        self._access_key_id = access_key_id
        self._secret_access_key = secret_access_key
        self._now = now

    def verify(self, request: Request, claim: Claim) -> None:
        """Raise SignatureError unless `claim`, which `claim_of` found in the request, is true."""
        if not _equal(claim.access_key_id, self._access_key_id):
            raise SignatureError(
                "UnrecognizedClientException", "The security token included in the request is invalid."
            )
        self._check_time(claim)
        _check_signed_headers(request, claim)
        computed = signature_of(request, claim, self._secret_access_key)
        said = request.header("x-amz-content-sha256")
        if not _equal(computed, claim.signature) or (said and said != hashlib.sha256(request.body).hexdigest()):
            raise SignatureError("InvalidSignatureException", MISMATCH)

    def _check_time(self, claim: Claim) -> None:
        at, now = _seconds(claim.moment), self._now()
        if claim.date != claim.moment[:8]:
            raise SignatureError(
                "InvalidSignatureException", "Date in Credential scope does not match YYYYMMDD from the request's date."
            )
        if at > now + SKEW_S:
            raise SignatureError("InvalidSignatureException", f"Signature not yet current: {claim.moment}")
        if now > at + (SKEW_S if claim.valid_s is None else claim.valid_s):
            raise SignatureError("InvalidSignatureException", f"Signature expired: {claim.moment}")


def signature_of(request: Request, claim: Claim, secret_access_key: str) -> str:
    """The signature that a request has under a secret key; that of `claim` isn't looked at."""
    presigned = claim.valid_s is not None
    body_hash = hashlib.sha256(request.body).hexdigest()
    hashed = hashlib.sha256(_canonical_request(request, claim, body_hash, presigned=presigned)).hexdigest()
    scope = f"{claim.date}/{claim.region}/{claim.service}/{TERMINATOR}"
    key = _signing_key(secret_access_key, claim.date, claim.region, claim.service)
    return _mac(key, f"{ALGORITHM}\n{claim.moment}\n{scope}\n{hashed}").hex()


def _claim_in_header(request: Request, authorization: str) -> Claim:
    algorithm, _, rest = authorization.partition(" ")
    parts = dict(part.strip().partition("=")[::2] for part in rest.split(","))
    if algorithm != ALGORITHM:
        raise SignatureError("IncompleteSignatureException", f"Unsupported AWS 'algorithm': '{algorithm[:50]}'.")
    for name in ("Credential", "Signature", "SignedHeaders"):
        if not parts.get(name):
            raise SignatureError("IncompleteSignatureException", f"Authorization header requires '{name}' parameter.")
    return _claim(parts["Credential"], parts["SignedHeaders"], parts["Signature"], request.header("x-amz-date"))


def _claim_in_query(request: Request) -> Claim:
    needed = (*IN_QUERY, "X-Amz-Expires")
    pairs = [(name, value) for name, value in request.parameters() if name in needed]
    found = dict(pairs)
    if len(found) != len(pairs):
        raise SignatureError(
            "IncompleteSignatureException", "The query string has a signature parameter more than once."
        )
    for name in needed:
        if not found.get(name):
            raise SignatureError("IncompleteSignatureException", f"AWS query-string parameters must include '{name}'.")
    if found["X-Amz-Algorithm"] != ALGORITHM:
        raise SignatureError("IncompleteSignatureException", "Unsupported AWS 'algorithm'.")
    expires = found["X-Amz-Expires"]
    if not re.fullmatch("[0-9]{1,6}", expires) or not 0 < int(expires) <= MAX_PRESIGNED_S:
        raise SignatureError("IncompleteSignatureException", "X-Amz-Expires must be between 1 and 604800 seconds.")
    return _claim(
        found["X-Amz-Credential"],
        found["X-Amz-SignedHeaders"],
        found[SIGNATURE],
        found["X-Amz-Date"],
        int(expires),
    )


def _claim(credential: str, signed_headers: str, signature: str, moment: str, valid_s: int | None = None) -> Claim:
    try:
        access_key_id, date, region, service, terminator = credential.split("/")
    except ValueError:
        terminator = ""
    if terminator != TERMINATOR:
        raise SignatureError(
            "IncompleteSignatureException", f"Credential must be KEY/DATE/REGION/SERVICE/{TERMINATOR}."
        )
    return Claim(access_key_id, date, region, service, tuple(signed_headers.split(";")), signature, moment, valid_s)


def _check_signed_headers(request: Request, claim: Claim) -> None:
    needed = {"host"} | {name for name, _ in request.headers if name.startswith("x-amz-")}
    missing = needed - set(claim.signed_headers)
    if missing:
        raise SignatureError(
            "InvalidSignatureException",
            f"There were headers present in the request which were not signed: {', '.join(sorted(missing))}",
        )


def _canonical_request(request: Request, claim: Claim, body_hash: str, *, presigned: bool) -> bytes:
    left_out = SIGNATURE if presigned else None
    pairs = sorted((_encoded(name), _encoded(value)) for name, value in request.parameters() if name != left_out)
    headers = dict.fromkeys(claim.signed_headers, "")
    for name in headers:
        values = [" ".join(value.split()) for key, value in request.headers if key == name]
        headers[name] = ",".join(values)
    lines = [
        request.method,
        quote(request.path or "/", safe="/~"),
        "&".join(f"{name}={value}" for name, value in pairs),
        *(f"{name}:{value}" for name, value in headers.items()),
        "",
        ";".join(claim.signed_headers),
        body_hash,
    ]
    return "\n".join(lines).encode("latin-1", "replace")


def _encoded(text: str) -> str:
    return quote(text, safe="-_.~")


@lru_cache(64)
def _seconds(moment: str) -> int:
    found = MOMENT.fullmatch(moment)
    try:
        return calendar.timegm(tuple(map(int, found.groups()))) if found else _no_date()
    except ValueError:
        return _no_date()


def _no_date() -> int:
    raise SignatureError("IncompleteSignatureException", "Date must be in ISO-8601 'basic format', in X-Amz-Date.")


def _equal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _mac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")


@lru_cache(maxsize=32)
def _signing_key(secret_access_key: str, date: str, region: str, service: str) -> bytes:
    key = f"AWS4{secret_access_key}".encode()
    for part in (date, region, service, TERMINATOR):
        key = _mac(key, part)
    return key
