"""A proof that a port belongs to an engine whose key one has, before anything secret is sent to it.

Who listens where the engine used to can't make one, and can't pass on the engine's own: the port is part of it.
"""

import hmac
import re
import secrets
from typing import Final

CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{16,128}", re.ASCII)
PURPOSE: Final = "local Cognito engine, proof for a port"


def new_challenge() -> str:
    """A text that nobody has seen before."""
    return secrets.token_urlsafe(24)


def proof(secret_key: str, challenge: str, port: int) -> str:
    """What an engine that answers on a port says to a challenge."""
    return hmac.digest(secret_key.encode(), f"{PURPOSE}\n{port}\n{challenge}".encode(), "sha256").hex()


def is_proof(said: str, secret_key: str, challenge: str, port: int) -> bool:
    """Whether somebody who knows the key has said it."""
    return hmac.compare_digest(said.encode(), proof(secret_key, challenge, port).encode())
