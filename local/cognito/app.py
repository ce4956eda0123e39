"""The engine as an ASGI application: what answers on its port."""

from collections.abc import Callable
from functools import cache, cached_property
from typing import Final
from urllib.parse import parse_qs

from local.cognito import ids, origin_policy
from local.cognito.aws_json import AwsJson, signed_request
from local.cognito.caller import CallerPolicy, is_public_document
from local.cognito.control.names import DATA_KEYS, HEALTH, ROOT
from local.cognito.engine import Engine
from local.cognito.errors import CognitoError
from local.cognito.http import App, BodyTooLargeError, ClientGoneError, Receive, Scope, Send, answer, header, read_body
from local.cognito.signature import Request, Verifier
from local.cognito.signing_threads import SigningThreads
from local.cognito.workers import Workers

TEXT: Final = b"text/plain; charset=utf-8"
MAX_FORM_BYTES: Final = 100_000


class EngineApp:
    """Routes requests to the engine's rooms; a room is imported when the first request for it comes."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.workers = Workers()
        self._signing = SigningThreads()
        key = engine.settings.credentials
        # Signers know nothing of a clock that tests have moved.
        self.policy = CallerPolicy(engine.settings, Verifier(key.access_key, key.secret_key))
        self._aws_json = AwsJson(engine, self.policy, self.workers, self._signing)
        self._guarded = origin_policy.OriginPolicy(self._route)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, by the ASGI specification."""
        if scope["type"] != "http":
            return
        try:
            await self._guarded(scope, receive, send)
        except ClientGoneError:
            return

    async def _route(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/" and scope["method"] == "POST":
            if header(scope, b"x-amz-target"):
                await self._aws_json.respond(scope, receive, send)
            else:
                await self._query_protocol(scope, receive, send)
            return
        if scope["path"] == HEALTH:
            await answer(send, 200, b"ready\n", TEXT)
            return
        if scope["path"].startswith(f"{DATA_KEYS}/"):
            await self._data_keys(scope, receive, send)
            return
        if scope["path"].startswith(ROOT):
            await self._control(scope, receive, send)
            return
        if not is_public_document(scope["path"]):
            try:
                self.policy.check_user(own_user=scope.get("own_user", False))
            except CognitoError as error:
                await answer(send, error.status, f"{error.message}\n".encode(), TEXT)
                return
        await self._limited_rooms(scope, receive, send)

    async def _enter_room(self, scope: Scope, receive: Receive, send: Send) -> None:
        for matches, room in self._rooms:
            if matches(scope["path"]):
                await room()(scope, receive, send)
                return
        await answer(send, 404, b"There is nothing here.\n", TEXT)

    def close(self) -> None:
        """Let go of what was begun."""
        self.workers.close()
        self._signing.close()

    @cached_property
    def _control(self) -> App:
        from local.cognito.control.app import ControlApp

        return ControlApp(self.engine, self.policy, self.workers)

    @cached_property
    def _data_keys(self) -> App:
        from local.cognito.control.data_keys import DataKeys

        return DataKeys(self.policy)

    @cached_property
    def _limited_rooms(self) -> App:
        if self.engine.quotas is None:
            return self._enter_room
        from local.cognito.hosted_quotas import HostedQuotas

        return HostedQuotas(self._enter_room, self.engine.quotas)

    @cached_property
    def _rooms(self) -> "tuple[tuple[Callable[[str], bool], Callable[[], App]], ...]":
        """Which paths are whose, in the order of asking.

        They answer the engine's own user only, those apart that `is_public_document` names.
        """
        from local.cognito.console.paths import is_console
        from local.cognito.identity_provider.paths import is_provider
        from local.cognito.oauth.paths import is_endpoint
        from local.cognito.pages.paths import is_page
        from local.cognito.triggers.paths import is_function
        from local.cognito.user_import.paths import is_upload

        @cache
        def console() -> App:
            from local.cognito.console.app import ConsoleApp

            return ConsoleApp(self.engine, self.workers)

        @cache
        def oauth() -> App:
            from local.cognito.oauth.app import OAuthApp

            return OAuthApp(self.engine, self.workers)

        @cache
        def pages() -> App:
            from local.cognito.pages.app import PagesApp

            return PagesApp(self.engine, self.workers)

        @cache
        def provider() -> App:
            from local.cognito.identity_provider.app import IdentityProviderApp

            return IdentityProviderApp(self.engine, self.workers)

        @cache
        def functions() -> App:
            from local.cognito.triggers.lambda_api import LambdaApi

            return LambdaApi(self.engine, self.policy, self.workers)

        @cache
        def upload() -> App:
            from local.cognito.user_import.upload import UploadApp

            return UploadApp(self.engine)

        return (
            (is_endpoint, oauth),
            (is_page, pages),
            (is_console, console),
            (is_upload, upload),
            (is_provider, provider),
            (is_function, functions),
        )

    async def _query_protocol(self, scope: Scope, receive: Receive, send: Send) -> None:
        """STS, the one service that speaks AWS's query protocol here: GetCallerIdentity."""
        try:
            self._check_query(signed_request(scope, await read_body(scope, receive, MAX_FORM_BYTES)))
        except BodyTooLargeError:
            await answer(send, 413, b"", TEXT, [(b"connection", b"close")])
        except CognitoError as error:
            await answer(send, error.status, _sts_error(error).encode(), b"text/xml")
        else:
            await answer(send, 200, _caller_identity().encode(), b"text/xml")

    def _check_query(self, request: Request) -> None:
        caller = self.policy.caller_of(request)
        if not caller.is_signed:
            raise CognitoError("MissingAuthenticationToken", "Missing Authentication Token", 403)
        action = parse_qs(request.body.decode("utf-8", "replace")).get("Action", [""])[0]
        if caller.service != "sts" or action != "GetCallerIdentity":
            raise CognitoError(
                "InvalidAction", f"The operation {action or caller.service} is not available on the local target."
            )


def _caller_identity() -> str:
    account = ids.ACCOUNT_ID
    return (
        '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>'
        f"<Arn>arn:aws:iam::{account}:root</Arn><UserId>{account}</UserId><Account>{account}</Account>"
        "</GetCallerIdentityResult><ResponseMetadata><RequestId>local</RequestId></ResponseMetadata>"
        "</GetCallerIdentityResponse>"
    )


def _sts_error(error: CognitoError) -> str:
    from xml.sax.saxutils import escape

    return (
        '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>'
        f"<Code>{escape(error.code)}</Code><Message>{escape(error.message)}</Message></Error>"
        "<RequestId>local</RequestId></ErrorResponse>"
    )
