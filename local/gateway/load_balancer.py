"""A listener rule of an Application Load Balancer with the action `authenticate-cognito`.

Sources, of the Elastic Load Balancing user guide: "Authenticate users using an Application Load Balancer" (what is
done with whom, the path of the callback, headers, sessions, seven days by default; no page that could be read has the
15 minutes for a sign-in) and "Troubleshoot your Application Load Balancers" (statuses); of the support article on
its authentication issues: the cookie `AWSALBAuthNonce`. `x-forwarded-*`: "HTTP headers and Application Load Balancers".
"""

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from local.cognito.http import Receive, Scope, Send, answer, header
from local.gateway.back_end import BackEnd, Limits, framing
from local.gateway.errors import RefusedError, Reply
from local.gateway.headers import TRACE, Header, end_to_end, text_value, trace_id, without, without_identity
from local.gateway.identity_provider import PROVIDER_REFUSED, TEXT, UNAUTHORIZED, IdentityProvider, SignedIn
from local.gateway.sessions import LOGIN_TIMEOUT_S, PendingSignIn, Sessions, SignIns, cookie, cookies_of
from local.gateway.user_claims import UserClaimsSigner

CALLBACK: Final = "/oauth2/idpresponse"
"""Where the user pool sends browsers back to; reserved by the load balancer."""
COOKIE: Final = "AWSELBAuthSessionCookie"
"""The session cookie's name where no other is given; its shards have a number behind it."""
NONCE_COOKIE: Final = "AWSALBAuthNonce"
ACCESS_DENIED: Final = "access_denied"
"""RFC 6749 section 4.1.2.1. "The IdP denied access" is 401, any other error code of its 561."""
SESSION_S: Final = 604_800.0
AUTHENTICATE, ALLOW, DENY = "authenticate", "allow", "deny"
IDLE_S: Final = 60.0
LIMITS: Final = Limits(
    answer_s=IDLE_S,
    request_bytes=None,
    response_bytes=None,
    too_large=Reply(413, b"413 Payload Too Large\n", TEXT),
    unreachable=Reply(502, b"502 Bad Gateway\n", TEXT),
    too_slow=Reply(504, b"504 Gateway Time-out\n", TEXT),
    failed=Reply(502, b"502 Bad Gateway\n", TEXT),
)


@dataclass(frozen=True, slots=True)
class LoadBalancer:
    """Signs users in at the pool, and tells the back end who they are."""

    provider: IdentityProvider
    signer: UserClaimsSigner
    back_end: BackEnd
    on_unauthenticated: str
    """`authenticate`, `allow` or `deny`."""
    sessions: Sessions
    sign_ins: SignIns
    renewing: asyncio.Lock
    cookie_name: str = COOKIE
    now: Callable[[], float] = time.time

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, by the ASGI specification. Raises RefusedError."""
        if scope["path"] == CALLBACK:
            await self._come_back(scope, send)
            return
        user = await self._user(scope)
        if user is None and self.on_unauthenticated == DENY:
            raise RefusedError(UNAUTHORIZED, "nobody is signed in")
        if user is None and self.on_unauthenticated == AUTHENTICATE:
            await self._send_away(scope, send)
            return
        await self.back_end.pass_on(scope, receive, send, self._headers(scope, user))

    async def _user(self, scope: Scope) -> SignedIn | None:
        """Who a request's session is of, with an access token that is still valid, if it can be renewed at all."""
        names = cookies_of(scope, self._shard)
        async with self.renewing:  # of two requests at a time one renews
            found = self.sessions.get(names, self.now())
            if found is None or found[1].expires > self.now():
                return found[1] if found else None
            name, former = found
            if former.refresh_token is None:  # then the session goes on until its time is over
                return former
            try:
                renewed = await self.provider.renew(former, self.now())
            except RefusedError:
                self.sessions.pop(name, self.now())
                return None
            self.sessions.replace(name, renewed)
            return renewed

    async def _send_away(self, scope: Scope, send: Send) -> None:
        host = header(scope, b"host").decode("latin-1")
        redirect_uri, nonce = f"{scope['scheme']}://{host}{CALLBACK}", secrets.token_urlsafe(16)
        query = f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else ""
        # Two slashes at its beginning would make a host of what follows.
        target = f"/{scope['raw_path'].decode('latin-1').lstrip('/')}{query}"
        state = self.sign_ins.add(PendingSignIn(target, redirect_uri, nonce), self.now())
        found = cookie(NONCE_COOKIE, nonce, LOGIN_TIMEOUT_S, secure=scope["scheme"] == "https")
        await _redirect(send, self.provider.sign_in_url(redirect_uri, state), [found])

    async def _come_back(self, scope: Scope, send: Send) -> None:
        given = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        on_the_way = self.sign_ins.pop(given.get("state", ""), self.now())
        if on_the_way is None or on_the_way.nonce not in cookies_of(scope, NONCE_COOKIE):
            raise RefusedError(UNAUTHORIZED, "this browser's sign-in wasn't started here, or took too long")
        if "code" not in given:
            said = given.get("error", "no error code")
            raise RefusedError(
                UNAUTHORIZED if said == ACCESS_DENIED else PROVIDER_REFUSED, f"the user pool returned {said}"
            )
        user = await self.provider.redeem(given["code"], on_the_way.redirect_uri, self.now())
        secure = scope["scheme"] == "https"
        cookies = [
            cookie(self._shard, self.sessions.add(user, self.now()), self.sessions.lasts_s, secure=secure),
            cookie(NONCE_COOKIE, "", 0, secure=secure),
        ]
        await _redirect(send, on_the_way.target, cookies)

    @property
    def _shard(self) -> str:
        return f"{self.cookie_name}-0"

    def _headers(self, scope: Scope, user: SignedIn | None) -> list[Header]:
        kept = without(
            without_identity(end_to_end(scope["headers"])),
            [b"content-length", b"x-forwarded-proto", b"x-forwarded-port"],
        )
        before = [value for name, value in kept if name == b"x-forwarded-for"]
        kept = [(name, value) for name, value in kept if name != b"x-forwarded-for"]
        own = [
            (b"x-forwarded-for", b", ".join([*before, scope["client"][0].encode()])),
            (b"x-forwarded-proto", scope["scheme"].encode()),
            (b"x-forwarded-port", str(scope["server"][1]).encode()),
        ]
        if not header(scope, TRACE):
            own.append((TRACE, trace_id()))
        if user is not None:
            own += [
                (b"x-amzn-oidc-accesstoken", user.access_token.encode()),
                (b"x-amzn-oidc-identity", text_value(str(user.claims["sub"]))),
                (b"x-amzn-oidc-data", self.signer.sign(user.claims, self.now()).encode()),
            ]
        return [*kept, *own, *framing(scope)]


async def _redirect(send: Send, to: str, cookies: list[Header]) -> None:
    await answer(send, 302, b"", TEXT, [(b"location", to.encode("latin-1")), (b"cache-control", b"no-store"), *cookies])
