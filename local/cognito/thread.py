"""The engine in a thread of this process: nothing to start, nothing that outlives its owner."""

import asyncio
import contextlib
import shutil
import tempfile
import threading
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

import uvloop

from local.cognito.app import EngineApp
from local.cognito.engine import Engine
from local.cognito.process import HOST, listen
from local.cognito.server import serve
from local.cognito.settings import EngineSettings
from local.credentials import Credentials

if TYPE_CHECKING:
    from ssl import SSLContext

END_TIMEOUT_S: Final = 5.0


class EngineThread:
    """An engine that serves on a port of its own from a thread. Use it as a context manager."""

    def __init__(self, settings: EngineSettings, port: int = 0) -> None:
        """Listen at once; any free port where it is 0. Raises OSError."""
        self._listener = listen(port)
        self.port: int = self._listener.getsockname()[1]
        self._scheme = "https" if settings.tls else "http"
        self.engine = Engine(replace(settings, endpoint_url=self.endpoint_url))
        self._scratch: Path | None = None
        self._tls: SSLContext | None = None
        self.authority_file = ""
        """With TLS the file of the authority to trust, as long as the engine serves."""
        if settings.tls:
            self._secure(settings.state_folder)
        self._loop = uvloop.new_event_loop()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)

    @property
    def endpoint_url(self) -> str:
        """What goes into AWS_ENDPOINT_URL."""
        return f"{self._scheme}://{HOST}:{self.port}"

    @property
    def credentials(self) -> Credentials:
        """The engine's own key."""
        return self.engine.settings.credentials

    def start(self) -> None:
        """Serve."""
        self._thread.start()

    def stop(self) -> None:
        """End; requests under way get a second. Never raises for one that has ended."""
        with contextlib.suppress(RuntimeError):  # its loop is closed
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(END_TIMEOUT_S)
        self.engine.close()
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)

    def __enter__(self) -> Self:
        """Start it."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop it."""
        self.stop()

    def _secure(self, folder: Path | None) -> None:
        from local.cognito.tls import Authority

        if folder is None:
            folder = self._scratch = Path(tempfile.mkdtemp(prefix="cognito-access-token-"))  # 0700
        authority = Authority(folder)
        self.engine.trust(authority.file)
        self.authority_file, self._tls = str(authority.file), authority.server_context()

    def _run(self) -> None:
        app = EngineApp(self.engine)
        try:
            self._loop.run_until_complete(serve(app, self._listener, self._stop, self._tls))
        finally:
            app.close()
            self._loop.close()
