"""Ministack's ASGI application with a layer of ours around it, in one process with it.

Imports ministack, which reads its environment and makes a key when it is imported: import it in the emulator's process
only.
"""

import asyncio
import contextlib
import json
import socket
import threading
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import hypercorn.asyncio
from hypercorn.config import Config
from ministack import app as ministack
from ministack.core import persistence
from ministack.services import cognito

from local.credentials import Credentials
from local.former import seam, state, web
from local.former.caller import Caller
from local.former.gate import Gate
from local.operations import changes_something, user_pool_operation

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]

KEEP_ALIVE_S = 75
SAVE_AFTER_S = 0.5
SAVE_TIMEOUT_S = 8.0


class EmulatorApp:
    """What answers on the emulator's port."""

    def __init__(self, credentials: Credentials, *, quotas: bool = False) -> None:
        """`credentials` sign what needs a signature; `quotas` enforces Cognito's request quotas."""
        self._ministack = Caller(ministack.app, credentials, lambda pool_id: state.pool_anywhere(pool_id) is not None)
        self._admit: Callable[[str, dict[str, Any]], None] | None = None
        self._limited: Callable[[App], App] = lambda app: app
        if quotas:
            from local.former import inbox
            from local.former.quotas import Quotas, limited

            enforced = Quotas(time.monotonic)
            self._admit = enforced.check
            inbox.LIMITS.mails_a_day = inbox.DAILY_MAILS
            self._limited = lambda app: limited(app, enforced)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._in_progress = 0
        self._changes = 0
        self._saved_changes = 0
        self._saver: asyncio.Task[None] | None = None
        self._warming: set[asyncio.Task[Any]] = set()

    async def serve(self, listener: socket.socket) -> None:
        """Serve on `listener`, for ever."""
        self._loop = asyncio.get_running_loop()
        seam.install(self._admit)
        config = Config()
        config.bind = [f"fd://{listener.detach()}"]
        config.keep_alive_timeout = KEEP_ALIVE_S
        config.loglevel = "WARNING"
        await hypercorn.asyncio.serve(Gate(self.answer), config, shutdown_trigger=asyncio.Event().wait, mode="asgi")

    async def answer(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request, by the ASGI specification."""
        if scope["type"] == "lifespan":
            await ministack.app(scope, receive, send)
            return
        if scope["type"] != "http":  # WebSockets are other services'
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        self._in_progress += 1
        try:
            app = self._limited(web.application(scope) or self._ministack)
            await app(scope, receive, self._warming_keys(scope, send))
        finally:
            self._in_progress -= 1
            if persistence.PERSIST_STATE and changes_something(scope):
                self._changes += 1
                self._save_soon()

    def save(self) -> None:
        """Write what has changed, from another thread; does nothing where there is no folder for it."""
        # Without a change there is nothing to gain; and before the old state is loaded, everything to lose.
        changed = self._in_progress or self._changes != self._saved_changes
        if not (persistence.PERSIST_STATE and self._loop and changed):
            return
        done = threading.Event()

        def write() -> None:
            self._write_state()
            done.set()

        self._loop.call_soon_threadsafe(write)
        done.wait(SAVE_TIMEOUT_S)

    def _save_soon(self) -> None:
        # Ministack itself saves only when it is shut down in peace.
        if self._saver is None or self._saver.done():
            self._saver = asyncio.create_task(self._save_when_quiet())

    async def _save_when_quiet(self) -> None:
        while self._saved_changes != self._changes:
            await asyncio.sleep(SAVE_AFTER_S)
            if not self._in_progress:  # a handler's thread may be changing what would be written
                self._write_state()

    def _write_state(self) -> None:
        self._saved_changes = self._changes
        persistence.save_all(ministack._build_persistence_save_dict())  # noqa: SLF001 - what its own shutdown calls

    def _warming_keys(self, scope: Message, send: Send) -> Send:
        """Make a new pool's two signing keys while its creator does something else: they take 0.1 s each."""
        if user_pool_operation(scope["headers"]) != b"CreateUserPool":
            return send

        async def note_pool(message: Message) -> None:
            await send(message)
            with contextlib.suppress(ValueError, KeyError, TypeError):
                if message["type"] == "http.response.body":
                    pool_id = json.loads(message["body"])["UserPool"]["Id"]
                    task = asyncio.create_task(asyncio.to_thread(cognito.well_known_jwks, pool_id))
                    self._warming.add(task)
                    task.add_done_callback(self._warming.discard)

        return note_pool
