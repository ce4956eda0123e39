"""A resource as Cognito has it: for a refresh, for an import, and after a change of ours."""

from dataclasses import dataclass
from typing import Any

from local.provider.comparison import equal
from local.provider.errors import NOT_FOUND, ApiError, CancelledError, RequestError
from local.provider.instance import Instance
from local.provider.operation import ApiCall
from local.provider.values import Properties, is_blank


@dataclass(frozen=True)
class Found:
    """A resource as it was read: its properties, and the inputs that would describe it."""

    resource_id: str
    properties: Properties
    inputs: Properties


def read(instance: Instance, given_id: str, state: Properties, inputs: Properties) -> Found | None:
    """The resource as it is, by its id or by the id of an import; None where it isn't.

    Raises RequestError where an import's id has not the right form, or Cognito refuses; CancelledError.
    """
    resource = instance.resource
    resource_id, named = _parsed_id(instance, given_id, state)
    named = {name: state[name] for name in resource.identity.inputs if name in state} | named
    known = {**state, **named, "id": resource_id}
    region = instance.region(state)
    try:
        answer = described(instance, known, region)
    except (ApiError, CancelledError) as error:
        raise instance.explained(f"reading {instance.title({**known, **inputs})}", error) from None
    if answer is None:
        return None
    properties = instance.state(resource_id, {**named, **answer}, inputs, region, adopted=False)
    written = {name: state[name] for name in resource.write_only if name in state}
    properties = {**written, **properties}
    return Found(resource_id, properties, _refreshed_inputs(instance, inputs, properties))


def described(instance: Instance, known: Properties, region: str) -> Properties | None:
    """The properties that Cognito has; None where it has no such resource. Raises ApiError."""
    resource = instance.resource
    found: Properties = {}
    for number, operation in enumerate(resource.reads):
        try:
            response = instance.call(ApiCall(operation.name, operation.identifying(known)), region)
        except ApiError as error:
            if error.code in NOT_FOUND:
                return None
            raise
        if number == 0 and not resource.exists(operation.answered(response), known):
            return None
        found |= instance.answer(operation, response, region)
    return found | resource.further_reads(lambda call: instance.call(call, region), {**known, **found}, region)


def settled(instance: Instance, known: Properties, inputs: Properties, timeout_s: float, doing: str) -> Properties:
    """The properties once the resource is in working order. Raises ApiError, CancelledError, RequestError.

    `known`: its id and properties. `timeout_s`: how long the program waits for that; 0 leaves it to the resource.
    """
    resource, region, resource_id = instance.resource, instance.region(known), str(known["id"])
    first = resource.reads[0]
    if resource.asynchronous:
        responses: list[dict[str, Any]] = []

        def is_ready() -> bool:
            responses.append(instance.call(ApiCall(first.name, first.identifying(known)), region))
            return resource.is_ready(first.answered(responses[-1]))

        instance.waiter.until(is_ready, timeout_s or resource.patience_s(known), doing)
        if len(resource.reads) == 1:
            return instance.state(resource_id, instance.answer(first, responses[-1], region), inputs, region)
    answer = described(instance, known, region)
    if answer is None:
        raise RequestError(f"{doing}: {first.name} no longer finds it", outcome_known=True)
    return instance.state(resource_id, answer, inputs, region)


def as_it_is(instance: Instance, known: Properties, written: Properties, region: str) -> Properties | None:
    """What Cognito has after a failure halfway, with what it was told and doesn't give back; None: unreadable."""
    try:
        answer = described(instance, known, region)
    except ApiError:
        return None
    if answer is None:
        return None
    return {**written, **instance.state(str(known["id"]), {**written, **answer}, {}, region)}


def _refreshed_inputs(instance: Instance, inputs: Properties, properties: Properties) -> Properties:
    """The program's inputs with what has changed behind its back; on an import, everything worth mentioning."""
    resource = instance.resource
    if not inputs:
        # Blank where the default isn't (a disabled user) is worth mentioning as well.
        found = {name: properties[name] for name in resource.inputs if properties.get(name) is not None}
        defaults = resource.defaults
        return {k: v for k, v in found.items() if v != defaults.get(k) and (k in defaults or not is_blank(v))}
    refreshed = dict(inputs)
    for name in resource.inputs:
        if name not in inputs or name in resource.write_only:
            continue
        if not equal(inputs[name], properties.get(name), resource.computed, name):
            refreshed[name] = properties.get(name)
    return {name: value for name, value in refreshed.items() if value is not None}


def _parsed_id(instance: Instance, given: str, state: Properties) -> tuple[str, Properties]:
    """The resource's id and what else an import's id says. Raises RequestError where it has not the right form."""
    resource, imported = instance.resource, instance.resource.identity.imported
    if not imported.names or all(name in state for name in imported.names if name != "id"):
        return given.rpartition(imported.separator)[2] if "id" in imported.names else given, {}
    named = imported.parsed(given)
    if named is None:
        article = "an" if resource.label[0] in "aeio" else "a"  # "a user pool"
        form = resource.import_form()
        raise RequestError(f"{article} {resource.label} is imported as '{form}', not as '{given}'", outcome_known=True)
    return str(named.pop("id", given)), named
