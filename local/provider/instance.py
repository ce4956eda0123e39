"""One resource of the program, in one provider: what the steps of its life have in common."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.model import ServiceModel

from local.provider.clients import Api, Settings
from local.provider.comparison import equal
from local.provider.errors import ApiError, CancelledError, ProviderError, RequestError
from local.provider.operation import ApiCall, Operation, input_shape
from local.provider.resource import OutputContext, Resource
from local.provider.translation import property_path
from local.provider.values import UNKNOWN, Properties
from local.provider.waiting import Waiter

_NAMING_PROPERTIES = ("domain", "username", "identityPoolName", "providerName")


@dataclass(frozen=True)
class Instance:
    """A resource's type and name, and the API that it is made by."""

    resource: Resource
    name: str
    """The resource's name in the program."""
    settings: Settings
    connect: Callable[[str, str], Api]
    """The API of a region's service."""
    waiter: Waiter = field(default_factory=Waiter)

    def region(self, properties: Mapping[str, Any]) -> str:
        """The region that the properties name, or the provider's own."""
        region = properties.get("region")
        return region if isinstance(region, str) and region and region != UNKNOWN else self.settings.region

    def model(self, properties: Mapping[str, Any]) -> ServiceModel:
        """The service model that the properties' region has."""
        return self._api(self.region(properties)).model

    def call(self, call: ApiCall, region: str) -> dict[str, Any]:
        """Make a call, and give its response. Raises ApiError."""
        return self._api(region, call.service).call(call)

    def change(self, call: ApiCall, region: str, doing: str) -> dict[str, Any]:
        """Make a call unless the engine has cancelled. Raises ApiError, CancelledError."""
        self.waiter.refuse_if_cancelled(doing)
        return self.call(call, region)

    def answer(self, operation: Operation, response: Mapping[str, Any], region: str) -> Properties:
        """The properties that an operation's response holds."""
        return self.resource.answer(self._api(region).model, operation, response)

    def state(
        self, resource_id: str, answer: Properties, inputs: Properties, region: str, *, adopted: bool = True
    ) -> Properties:
        """The properties of an answer; where the program says the same in another order, or form, in the program's.

        `adopted`: what the answer doesn't mention is taken as the program wants it (write-only inputs always are).
        """
        around = OutputContext(resource_id, region, inputs, dict(self.settings.default_tags))
        completed = self.resource.completed(answer, around)
        state: Properties = {"region": region}
        for name in self.resource.properties:
            value, wanted = completed.get(name), inputs.get(name)
            if wanted is not None and self._is_as_wanted(name, value, wanted, adopted=adopted):
                value = wanted
            if value is not None:
                state[name] = value
        return state

    def _is_as_wanted(self, name: str, value: Any, wanted: Any, *, adopted: bool) -> bool:
        if value is None:
            return adopted or name in self.resource.write_only
        return not isinstance(value, Mapping) and equal(wanted, value, self.resource.computed, name)

    def with_all_tags(self, properties: Properties) -> Properties:
        """The properties with the provider's default tags among the resource's own."""
        if "tags" not in self.resource.inputs:
            return properties
        return {**properties, "tags": dict(self.settings.default_tags) | dict(properties.get("tags") or {})}

    def title(self, properties: Mapping[str, Any]) -> str:
        """What people know it as: `user pool 'webapp'`."""
        names = (properties.get(name) for name in ("name", *_NAMING_PROPERTIES, "id"))
        return f"{self.resource.label} '{next(filter(None, names), self.name)}'"

    def explained(self, doing: str, error: Exception) -> ProviderError:
        """The error as a paragraph about this resource. Never with a parameter's value of ours."""
        if isinstance(error, RequestError | CancelledError):
            return error
        if not isinstance(error, ApiError):
            return RequestError(f"{doing}: {error}", outcome_known=True)
        path = self._property_of(error)
        place = f"{error.operation}, property {path}" if path else error.operation
        return RequestError(f"{doing}: {error.code}: {error.message} ({place})", outcome_known=error.outcome_known)

    def _property_of(self, error: ApiError) -> str | None:
        if error.member_path is None:
            return None
        model = self.model({})
        if error.operation not in model.operation_names:
            return None
        shape = input_shape(model, error.operation)
        return property_path(error.member_path, self.resource.inputs, shape, self.resource.naming)

    def _api(self, region: str, service: str = "") -> Api:
        return self.connect(region, service or self.resource.service)
