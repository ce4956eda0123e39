"""The gRPC server that Pulumi's engine attaches to (`PULUMI_DEBUG_PROVIDERS=aws:<port>`), in a thread of its own."""
# ruff: noqa: N802 - the servicer's methods have the names, and the meaning, of Pulumi's provider protocol

import asyncio
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from importlib import metadata
from types import TracebackType
from typing import Any, NoReturn, Self

import grpc
import grpc.aio
from google.protobuf import empty_pb2
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc, status_pb2

from local.credentials import Credentials
from local.own_user_listener import OwnUserListener, connection_name
from local.provider.aws_provider import AwsProvider
from local.provider.clients import Clients, Settings
from local.provider.errors import InitFailedError, ProviderError, UnavailableError
from local.provider.values import marshal

_START_TIMEOUT_S = 10.0
_Method = Callable[[AwsProvider, Any], Awaitable[Any]]


class ProviderServer:
    """Serves the embedded provider on the loopback address, to the user whose process this is (and root) only.

    `endpoint_url`: where Cognito's API answers. `credentials`: None leaves them to botocore's usual chain.
    `preferred_port`: taken where it is free, any other where it isn't. `clients`: to share those of the process.
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
        clients: Clients | None = None,
        authority_file: str = "",
    ) -> None:
        self._settings = Settings(default_region, endpoint_url, credentials, authority_file=authority_file)
        self._clients = clients or Clients()
        self._preferred_port = preferred_port
        self._port = 0
        self._failure: BaseException | None = None
        self._started = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> int:
        """Start serving; the port. Doesn't wait for an AWS client. Raises OSError where it can't listen."""
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
        connections = _Connections(lambda: AwsProvider(self._clients, self._settings))
        async with OwnUserListener(connections.opened, connections.ended) as listener:
            server = grpc.aio.server(options=_GRPC_CHANNEL_OPTIONS)
            provider_pb2_grpc.add_ResourceProviderServicer_to_server(_Servicer(connections), server)
            server.add_insecure_port(listener.address)
            await server.start()
            self._port = await listener.listen(self._preferred_port)
            self._started.set()
            threading.Thread(target=self._warm_up, name="aws-provider-warm-up", daemon=True).start()
            await self._stopping.wait()
            connections.cancel()
            await server.stop(grace=0)

    def _warm_up(self) -> None:
        """Make the client that most deployments need, while the engine starts. Trouble shows when it is used."""
        with suppress(ProviderError):
            self._clients.client(self._settings, self._settings.region)


class _Connections:
    """One provider for each connection: the engine opens one per provider instance, and configures it there."""

    def __init__(self, new_provider: Callable[[], AwsProvider]) -> None:
        self._new_provider = new_provider
        self._providers: dict[str, AwsProvider] = {}

    def opened(self, name: str) -> None:
        """A connection begins, with a provider of its own."""
        self._providers[name] = self._new_provider()

    def ended(self, name: str) -> None:
        """A connection is over: nobody waits any more for what its provider does."""
        self._providers.pop(name).cancel()

    def provider(self, peer: str) -> AwsProvider:
        """The provider of the connection that a request came by. Raises ProviderError where that has ended since."""
        provider = self._providers.get(connection_name(peer))
        if provider is None:
            raise ProviderError("the connection of this request has ended")
        return provider

    def cancel(self) -> None:
        """Cancel what all of them do."""
        for provider in self._providers.values():
            provider.cancel()


class _Servicer(provider_pb2_grpc.ResourceProviderServicer):
    """Hands every request to the connection's own provider; turns errors into the statuses that the engine knows."""

    def __init__(self, connections: _Connections) -> None:
        self._connections = connections
        self._version = metadata.version("pulumi-aws")

    async def Attach(self, _request: Any, _context: Any) -> Any:
        """The engine attaches to this process instead of starting one. There is nothing to do: it is never called."""
        return empty_pb2.Empty()

    async def Handshake(self, _request: Any, context: Any) -> Any:
        """The engine asks every provider; without an answer it takes the older way, which is all that is needed."""
        await context.abort(grpc.StatusCode.UNIMPLEMENTED, "no handshake")

    async def GetPluginInfo(self, _request: Any, _context: Any) -> Any:
        """The version of the official provider that this one stands in for."""
        return plugin_pb2.PluginInfo(version=self._version)

    async def Cancel(self, _request: Any, context: Any) -> Any:
        """End what this connection waits for."""
        with suppress(ProviderError):
            self._connections.provider(context.peer()).cancel()
        return empty_pb2.Empty()

    async def CheckConfig(self, request: Any, context: Any) -> Any:
        return await self._answer(AwsProvider.check_config, request, context)

    async def DiffConfig(self, request: Any, context: Any) -> Any:
        return await self._answer(AwsProvider.diff_config, request, context)

    async def Configure(self, request: Any, context: Any) -> Any:
        return await self._answer(AwsProvider.configure, request, context)

    async def Invoke(self, request: Any, context: Any) -> Any:
        return await self._answer(AwsProvider.invoke, request, context)

    async def Check(self, request: Any, context: Any) -> Any:
        return await self._answer(AwsProvider.check, request, context)

    async def Diff(self, request: Any, context: Any) -> Any:
        return await self._answer(AwsProvider.diff, request, context)

    async def Create(self, request: Any, context: Any) -> Any:
        return await self._answer(AwsProvider.create, request, context)

    async def Read(self, request: Any, context: Any) -> Any:
        return await self._answer(AwsProvider.read, request, context)

    async def Update(self, request: Any, context: Any) -> Any:
        return await self._answer(AwsProvider.update, request, context)

    async def Delete(self, request: Any, context: Any) -> Any:
        await self._answer(AwsProvider.delete, request, context)
        return empty_pb2.Empty()

    async def Construct(self, request: Any, context: Any) -> Any:
        """No component of the official provider is available."""
        await _abort(context, UnavailableError(request.type))

    async def Call(self, request: Any, context: Any) -> Any:
        """No method of the official provider is available."""
        await _abort(context, UnavailableError(request.tok))

    async def _answer(self, method: _Method, request: Any, context: Any) -> Any:
        failure: ProviderError
        try:
            return await method(self._connections.provider(context.peer()), request)
        except ProviderError as error:
            failure = error
        except Exception as error:  # noqa: BLE001 - a mistake of ours must reach the person as a line, too
            failure = ProviderError(f"the embedded aws provider failed: {type(error).__name__}: {error}")
            failure.outcome_known = False
        return await _abort(context, failure)


async def _abort(context: Any, error: ProviderError) -> NoReturn:
    """End the request with the error as its status: only `UNKNOWN` makes the engine keep the operation as pending."""
    code = grpc.StatusCode.FAILED_PRECONDITION if error.outcome_known else grpc.StatusCode.UNKNOWN
    details: tuple[tuple[str, bytes], ...] = ()
    if isinstance(error, InitFailedError):
        status = status_pb2.Status(code=code.value[0], message=str(error))
        properties = marshal(error.properties, error.secrets)
        reasons = [str(error)]
        status.details.add().Pack(
            provider_pb2.ErrorResourceInitFailed(id=error.resource_id, properties=properties, reasons=reasons)
        )
        details = (("grpc-status-details-bin", status.SerializeToString()),)
    await context.abort(code, str(error), details)
    raise error  # not reached: abort raises
