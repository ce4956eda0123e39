"""What answers on the gateway's port: who may ask at all, then the HTTP API or the load balancer."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from local.cognito.http import App, ClientGoneError, Receive, Scope, Send, answer, text_headers
from local.cognito.origin_policy import is_loopback, is_loopback_origin, is_top_level_navigation
from local.gateway.errors import CutOffError, RefusedError
from local.gateway.http_api import request_id
from local.gateway.user_claims import UserClaimsSigner

OWN_PATHS: Final = "/_gateway/"
PUBLIC_KEYS: Final = f"{OWN_PATHS}public-keys"
"""Below it each public key at its id, as at `https://public-keys.auth.elb.REGION.amazonaws.com`."""
KEY: Final = re.compile(rf"{PUBLIC_KEYS}/([\w-]{{1,64}})")
PEM: Final = b"application/x-pem-file"
TEXT: Final = b"text/plain; charset=utf-8"


@dataclass(frozen=True)
class GatewayApp:
    """An ASGI application."""

    behind: App
    """The HTTP API, or the load balancer."""
    say: Callable[[str], None]
    """Tells whoever runs the gateway what was refused, a line each."""
    signer: UserClaimsSigner | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, by the ASGI specification."""
        if scope["type"] != "http":
            return
        why = why_refused(scope)
        if why:
            await answer(send, 403, f"{why}\n".encode(), TEXT)
        elif scope["path"].startswith(OWN_PATHS):
            await self._own(scope, send)
        else:
            await self._guarded(scope, receive, send)

    async def _guarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.behind(scope, receive, send)
        except RefusedError as error:
            reply = error.reply
            self.say(f"{reply.status} {scope['method']} {scope['path'][:200]!r}: {error.why}")
            headers = [*reply.headers, request_id()] if self.signer is None else list(reply.headers)
            await answer(send, reply.status, reply.body, reply.content_type, headers)
        except CutOffError as error:  # the connection ends with it, which is all that tells the client
            self.say(f"{scope['method']} {scope['path'][:200]!r}: {error}")
        except ClientGoneError:
            return

    async def _own(self, scope: Scope, send: Send) -> None:
        asked = KEY.fullmatch(scope["path"])
        if self.signer is not None and asked and asked[1] == self.signer.kid and scope["method"] in {"GET", "HEAD"}:
            await answer(send, 200, self.signer.public_key, PEM)
        else:
            await answer(send, 404, b"There is no such key.\n", TEXT)


def why_refused(scope: Scope) -> str | None:
    """Why a request isn't looked at, as a sentence; None where it is. Pages of other sites and other users ask too."""
    headers = text_headers(scope)
    if not scope.get("own_user", False):
        return "The gateway only answers the user who started it."
    if not is_loopback(headers.get("host", "")):
        return (
            "The gateway only answers requests to 127.0.0.1 and localhost; this request has another Host (DNS "
            "rebinding?)."
        )
    origin = headers.get("origin")
    if origin and not is_loopback_origin(origin):
        return f"The gateway only answers pages on this machine; this request's Origin is {origin}."
    if headers.get("sec-fetch-site") == "cross-site" and not is_top_level_navigation(headers) and not origin:
        return "The gateway only answers pages on this machine; this request comes from a page of another site."
    return None
