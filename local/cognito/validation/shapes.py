"""What botocore's model says of a request, checked as Cognito checks it.

botocore itself looks at types and minimum lengths only. A shape is compiled to a function when a request that has it
comes for the first time; the model is read with the first request of all.
"""

import base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from cognito_model.model import IDENTITY_POOLS, USER_POOLS, Service, ServiceModel, Shape, service_model
from cognito_model.patterns import matcher
from local.cognito.errors import CognitoError
from local.cognito.ids import CUSTOM_ID_TAG

CODES: Final = {USER_POOLS: "InvalidParameterException", IDENTITY_POOLS: "ValidationException"}
"""The error of a request that isn't of the model's form."""
SECRET: Final = frozenset({"ProviderDetailsType"})
"""Shapes that hold secrets although the model doesn't mark them: an identity provider's `client_secret`."""
MAX_VIOLATIONS: Final = 100
"""More aren't told: a large request would become a larger answer."""
WITHOUT_PATTERN: Final = frozenset({"DomainType"})
"""Shapes whose pattern isn't every request's: a custom domain has dots. The rules of domains tell the two apart."""
PATTERNS: Final = {"PasswordType": r"^[\S]+.*[\S]+$"}
"""Patterns that the service has and its model doesn't: passwords may have blanks inside. Known from its refusals."""
OPTIONAL_PASSWORDS: Final = {"SignUp": "Password", "AdminCreateUser": "TemporaryPassword"}
"""Members that may be blank, which is as if they weren't there: users without a password."""
CUSTOM_IDS: Final = frozenset({"ClientNameType"})
"""Shapes whose text may ask for an id (`ids.CUSTOM_ID_TAG`), which the pattern has no colon for."""
UNLISTED: Final = {"ExplicitAuthFlowsType": ("ALLOW_CLIENT_TOKEN_AUTH",)}
"""Values of enumerations that operations' documentation has and the model hasn't (GetClientToken)."""
JSON_NAMES: Final = {
    dict: "Start of structure or map found where not expected.",
    list: "Start of list found where not expected",
    int: "NUMBER_VALUE",
    float: "NUMBER_VALUE",
    str: "STRING_VALUE",
}


def check_shape(operation: str, parameters: Any, service: Service = USER_POOLS) -> list[str]:
    """Raise CognitoError where the members of a request don't have the form that the model asks for.

    The service's code names every violation in one message, `SerializationException` the first value of a
    wrong JSON type. Unknown operations pass. So do unknown members, as in AWS's JSON protocol, where nobody reads them:
    they are taken out of `parameters`, and where they stood is returned. So are null members, which count as missing.
    """
    checker = _shapes(service).of_operation(operation)
    violations: list[str] = []
    unknown: list[str] = []
    password = OPTIONAL_PASSWORDS.get(operation)
    if password is not None and isinstance(parameters, dict) and parameters.get(password) == "":
        del parameters[password]
    if checker is not None:
        checker(parameters, Place("", violations, unknown))
    if violations:
        raise CognitoError(CODES[service], in_one_message(violations))
    return unknown


def in_one_message(violations: list[str]) -> str:
    """The text with which AWS's services answer to invalid requests."""
    count = "1 validation error" if len(violations) == 1 else f"{len(violations)} validation errors"
    return f"{count} detected: {'; '.join(violations)}"


@cache
def _shapes(service: Service) -> "Shapes":
    return Shapes(service_model(service))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands in a request, and what collects the violations."""

    path: str
    """As AWS writes it: `schema.1.member.name`."""
    violations: list[str]
    unknown: list[str]
    """Where members stood that the model doesn't have."""
    secret: bool = False
    """Whether nothing here may be shown."""

    def inside(self, name: str, *, secret: bool) -> "Place":
        """The place of a member."""
        return Place(f"{self.path}.{name}" if self.path else name, self.violations, self.unknown, self.secret or secret)

    def apart(self) -> "Place":
        """The same place with a collection of its own."""
        return Place(self.path, [], self.unknown, secret=True)

    def violate(self, constraint: str, shown: str | None = None) -> None:
        """Note a violation; `shown` is the value as AWS writes it, None for one that it doesn't show."""
        if len(self.violations) == MAX_VIOLATIONS:
            return
        value = "Value" if self.secret or shown is None else f"Value {shown}"
        self.violations.append(f"{value} at '{self.path}' failed to satisfy constraint: {constraint}")


Check = Callable[[Any, Place], None]


class Shapes:
    """The shapes of one service's model as functions."""

    def __init__(self, model: ServiceModel) -> None:
        self._model = model
        self._shapes = model.shapes
        self._checks: dict[str, Check] = {}

    def of_operation(self, operation: str) -> Check | None:
        """The check of an operation's request; None where the model doesn't know the operation."""
        name = self._model.input_of(operation)
        return None if name is None else self._of(name)

    def _of(self, name: str) -> Check:
        compiled = self._checks.get(name)
        if compiled is None:
            compiled = self._checks[name] = self._compile(name, self._shapes[name])
        return compiled

    def _is_secret(self, name: str) -> bool:
        return bool(self._shapes[name].get("sensitive")) or name in SECRET

    def _compile(self, name: str, shape: Shape) -> Check:
        kind = shape["type"]
        if shape.get("document") or kind == "timestamp":  # a document may be anything
            return lambda _value, _place: None
        if kind == "structure":
            return self._structure(shape)
        if kind == "list":
            return self._list(shape)
        if kind == "map":
            return self._map(shape)
        if kind == "blob":
            return _blob(_constraints(name, shape))
        return _scalar(kind, _constraints(name, shape))

    def _structure(self, shape: Shape) -> Check:
        targets = {
            member: (_lower_first(member), target["shape"], self._is_secret(target["shape"]))
            for member, target in shape["members"].items()
        }
        required = shape.get("required", ())

        def check_structure(value: Any, place: Place) -> None:
            if not isinstance(value, dict):
                raise _serialization("Expected map or structure or null")
            for member in required:
                if value.get(member) is None:
                    path, _, secret = targets[member]
                    place.inside(path, secret=secret).violate("Member must not be null", "null")
            if not value.keys() <= targets.keys():
                for member in value.keys() - targets.keys():
                    place.unknown.append(f"{place.path}.{member}" if place.path else member)
                    del value[member]
            _drop_nulls(value)
            for member, given in value.items():
                path, target, secret = targets[member]
                self._of(target)(given, place.inside(path, secret=secret))

        return check_structure

    def _list(self, shape: Shape) -> Check:
        target = shape["member"]["shape"]
        constraints, secret = _constraints("", shape), self._is_secret(target)
        nested = self._shapes[target]["type"] in {"structure", "list", "map"}
        every = self._every_constraint(target)

        def check_list(value: Any, place: Place) -> None:
            if not isinstance(value, list):
                raise _serialization("Expected list or null")
            _satisfy(constraints, value, place)
            if None in value:
                member = place.inside(f"{value.index(None) + 1}.member", secret=secret)
                member.violate("Member must not be null", "null")
            elif nested:
                for number, item in enumerate(value, start=1):
                    self._of(target)(item, place.inside(f"{number}.member", secret=secret))
            elif self._is_wrong(target, value, place):
                # AWS names the list once, with everything that it asks of a member.
                shown = None if secret else f"'[{', '.join(_text(item) for item in value)}]'"
                place.violate(f"Member must satisfy constraint: [{every}]", shown)

        return check_list

    def _map(self, shape: Shape) -> Check:
        key, item = shape["key"]["shape"], shape["value"]["shape"]
        constraints, secret = _constraints("", shape), self._is_secret(item)
        of_keys = f"Map keys must satisfy constraint: [{self._every_constraint(key)}]"
        of_values = f"Map value must satisfy constraint: [{self._every_constraint(item)}]"

        def check_map(value: Any, place: Place) -> None:
            if not isinstance(value, dict):
                raise _serialization("Expected map or structure or null")
            _drop_nulls(value)
            _satisfy(constraints, value, place)
            for text, target, parts in ((of_keys, key, list(value)), (of_values, item, list(value.values()))):
                if self._is_wrong(target, parts, place):
                    content = ", ".join(f"{name}={_text(part)}" for name, part in value.items())
                    place.violate(text, None if secret else f"'{{{content}}}'")

        return check_map

    def _is_wrong(self, target: str, values: Iterable[Any], place: Place) -> bool:
        checker, apart = self._of(target), place.apart()
        for value in values:
            checker(value, apart)
        return bool(apart.violations)

    def _every_constraint(self, name: str) -> str:
        return ", ".join(text for text, _ in _constraints(name, self._shapes[name]))


Constraint = tuple[str, Callable[[Any], bool]]
"""What AWS says of a constraint, and whether a value satisfies it."""


def _constraints(name: str, shape: Shape) -> list[Constraint]:
    """A shape's own constraints in AWS's order: the maximum before the minimum, then pattern and enumeration."""
    found: list[Constraint] = []
    numeric = shape["type"] in {"integer", "long"}
    measure: Callable[[Any], int] = int if numeric else len
    of_what = "value" if numeric else "length"
    if "max" in shape:
        most: int = shape["max"]
        found.append((f"Member must have {of_what} less than or equal to {most}", lambda v: measure(v) <= most))
    if "min" in shape:
        least: int = shape["min"]
        found.append((f"Member must have {of_what} greater than or equal to {least}", lambda v: measure(v) >= least))
    if "pattern" in shape and name not in WITHOUT_PATTERN:
        pattern: str = PATTERNS.get(name) or shape["pattern"]
        matches = _or_custom_id(matcher(pattern)) if name in CUSTOM_IDS else matcher(pattern)
        found.append((f"Member must satisfy regular expression pattern: {pattern}", matches))
    if "enum" in shape:
        allowed: list[str] = [*shape["enum"], *UNLISTED.get(name, ())]
        found.append((f"Member must satisfy enum value set: [{', '.join(allowed)}]", lambda v: v in allowed))
    return found


def _or_custom_id(matches: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda text: matches(text.removeprefix(f"{CUSTOM_ID_TAG}:"))


def _drop_nulls(members: dict[str, Any]) -> None:
    """Take out what is null: to AWS's services it isn't there."""
    if None in members.values():
        for name in [name for name, value in members.items() if value is None]:
            del members[name]


def _satisfy(constraints: list[Constraint], value: Any, place: Place, shown: str | None = None) -> None:
    for text, holds in constraints:
        if not holds(value):
            place.violate(text, shown)


def _scalar(kind: str, constraints: list[Constraint]) -> Check:
    expected: type = {"string": str, "boolean": bool}.get(kind, int)
    name = {"string": "a String", "boolean": "a Boolean"}.get(kind, "an Integer")

    def check_scalar(value: Any, place: Place) -> None:
        if type(value) is not expected:  # a boolean is no integer
            raise _unexpected(value, name)
        _satisfy(constraints, value, place, f"'{_text(value)}'")

    return check_scalar


def _blob(constraints: list[Constraint]) -> Check:
    def check_blob(value: Any, place: Place) -> None:
        if not isinstance(value, str):
            raise _unexpected(value, "a Blob")
        try:
            content = base64.b64decode(value, validate=True)
        except ValueError as error:  # not base64, or not even ASCII
            raise _serialization("Invalid base64 data") from error
        _satisfy(constraints, content, place)

    return check_blob


def _unexpected(value: Any, expected: str) -> CognitoError:
    """What AWS's JSON protocol answers to a scalar of the wrong type: neither where it stands nor the value."""
    if isinstance(value, bool):
        return _serialization(f"{str(value).upper()}_VALUE can not be converted to {expected}")
    name = JSON_NAMES[type(value)]
    return _serialization(f"{name} can not be converted to {expected}" if name.endswith("VALUE") else name)


def _serialization(message: str) -> CognitoError:
    return CognitoError("SerializationException", message)


def _text(value: Any) -> str:
    """A value as Java writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _lower_first(name: str) -> str:
    return name[:1].lower() + name[1:]
