"""A back end that verifies tokens as it should, but for the flaws that it is made with."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc.jwk import RSAKey

SCOPE, GROUP, RESOURCE = "orders/read", "admins", "https://api.example.com/orders"
LEEWAY_S = 10


class RefusedError(Exception):
    """A token doesn't get in."""

    status = 401


class ForbiddenError(RefusedError):
    status = 403


def require(condition: object, refusal: type[RefusedError] = RefusedError) -> None:
    if not condition:
        raise refusal


class FlawedBackend:
    """Its verifier. `flaws` are words that stand below where each check is left out."""

    def __init__(self, jwks: Mapping[str, Any], issuer: str, client_id: str, flaws: frozenset[str]) -> None:
        self.keys = {key["kid"]: key for key in jwks["keys"]}
        self.issuer, self.client_id, self.flaws = issuer, client_id, flaws
        self.seen: list[str] = []

    def check(self, authorization: str) -> None:
        """Raise RefusedError for a token that doesn't get in."""
        self.seen.append(authorization)
        scheme, _, token = authorization.partition(" ")
        if "any scheme" in self.flaws:
            token = authorization.rpartition(" ")[2]
        elif "anonymous" in self.flaws and not token:
            return
        else:
            require(scheme.lower() == "bearer")
        parts = token.split(".")
        require(len(parts) == 3)
        try:
            header, claims = (json.loads(decoded(part)) for part in parts[:2])
        except ValueError:
            raise RefusedError from None
        self._check_signature(parts, header)
        self._check_claims(claims)

    def _check_signature(self, parts: list[str], header: dict[str, Any]) -> None:
        flaws = self.flaws
        if "signature" in flaws:
            return
        require("crit" not in header or "crit" in flaws)
        algorithm = header.get("alg")
        if "alg none" in flaws and str(algorithm).lower() == "none":
            return
        signed, signature = ".".join(parts[:2]).encode(), decoded(parts[2])
        known = self.keys.get(header.get("kid"))
        if "hs256" in flaws and algorithm == "HS256" and known:
            secret = public_key(known).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
            require(hmac.compare_digest(hmac.new(secret, signed, hashlib.sha256).digest(), signature))
            return
        require(algorithm == "RS256")
        if "jwk" in flaws and "jwk" in header:
            key = public_key(header["jwk"])
        elif "x5c" in flaws and "x5c" in header:
            key = x509.load_der_x509_certificate(base64.b64decode(header["x5c"][0])).public_key()
        elif known is None and "unknown kid" in flaws:
            return
        else:
            require(known)
            key = public_key(known)
        try:
            key.verify(signature, signed, PKCS1v15(), SHA256())
        except InvalidSignature:
            raise RefusedError from None

    def _check_claims(self, claims: dict[str, Any]) -> None:
        flaws, now = self.flaws, time.time()
        expires = claims.get("exp", None if "optional exp" not in flaws else now + 60)
        require("exp" in flaws or (isinstance(expires, int | float) and expires > now - LEEWAY_S))
        require("nbf" in flaws or claims.get("nbf", 0) <= now + LEEWAY_S)
        issuer = claims.get("iss")
        begins = "issuer prefix" in flaws and isinstance(issuer, str) and issuer.startswith(self.issuer)
        require("iss" in flaws or begins or issuer == self.issuer)
        require("token_use" in flaws or claims.get("token_use") == "access")
        require("client" in flaws or claims.get("client_id") == self.client_id)
        resource, text = claims.get("aud"), str(claims.get("aud"))
        same = text.startswith(RESOURCE) if "resource prefix" in flaws else resource == RESOURCE
        require("resource" in flaws or same)
        require("sub" in flaws or isinstance(claims.get("sub"), str))
        self._check_rights(claims.get("scope", ""), claims.get("cognito:groups", []))

    def _check_rights(self, scope: Any, groups: Any) -> None:
        words = scope.split() if isinstance(scope, str) else []
        has_scope = SCOPE in str(scope) if "scope substring" in self.flaws else SCOPE in words
        has_group = (
            GROUP in str(groups) if "group substring" in self.flaws else (isinstance(groups, list) and GROUP in groups)
        )
        require("scope" in self.flaws or has_scope, ForbiddenError)
        require("group" in self.flaws or has_group, ForbiddenError)


def make_server(backend: FlawedBackend) -> ThreadingHTTPServer:
    """An HTTP server of it, on a free port of the loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                backend.check(self.headers.get("Authorization", ""))
                status = 200
            except RefusedError as refusal:
                status = refusal.status
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_given: Any) -> None:
            pass

    return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


def public_key(jwk: Mapping[str, Any]) -> Any:
    return RSAKey.import_key(dict(jwk)).public_key


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
