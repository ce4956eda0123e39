"""The gRPC server that Pulumi's engine attaches to (`PULUMI_DEBUG_PROVIDERS=aws:<port>`), in a thread of its own."""

import asyncio
import threading
from contextlib import suppress
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Self

from local.credentials import Credentials
from local.own_user_listener import OwnUserListener
from local.provider.botocore_import import import_botocore
from local.provider.connections import Connections

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.provider.aws_provider import AwsProvider
    from local.provider.clients import Clients, Settings

_START_TIMEOUT_S = 10.0


class ProviderServer:
    """Serves the embedded provider on the loopback address, to the user whose process this is (and root) only.

    `endpoint_url`: where Cognito's API answers. `credentials`: None leaves them to botocore's usual chain.
    `preferred_port`: taken where it is free, any other where it isn't. `clients`: gives those of the process, to share.
    `authority_file`: whose certificates the endpoint has, where the system doesn't trust it.
    Also a context manager. Several connections, and several stacks, share one server.
    """

    def __init__(  # noqa: PLR0913 - what there is to say of an endpoint
        self,
        *,
        endpoint_url: str,
        default_region: str = "us-east-1",
        credentials: Credentials | None = None,
        preferred_port: int = 0,
        clients: "Callable[[], Clients] | None" = None,
        authority_file: str = "",
    ) -> None:
        self._region = default_region
        self._endpoint_url = endpoint_url
        self._credentials = credentials
        self._authority_file = authority_file
        self._shared_clients = clients
        self._preferred_port = preferred_port
        self._port = 0
        self._warm = False
        self._failure: BaseException | None = None
        self._started = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> int:
        """Start serving; the port, at which what connects waits for a moment. Raises OSError.

        What takes long to import is imported in the thread, while Pulumi's engine starts.
        """
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="aws-provider", daemon=True)
            self._thread.start()
            self._started.wait(_START_TIMEOUT_S)
        if not self._port:
            why = f": {self._failure}" if self._failure else ""
            raise OSError(f"the aws provider can't listen on the loopback address{why}") from self._failure
        return self._port

    def stop(self) -> None:
        """Stop serving, at once: what is under way is cancelled and not waited for. Stopping twice is fine."""
        thread, loop, stopping = self._thread, self._loop, self._stopping
        if thread is None or loop is None or stopping is None:
            return
        with suppress(RuntimeError):  # the loop is closed: it has stopped by itself
            loop.call_soon_threadsafe(stopping.set)
        thread.join()
        self._thread = None
        self._port = 0
        self._started.clear()

    def __enter__(self) -> Self:
        """Start serving."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop serving."""
        self.stop()

    @property
    def port(self) -> int:
        """The port; 0 while it isn't serving."""
        return self._port

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as error:  # noqa: BLE001 - told to whoever called start()
            self._failure = error
        finally:
            self._started.set()

    async def _serve(self) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        connections = Connections(self._new_provider)
        async with OwnUserListener(connections.opened, connections.ended) as listener:
            self._port = await listener.listen(self._preferred_port)
            self._started.set()
            import_botocore()
            import grpc.aio
            from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
            from pulumi.runtime.proto import provider_pb2_grpc

            from local.provider.servicer import Servicer

            server = grpc.aio.server(options=_GRPC_CHANNEL_OPTIONS)
            provider_pb2_grpc.add_ResourceProviderServicer_to_server(Servicer(connections), server)
            server.add_insecure_port(listener.address)
            await server.start()
            listener.forward()
            await self._stopping.wait()
            connections.cancel()
            await server.stop(grace=0)

    @cached_property
    def _clients(self) -> "Clients":
        from local.provider.clients import Clients

        return self._shared_clients() if self._shared_clients else Clients()

    @cached_property
    def _settings(self) -> "Settings":
        from local.provider.clients import Settings

        return Settings(self._region, self._endpoint_url, self._credentials, authority_file=self._authority_file)

    def _new_provider(self) -> "AwsProvider":
        from local.provider.aws_provider import AwsProvider

        if not self._warm:
            self._warm = True
            threading.Thread(target=self._warm_up, name="aws-provider-warm-up", daemon=True).start()
        return AwsProvider(self._clients, self._settings)

    def _warm_up(self) -> None:
        """Make the client that most deployments need, while they begin. Trouble shows when it is used."""
        from local.provider.errors import ProviderError

        with suppress(ProviderError):
            self._clients.client(self._settings, self._settings.region)
