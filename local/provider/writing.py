"""Creating, updating and deleting a resource. What is left after a failure halfway goes into the state."""

from local.provider.comparison import merged
from local.provider.diffing import changes_between, top
from local.provider.errors import (
    NOT_FOUND,
    ApiError,
    CancelledError,
    InitFailedError,
    ProviderError,
    RequestError,
)
from local.provider.instance import Instance
from local.provider.operation import ApiCall, input_shape
from local.provider.reading import as_it_is, described, read, settled
from local.provider.resource import Update
from local.provider.translation import has_member
from local.provider.values import Properties


def create(instance: Instance, inputs: Properties, timeout_s: float) -> tuple[str, Properties]:
    """Create the resource: its id and properties.

    Raises InitFailedError once it exists and something further fails, RequestError where it doesn't exist.
    """
    resource, region = instance.resource, instance.region(inputs)
    if resource.taken_over:
        return _take_over(instance, inputs, timeout_s)
    doing = f"creating {instance.title(inputs)}"
    with_tags = instance.with_all_tags(inputs)
    try:
        call = resource.request(instance.model(inputs), resource.create, with_tags)
        response = instance.change(call, region, doing)
    except (ApiError, ValueError) as error:
        raise instance.explained(doing, error) from None
    resource_id = resource.new_id(resource.create.answered(response), inputs)
    known = instance.state(resource_id, instance.answer(resource.create, response, region), inputs, region)
    try:
        further = resource.after_create(instance.model(inputs), {**with_tags, "id": resource_id})
        for call in further:
            instance.change(call, region, doing)
        if not resource.create_answers_all or further:
            # Cognito may call it otherwise (a user by its sub): the program's name is the one to go by.
            named = {name: inputs[name] for name in resource.identity.inputs if name in inputs}
            known = settled(instance, {**known, **named, "id": resource_id}, inputs, timeout_s, doing)
    except ProviderError as error:
        written = _written(instance, inputs)
        left = as_it_is(instance, {**inputs, "id": resource_id}, written, region) or written
        raise InitFailedError(str(instance.explained(doing, error)), resource_id, left) from None
    return resource_id, known


def update(instance: Instance, resource_id: str, state: Properties, inputs: Properties, timeout_s: float) -> Properties:
    """Change the resource to the inputs: its properties.

    Raises InitFailedError where some of the operations were through, RequestError where none was.
    """
    resource, region = instance.resource, instance.region(state)
    doing = f"updating {instance.title(inputs)}"
    state = _finished(instance, resource_id, state, inputs, doing)
    about = _about(instance, resource_id, state, inputs)
    known, done = {**state}, False
    answers_all = resource.create_answers_all and resource.update is not None and bool(resource.update.result)
    try:
        for call in _calls(instance, about, inputs):
            response = instance.change(call, region, doing)
            done = True
            if resource.update is not None and call.operation == resource.update.name and resource.update.result:
                answer = instance.answer(resource.update, response, region)
                known = instance.state(resource_id, answer, inputs, region)
        if not answers_all or not done:
            known = settled(instance, {**known, **inputs, "id": resource_id}, inputs, timeout_s, doing)
    except (ApiError, CancelledError, RequestError, ValueError) as error:
        explained = instance.explained(doing, error)
        if not done:
            raise explained from None
        written = {name: state[name] for name in resource.identity.inputs | resource.write_only if name in state}
        left = as_it_is(instance, about.old, written, region) or state
        raise InitFailedError(str(explained), resource_id, left) from None
    return known


def delete(instance: Instance, resource_id: str, state: Properties, timeout_s: float) -> None:
    """Delete the resource and wait until it is gone. One that is gone already is fine. Raises RequestError."""
    resource, region = instance.resource, instance.region(state)
    if resource.delete is None:
        return
    doing = f"deleting {instance.title(state)}"
    known = {**state, "id": resource_id}
    try:
        instance.change(ApiCall(resource.delete.name, resource.delete.identifying(known)), region, doing)
        if resource.asynchronous:
            limit_s = timeout_s or resource.patience_s(known)
            instance.waiter.until(lambda: described(instance, known, region) is None, limit_s, doing)
    except ApiError as error:
        if error.code not in NOT_FOUND:
            raise instance.explained(doing, error) from None


def _take_over(instance: Instance, inputs: Properties, timeout_s: float) -> tuple[str, Properties]:
    """Find what is there already, and change it to the inputs."""
    resource, region = instance.resource, instance.region(inputs)
    doing = f"taking over {instance.title(inputs)}"
    try:
        resource_id = resource.found_id(lambda call: instance.change(call, region, doing), inputs)
    except ProviderError as error:
        raise instance.explained(doing, error) from None
    keys = {name: inputs[name] for name in resource.identity.inputs | {"region"} if name in inputs}
    found = read(instance, resource_id, keys, inputs)
    if found is None:
        raise RequestError(f"{doing}: {resource_id} no longer exists", outcome_known=True)
    return resource_id, update(instance, resource_id, found.properties, inputs, timeout_s)


def _about(instance: Instance, resource_id: str, state: Properties, inputs: Properties) -> Update:
    old = {**state, "id": resource_id}
    changed = frozenset(top(path) for path, _ in changes_between(instance, state, inputs))
    new = {**instance.with_all_tags(merged(inputs, old, instance.resource.computed)), "id": resource_id}
    new["tagsAll"] = new.pop("tags", {})
    return Update(old, new, changed)


def _calls(instance: Instance, about: Update, inputs: Properties) -> list[ApiCall]:
    """The calls of an update. Raises ProviderError, ValueError where a value can't be what the API wants."""
    resource, model = instance.resource, instance.model(inputs)
    main = []
    if resource.update is not None and about.changed & resource.updatable(model):
        main.append(resource.request(model, resource.update, about.new))
    return resource.update_calls(model, about, main)


def _finished(instance: Instance, resource_id: str, state: Properties, inputs: Properties, doing: str) -> Properties:
    """The state; of a creation that failed before the resource could be read, what it is by now."""
    resource = instance.resource
    if state.keys() - resource.identity.inputs - resource.write_only - {"id", "region"}:
        return state
    found = read(instance, resource_id, state, inputs)
    if found is None:
        raise RequestError(f"{doing}: it no longer exists", outcome_known=True)
    return found.properties


def _written(instance: Instance, inputs: Properties) -> Properties:
    """What a create call has said and Cognito may not give back."""
    resource = instance.resource
    shape = input_shape(instance.model(inputs), resource.create.name)
    sent = {name for name in resource.write_only if has_member(name, shape, resource.naming)}
    return {name: inputs[name] for name in resource.identity.inputs | sent | {"region"} if name in inputs}
