"""Authorization codes (RFC 6749 section 4.1.2): good for five minutes, once, for who has the verifier (RFC 7636)."""

import base64
import hashlib
import hmac
from itertools import islice
from typing import Final

from local.cognito import ids
from local.cognito.call import Call
from local.cognito.oauth.answers import OAuthError
from local.cognito.store.sign_ins import AuthorizationCode

LIFETIME_S: Final = 300
SWEPT_AT_ONCE: Final = 8


def give(call: Call, code: AuthorizationCode) -> str:
    """A new code that stands for what a record says, whose digest and end are set here."""
    _sweep(call)
    text = ids.random_uuid()
    code.digest, code.expires = ids.digest(text), call.now + LIFETIME_S
    call.add(code)
    return text


def find(call: Call, code: str) -> AuthorizationCode | None:
    """What a code stands for, None for one that there isn't or that has expired; it stays valid until it is taken."""
    found = call.engine.store.authorization_codes.get(ids.digest(code))
    return None if found is None or found.expires <= call.now else found


def check_verifier(code: AuthorizationCode, verifier: str) -> None:
    """Raise OAuthError where a verifier isn't the code's (RFC 7636 section 4.6); Cognito knows S256 only."""
    if not code.code_challenge:
        return
    digest = hashlib.sha256(verifier.encode()).digest()
    computed = base64.urlsafe_b64encode(digest).rstrip(b"=")
    if not verifier or not hmac.compare_digest(computed, code.code_challenge.encode()):
        raise OAuthError("invalid_grant")


def _sweep(call: Call) -> None:
    """Let go of what has expired, a few at a time: the oldest come first."""
    store = call.engine.store
    with store.lock:
        oldest = list(islice(store.authorization_codes.values(), SWEPT_AT_ONCE))
        call.remove(*[code for code in oldest if code.expires <= call.now])
