"""The keys by which Pulumi encrypts the secrets in the states of stacks that end with this engine.

Pulumi's own way with a passphrase costs each start of its CLI a fifth of a second of computing. It also takes a data
key that a HashiCorp Vault has wrapped, and asks Vault's transit engine to unwrap it (`PUT
/v1/transit/decrypt/:name`). Here whoever made the stack up has made up its wrapped key too; what it stands for follows
from that and from something that this engine alone knows, so that nobody reads the state once the engine is gone.
"""

import base64
import hashlib
import hmac
import json
import re
import secrets
from typing import Final

from local.cognito.caller import CallerPolicy
from local.cognito.control.names import DATA_KEYS
from local.cognito.errors import CognitoError
from local.cognito.http import BodyTooLargeError, Receive, Scope, Send, answer, read_body

DECRYPT: Final = f"{DATA_KEYS}/v1/transit/decrypt/"
WRAPPED_KEY: Final = re.compile(r"vault:v1:([A-Za-z0-9_-]{32,128})", re.ASCII)
MAX_BODY_BYTES: Final = 4096
JSON: Final = b"application/json"


class DataKeys:
    """Answers Pulumi's CLI, if it is the engine's own user's."""

    def __init__(self, policy: CallerPolicy) -> None:
        self._policy = policy
        self._secret = secrets.token_bytes(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, by the ASGI specification; refusals as Vault words them, `{"errors": [...]}`."""
        try:
            self._policy.check_user(own_user=scope.get("own_user", False))
            body = await read_body(scope, receive, MAX_BODY_BYTES)
        except CognitoError as error:
            await _refuse(send, error.status, error.message)
        except BodyTooLargeError:
            await _refuse(send, 413, "The request is too large.")
        else:
            found = WRAPPED_KEY.fullmatch(_ciphertext(body))
            if scope["method"] != "PUT" or not scope["path"].startswith(DECRYPT):
                await _refuse(send, 404, "This address only unwraps data keys.")
            elif found is None:
                await _refuse(send, 400, "This isn't a wrapped data key.")
            else:
                key = base64.b64encode(hmac.digest(self._secret, found[1].encode(), hashlib.sha256)).decode()
                await answer(send, 200, json.dumps({"data": {"plaintext": key}}).encode(), JSON)


def _ciphertext(body: bytes) -> str:
    try:
        return str(json.loads(body)["ciphertext"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


async def _refuse(send: Send, status: int, text: str) -> None:
    await answer(send, status, json.dumps({"errors": [text]}).encode(), JSON)
