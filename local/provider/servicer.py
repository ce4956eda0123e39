"""Pulumi's provider protocol, as the embedded provider answers it. Imports botocore and the table of resources."""
# ruff: noqa: N802, D102 - the servicer's methods have the names, and the meaning, of Pulumi's provider protocol

from collections.abc import Awaitable, Callable
from contextlib import suppress
from importlib import metadata
from typing import Any, NoReturn

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc, status_pb2

from local.provider.aws_provider import AwsProvider
from local.provider.connections import Connections
from local.provider.errors import InitFailedError, ProviderError, UnavailableError
from local.provider.values import marshal

_Method = Callable[[AwsProvider, Any], Awaitable[Any]]


class Servicer(provider_pb2_grpc.ResourceProviderServicer):
    """Hands every request to the connection's own provider; turns errors into the statuses that the engine knows."""

    def __init__(self, connections: Connections) -> None:
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
