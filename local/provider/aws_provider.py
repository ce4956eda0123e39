"""The `aws` provider of one connection: Pulumi's requests, answered by the table of resources and functions.

It speaks Pulumi's provider protocol itself instead of `pulumi.provider.experimental`: that one's server serves a single
provider per process, can't be attached to, adds a traceback to every error and has no word for a resource that exists
but isn't finished.
"""

from dataclasses import replace
from typing import Any, NoReturn

from pulumi.runtime.proto import provider_pb2

from local.provider import diffing, reading, writing
from local.provider.checking import check
from local.provider.clients import Api, Clients, Settings
from local.provider.comparison import Change
from local.provider.configuration import configured
from local.provider.errors import InitFailedError, UnavailableError
from local.provider.functions import FUNCTIONS, Caller
from local.provider.instance import Instance
from local.provider.resources import RESOURCES
from local.provider.values import marshal, unmarshal
from local.provider.waiting import Waiter
from local.provider.workers import in_thread

_KINDS = {
    (Change.ADD, False): provider_pb2.PropertyDiff.ADD,
    (Change.ADD, True): provider_pb2.PropertyDiff.ADD_REPLACE,
    (Change.DELETE, False): provider_pb2.PropertyDiff.DELETE,
    (Change.DELETE, True): provider_pb2.PropertyDiff.DELETE_REPLACE,
    (Change.UPDATE, False): provider_pb2.PropertyDiff.UPDATE,
    (Change.UPDATE, True): provider_pb2.PropertyDiff.UPDATE_REPLACE,
}


class AwsProvider:
    """Serves one connection of the engine: configuration and cancellation are its own, clients are shared.

    Methods take and give the messages of Pulumi's provider protocol, and raise ProviderError. Requests to AWS run in
    worker threads: the engine handles several resources at once.
    """

    def __init__(self, clients: Clients, defaults: Settings) -> None:
        self._clients = clients
        self._defaults = defaults
        self._settings = defaults
        self._waiter = Waiter()

    async def check_config(self, request: Any) -> Any:
        """The configuration as it is: what can't be read is said when it is used."""
        return provider_pb2.CheckResponse(inputs=request.news)

    async def diff_config(self, request: Any) -> Any:
        """A changed configuration never replaces the provider; a changed region replaces each resource."""
        old, _ = unmarshal(request.old_inputs)
        new, _ = unmarshal(request.news)
        changed = sorted(name for name in {**old, **new} if old.get(name) != new.get(name))
        return provider_pb2.DiffResponse(changes=_some(changed), diffs=changed)

    async def configure(self, request: Any) -> Any:
        """Take over region, profile, endpoints, credentials and default tags."""
        variables = {name.rpartition(":")[2]: value for name, value in request.variables.items()}
        configuration, _ = unmarshal(request.args)
        self._settings = configured(self._defaults, {**variables, **configuration})
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    async def invoke(self, request: Any) -> Any:
        """Call one of the functions; any other is refused by name."""
        function = FUNCTIONS.get(request.tok)
        if function is None:
            raise UnavailableError(request.tok)
        arguments, _ = unmarshal(request.args)
        settings = replace(self._settings, region=arguments.get("region") or self._settings.region)
        caller = Caller(settings, lambda service: Api(self._clients.client(settings, settings.region, service)))
        result, secrets = await in_thread(function, caller, arguments)
        return provider_pb2.InvokeResponse(**{"return": marshal(result, secrets)})

    async def check(self, request: Any) -> Any:
        """The inputs with name and defaults, and what is wrong with them."""
        instance = self._instance(request)
        olds, _ = unmarshal(request.olds)
        news, secrets = unmarshal(request.news)
        inputs, failures = await in_thread(check, instance, olds, news, request.randomSeed)
        return provider_pb2.CheckResponse(
            inputs=marshal(inputs, secrets),
            # The engine would print a failing property's whole value: the reasons name the path themselves.
            failures=[provider_pb2.CheckFailure(reason=reason) for reason in failures],
        )

    async def diff(self, request: Any) -> Any:
        """What it takes to get from the state to the new inputs."""
        state, _ = unmarshal(request.olds)
        inputs, _ = unmarshal(request.news)
        found = await in_thread(diffing.diff, self._instance(request), state, inputs)
        return provider_pb2.DiffResponse(
            changes=_some(found.changes),
            diffs=sorted(found.changes),
            replaces=found.replaces,
            detailedDiff={
                path: provider_pb2.PropertyDiff(
                    kind=_KINDS[change, path in found.replaces], inputDiff=path != "tagsAll"
                )
                for path, change in found.changes.items()
            },
            hasDetailedDiff=True,
            deleteBeforeReplace=found.delete_before_replace,
        )

    async def create(self, request: Any) -> Any:
        """Create the resource; in a preview, say what it will look like."""
        instance = self._instance(request)
        inputs, secrets = unmarshal(request.properties)
        secrets |= instance.resource.secrets
        if request.preview:
            foreseen = await in_thread(diffing.foreseen_creation, instance, inputs)
            return provider_pb2.CreateResponse(properties=marshal(foreseen, secrets))
        try:
            resource_id, properties = await in_thread(writing.create, instance, inputs, request.timeout)
        except InitFailedError as error:
            _hide(error, secrets)
        return provider_pb2.CreateResponse(id=resource_id, properties=marshal(properties, secrets))

    async def read(self, request: Any) -> Any:
        """The resource as it is now; an empty response where it is gone."""
        instance = self._instance(request)
        state, secret_properties = unmarshal(request.properties)
        inputs, secret_inputs = unmarshal(request.inputs)
        found = await in_thread(reading.read, instance, request.id, state, inputs)
        if found is None:
            return provider_pb2.ReadResponse()
        secrets = secret_properties | secret_inputs | instance.resource.secrets
        return provider_pb2.ReadResponse(
            id=found.resource_id,
            properties=marshal(found.properties, secrets),
            inputs=marshal(found.inputs, secrets),
        )

    async def update(self, request: Any) -> Any:
        """Change the resource; in a preview, say what it will look like."""
        instance = self._instance(request)
        state, _ = unmarshal(request.olds)
        inputs, secrets = unmarshal(request.news)
        secrets |= instance.resource.secrets
        if request.preview:
            foreseen = await in_thread(diffing.foreseen_update, instance, state, inputs)
            return provider_pb2.UpdateResponse(properties=marshal(foreseen, secrets))
        try:
            properties = await in_thread(writing.update, instance, request.id, state, inputs, request.timeout)
        except InitFailedError as error:
            _hide(error, secrets)
        return provider_pb2.UpdateResponse(properties=marshal(properties, secrets))

    async def delete(self, request: Any) -> None:
        """Delete the resource."""
        state, _ = unmarshal(request.properties)
        await in_thread(writing.delete, self._instance(request), request.id, state, request.timeout)

    def cancel(self) -> None:
        """End every wait of this connection, and start nothing more."""
        self._waiter.cancelled.set()

    def _instance(self, request: Any) -> Instance:
        _, _, urn_type, name = request.urn.split("::", 3)
        kind = urn_type.rpartition("$")[2]
        resource = RESOURCES.get(kind)
        if resource is None:
            raise UnavailableError(kind)
        settings = self._settings
        return Instance(
            resource,
            name,
            settings,
            lambda region, service: Api(self._clients.client(settings, region, service)),
            self._waiter,
        )


def _some(changes: object) -> Any:
    return provider_pb2.DiffResponse.DIFF_SOME if changes else provider_pb2.DiffResponse.DIFF_NONE


def _hide(error: InitFailedError, secrets: frozenset[str]) -> NoReturn:
    """The same failure with the properties that are secret in the state."""
    raise InitFailedError(str(error), error.resource_id, error.properties, secrets) from None
