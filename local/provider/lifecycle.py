"""The life of any resource of the table: check, diff, create, read, update, delete. Called from worker threads."""

import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from local.provider.checking import check, is_automatic_name
from local.provider.clients import Api, Settings
from local.provider.comparison import Change, changes, equal, merged
from local.provider.errors import (
    NOT_FOUND,
    ApiError,
    CancelledError,
    InitFailedError,
    ProviderError,
)
from local.provider.resource import ApiCall, Around, Call, Operation, Resource, Update, identifying, input_shape
from local.provider.translation import has_member, property_name, property_path
from local.provider.values import UNKNOWN, Properties, is_blank, is_unknown

_FIRST_POLL_S = 0.2
_SLOWEST_POLL_S = 5.0
_NAMING_PROPERTIES = ("domain", "username", "identityPoolName", "providerName")


class RequestError(ProviderError):
    """An AWS operation failed; the text says on which resource, why, and on which property where that is known."""

    def __init__(self, text: str, *, outcome_known: bool) -> None:
        super().__init__(text)
        self.outcome_known = outcome_known


@dataclass(frozen=True)
class Patience:
    """How waiting is done: `cancelled` ends it, and the tests hold the clock."""

    cancelled: threading.Event = field(default_factory=threading.Event)
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], object] | None = None
    """Seconds; None: until `cancelled`, at most that long."""

    def pause(self, seconds: float) -> None:
        """Wait, or less when cancelled meanwhile."""
        (self.sleep or self.cancelled.wait)(seconds)


@dataclass(frozen=True)
class Differences:
    """What a diff found."""

    changes: dict[str, Change]
    """By property path."""
    replaces: list[str]
    """The paths whose change needs a replacement."""
    delete_before_replace: bool


@dataclass(frozen=True)
class Found:
    """A resource as it was read: its properties, and the inputs that would describe it."""

    resource_id: str
    properties: Properties
    inputs: Properties


@dataclass(frozen=True)
class Lifecycle:
    """One resource of the program, in one provider."""

    resource: Resource
    name: str
    """The resource's name in the program."""
    settings: Settings
    connect: Callable[[str, str], Api]
    """The API of a region's service."""
    patience: Patience = field(default_factory=Patience)

    def check(self, olds: Properties, news: Properties, seed: bytes) -> tuple[Properties, list[str]]:
        """The inputs with defaults, and what is wrong with them. No request is made."""
        own = {name: value for name, value in news.items() if name != "region"}
        inputs, failures = check(self.resource, self._model(news), self.name, olds, own, seed)
        return ({**inputs, "region": news["region"]} if "region" in news else inputs), failures

    def diff(self, state: Properties, inputs: Properties) -> Differences:
        """What it takes to get from the state to the inputs. No request is made."""
        resource = self.resource
        found = dict(self._changes(state, inputs))
        replacing = resource.replaced_by(self._model(inputs)) | {"region"}
        if any(_top(path) not in replacing for path in found):
            replacing |= resource.needs_replacement(inputs, state)
        replaces = [path for path in found if _top(path) in replacing]
        return Differences(found, replaces, bool(replaces) and self._is_in_the_way(state, inputs))

    def preview(self, inputs: Properties) -> Properties:
        """The properties of a resource that is to be created, as far as they are known."""
        unset = {name for name in self.resource.inputs if name in self.resource.computed and name not in inputs}
        unknown = dict.fromkeys(sorted(unset | {*self.resource.outputs}), UNKNOWN)
        return {"region": self._region(inputs), **unknown, **inputs}

    def preview_update(self, state: Properties, inputs: Properties) -> Properties:
        """The properties of a resource that is to be updated, as far as they are known."""
        kept = {name for name in self.resource.properties if name not in self.resource.inputs} | self.resource.computed
        return {"region": self._region(inputs), **{k: v for k, v in state.items() if k in kept}, **inputs}

    def create(self, inputs: Properties, timeout_s: float) -> tuple[str, Properties]:
        """Create the resource: its id and properties.

        Raises InitFailedError once it exists and something further fails, RequestError where it doesn't exist.
        """
        resource, region = self.resource, self._region(inputs)
        if resource.adopt is not None:
            return self._adopted(resource.adopt, inputs, timeout_s)
        doing = f"creating {self._title(inputs)}"
        with_tags = self._with_all_tags(inputs)
        try:
            call = resource.request(self._model(inputs), resource.create, with_tags)
            response = self._call(call, region, doing)
        except (ApiError, ValueError) as error:
            raise self._explained(doing, error) from None
        resource_id = self._new_id(response, inputs)
        known = self._state(resource_id, self._answer(resource.create, response, region), inputs, region)
        try:
            steps = resource.create_steps(resource, self._model(inputs), {**with_tags, "id": resource_id})
            for step in steps:
                self._call(step, region, doing)
            if not resource.create_answers_all or steps:
                # Cognito may call it otherwise (a user by its sub): the program's name is the one to go by.
                named = {name: inputs[name] for name in resource.identity if name in inputs}
                known = self._settled(resource_id, {**known, **named}, inputs, timeout_s, doing)
        except ProviderError as error:
            shape = input_shape(self._model(inputs), resource.create.name)
            sent = {name for name in resource.write_only if has_member(name, shape, resource.naming)}
            written = {name: inputs[name] for name in resource.identity | sent | {"region"} if name in inputs}
            left = self._as_it_is({**inputs, "id": resource_id}, written, region) or written
            raise InitFailedError(str(self._explained(doing, error)), resource_id, left) from None
        return resource_id, known

    def _adopted(
        self, find: Callable[[Call, Properties], str], inputs: Properties, timeout_s: float
    ) -> tuple[str, Properties]:
        """Take over what is there already, and change it to the inputs."""
        region = self._region(inputs)
        doing = f"taking over {self._title(inputs)}"
        try:
            resource_id = find(lambda call: self._call(call, region, doing), inputs)
        except ProviderError as error:
            raise self._explained(doing, error) from None
        keys = {name: inputs[name] for name in self.resource.identity | {"region"} if name in inputs}
        found = self.read(resource_id, keys, inputs)
        if found is None:
            raise RequestError(f"{doing}: {resource_id} is gone", outcome_known=True)
        return resource_id, self.update(resource_id, found.properties, inputs, timeout_s)

    def read(self, resource_id: str, state: Properties, inputs: Properties) -> Found | None:
        """The resource as it is, by its id or by the id of an import; None where it isn't."""
        resource_id, named = self._parsed_id(resource_id, state)
        named = {name: state[name] for name in self.resource.identity if name in state} | named
        known = {**state, **named, "id": resource_id}
        region = self._region(state)
        try:
            answer = self._read(known, region)
        except (ApiError, CancelledError) as error:
            raise self._explained(f"reading {self._title({**known, **inputs})}", error) from None
        if answer is None:
            return None
        properties = self._state(resource_id, {**named, **answer}, inputs, region, adopted=False)
        written = {name: state[name] for name in self.resource.write_only if name in state}
        properties = {**written, **properties}
        return Found(resource_id, properties, self._refreshed_inputs(inputs, properties))

    def update(self, resource_id: str, state: Properties, inputs: Properties, timeout_s: float) -> Properties:
        """Change the resource to the inputs: its properties.

        Raises InitFailedError where some of the operations were through, RequestError where none was.
        """
        resource, region, model = self.resource, self._region(state), self._model(inputs)
        doing = f"updating {self._title(inputs)}"
        state = self._finished(resource_id, state, inputs, doing)
        old = {**state, "id": resource_id}
        changed = frozenset(_top(path) for path, _ in self._changes(state, inputs))
        new = {**self._with_all_tags(merged(inputs, old, resource.computed)), "id": resource_id}
        new["tagsAll"] = new.pop("tags", {})
        known, done = {**state}, False
        try:
            main = []
            if resource.update is not None and changed & resource.updatable(model):
                main.append(resource.request(model, resource.update, new))
            for call in resource.update_steps(resource, model, Update(old, new, changed), main):
                response = self._call(call, region, doing)
                done = True
                if resource.update is not None and call.operation == resource.update.name and resource.update.result:
                    answer = self._answer(resource.update, response, region)
                    known = self._state(resource_id, answer, inputs, region)
            if not resource.create_answers_all or not done or not (resource.update and resource.update.result):
                known = self._settled(resource_id, {**known, **inputs}, inputs, timeout_s, doing)
        except (ApiError, CancelledError, RequestError, ValueError) as error:
            explained = self._explained(doing, error)
            if not done:
                raise explained from None
            written = {name: state[name] for name in resource.identity | resource.write_only if name in state}
            left = self._as_it_is(old, written, region) or state
            raise InitFailedError(str(explained), resource_id, left) from None
        return known

    def _finished(self, resource_id: str, state: Properties, inputs: Properties, doing: str) -> Properties:
        """The state; of a creation that failed before the resource could be read, what it is by now."""
        if state.keys() - self.resource.identity - self.resource.write_only - {"id", "region"}:
            return state
        found = self.read(resource_id, state, inputs)
        if found is None:
            raise RequestError(f"{doing}: it is gone", outcome_known=True)
        return found.properties

    def delete(self, resource_id: str, state: Properties, timeout_s: float) -> None:
        """Delete the resource and wait until it is gone. One that is gone already is fine. Raises RequestError."""
        if self.resource.delete is None:
            return
        region = self._region(state)
        doing = f"deleting {self._title(state)}"
        known = {**state, "id": resource_id}
        call = ApiCall(self.resource.delete.name, identifying(self.resource.delete, known))
        try:
            self._call(call, region, doing)
            if self.resource.gone_slowly:
                self._wait(lambda: self._read(known, region) is None, known, timeout_s, doing)
        except ApiError as error:
            if error.code not in NOT_FOUND:
                raise self._explained(doing, error) from None

    # What the program and Cognito say, side by side.

    def _changes(self, state: Properties, inputs: Properties) -> Iterator[tuple[str, Change]]:
        """The differing paths of the inputs, then those that the provider's own configuration brings about."""
        wanted = {name: inputs[name] for name in self.resource.inputs if name in inputs}
        actual = {name: state[name] for name in self.resource.inputs if name in state}
        actual |= self.resource.implied(inputs, state)
        yield from changes(wanted, actual, self.resource.computed)
        region = inputs.get("region", self.settings.region)
        if region != state.get("region", region):
            yield "region", Change.UPDATE
        if "tags" in self.resource.inputs and not is_unknown(inputs.get("tags")):
            all_tags = self._with_all_tags(inputs)["tags"]
            if equal(inputs.get("tags"), state.get("tags")) and not equal(all_tags, state.get("tagsAll")):
                yield "tagsAll", Change.UPDATE

    def _state(
        self, resource_id: str, answer: Properties, inputs: Properties, region: str, *, adopted: bool = True
    ) -> Properties:
        """The properties of an answer; where the program says the same in another order, or form, in the program's.

        `adopted`: what the answer doesn't mention is taken as the program wants it (write-only inputs always are).
        """
        around = Around(resource_id, region, inputs, dict(self.settings.default_tags))
        completed = self.resource.complete(answer, answer, around)
        state: Properties = {"region": region}
        for name in self.resource.properties:
            value, wanted = completed.get(name), inputs.get(name)
            if wanted is not None and (
                adopted or name in self.resource.write_only
                if value is None
                else not isinstance(value, Mapping) and equal(wanted, value, self.resource.computed, name)
            ):
                value = wanted
            if value is not None:
                state[name] = value
        return state

    def _refreshed_inputs(self, inputs: Properties, properties: Properties) -> Properties:
        """The program's inputs with what has changed behind its back; on an import, everything worth mentioning."""
        resource = self.resource
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

    def _is_in_the_way(self, state: Properties, inputs: Properties) -> bool:
        """Whether the old resource goes before the new one comes: the official provider's rule for explicit names."""
        name = inputs.get("name")
        explicit = self.resource.autonamed and name == state.get("name") and not is_automatic_name(self.name, name)
        return self.resource.delete_before_replace or explicit

    # Requests.

    def _call(self, call: ApiCall, region: str, doing: str) -> dict[str, Any]:
        if self.patience.cancelled.is_set():
            raise CancelledError(doing)
        return self.connect(region, call.service or self.resource.service).call(call)

    def _read(self, known: Properties, region: str) -> Properties | None:
        """The properties that Cognito has; None where it has no such resource."""
        found: Properties = {}
        for number, operation in enumerate(self.resource.reads):
            call = ApiCall(operation.name, identifying(operation, known))
            try:
                response = self._connected(region).call(call)
            except ApiError as error:
                if error.code in NOT_FOUND:
                    return None
                raise
            structure = response.get(operation.result) if operation.result else response
            if number == 0 and not self.resource.exists(structure or {}, known):
                return None
            found |= self._answer(operation, response, region)
        return found | self.resource.find_out(
            lambda call: self.connect(region, call.service or self.resource.service).call(call),
            {**known, **found},
            region,
        )

    def _settled(
        self, resource_id: str, known: Properties, inputs: Properties, timeout_s: float, doing: str
    ) -> Properties:
        """Wait until the resource is in working order, then read it."""
        region = self._region(known)
        keys = {**known, "id": resource_id}
        ready, first = self.resource.ready, self.resource.reads[0]
        if ready is not None:

            def is_ready() -> bool:
                response = self._connected(region).call(ApiCall(first.name, identifying(first, keys)))
                answers.append(response)
                return ready(response.get(first.result) or {})

            answers: list[dict[str, Any]] = []
            self._wait(is_ready, keys, timeout_s, doing)
            if len(self.resource.reads) == 1:
                return self._state(resource_id, self._answer(first, answers[-1], region), inputs, region)
        answer = self._read(keys, region)
        if answer is None:
            raise RequestError(f"{doing}: {first.name} doesn't find it any more", outcome_known=True)
        return self._state(resource_id, answer, inputs, region)

    def _wait(self, is_done: Callable[[], bool], known: Properties, timeout_s: float, doing: str) -> None:
        limit_s = timeout_s or self.resource.patience_s(known)
        deadline = self.patience.clock() + limit_s
        interval_s = _FIRST_POLL_S
        while not is_done():
            if self.patience.cancelled.is_set():
                raise CancelledError(doing)
            if self.patience.clock() >= deadline:
                raise RequestError(f"{doing}: not through after {limit_s:.0f} s", outcome_known=True)
            self.patience.pause(interval_s)
            interval_s = min(2 * interval_s, _SLOWEST_POLL_S)

    def _as_it_is(self, known: Properties, written: Properties, region: str) -> Properties | None:
        """What Cognito has after a failure halfway, with what it was told and doesn't give back; None: unreadable."""
        try:
            answer = self._read(known, region)
        except ApiError:
            return None
        if answer is None:
            return None
        return {**written, **self._state(str(known["id"]), {**written, **answer}, {}, region)}

    def _answer(self, operation: Operation, response: Mapping[str, Any], region: str) -> Properties:
        return self.resource.answer(self._connected(region).model, operation, response)

    def _connected(self, region: str) -> Api:
        return self.connect(region, self.resource.service)

    # Names and texts.

    def _model(self, inputs: Properties) -> Any:
        return self._connected(self._region(inputs)).model

    def _region(self, properties: Mapping[str, Any]) -> str:
        region = properties.get("region")
        return region if isinstance(region, str) and region and region != UNKNOWN else self.settings.region

    def _with_all_tags(self, properties: Properties) -> Properties:
        if "tags" not in self.resource.inputs:
            return properties
        return {**properties, "tags": dict(self.settings.default_tags) | dict(properties.get("tags") or {})}

    def _new_id(self, response: Mapping[str, Any], inputs: Properties) -> str:
        pattern = self.resource.id_from
        if not isinstance(pattern, str):
            return pattern(inputs)
        if "{" in pattern:
            return pattern.format_map(inputs)
        result = self.resource.create.result
        structure = response.get(result, {}) if result else response
        return str(structure[pattern])

    def _parsed_id(self, given: str, state: Properties) -> tuple[str, Properties]:
        """The resource's id and what else an import's id says. Raises RequestError where it has not the right form."""
        names = self.resource.import_names
        if not names or all(name in state for name in names if name != "id"):
            return given.rpartition(self.resource.import_separator)[2] if "id" in names else given, {}
        named = self._named_in(given)
        if named is None:
            id_name = property_name(str(self.resource.id_from))
            form = self.resource.import_separator.join(id_name if name == "id" else name for name in names)
            article = "an" if self.resource.label[0] in "aeio" else "a"  # "a user pool"
            raise RequestError(
                f"{article} {self.resource.label} is imported as '{form}', not as '{given}'", outcome_known=True
            )
        return str(named.pop("id", given)), named

    def _named_in(self, given: str) -> Properties | None:
        names = self.resource.import_names
        if self.resource.import_pattern:
            found = re.fullmatch(self.resource.import_pattern, given)
            return {name: value for name, value in found.groupdict().items() if value} if found else None
        parts = given.split(self.resource.import_separator, len(names) - 1)
        return dict(zip(names, parts, strict=True)) if len(parts) == len(names) and all(parts) else None

    def _title(self, properties: Mapping[str, Any]) -> str:
        names = (properties.get(name) for name in ("name", *_NAMING_PROPERTIES, "id"))
        return f"{self.resource.label} '{next(filter(None, names), self.name)}'"

    def _explained(self, doing: str, error: Exception) -> ProviderError:
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
        model = self._model({})
        if error.operation not in model.operation_names:
            return None
        shape = input_shape(model, error.operation)
        return property_path(error.member_path, self.resource.inputs, shape, self.resource.naming)


def _top(path: str) -> str:
    return path.partition(".")[0].partition("[")[0]
