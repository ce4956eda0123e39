"""What the configuration's table is made of: keys, the kinds of their values, and blocks of keys."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from components.checking.requirements import Requirement


@dataclass(frozen=True, slots=True)
class Shape:
    """A value that the API takes as it is: text, number, flag, list or map, as botocore's model says."""

    name: str
    secret: bool = False
    """Whether messages mask the value."""


@dataclass(frozen=True, slots=True)
class Lifetime:
    """An amount of time with its unit, e.g. `15 minutes`."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """A list of objects."""

    item: "Block"
    unique: tuple[str, ...] = ("name",)
    """The keys whose values no two of the objects may share."""


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number whose range the API's model doesn't say."""

    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words of our own."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FullDomain:
    """A domain's full name (RFC 1123), in lower case."""


@dataclass(frozen=True, slots=True)
class JsonObject:
    """An object that is handed on as it is."""


@dataclass(frozen=True, slots=True)
class Exceptions:
    """Names, and a reason in words for each."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the configuration, which is an argument of the component."""

    name: str
    kind: "Kind"
    doc: str
    required: bool
    default: Any
    """What the component deploys where nothing is said; None where it leaves that to Cognito."""
    otherwise: Any
    """What Cognito itself takes then, where that is a value."""
    words: str
    """What holds then, for people; empty where the values above say it."""
    plain: bool
    """Whether the value can't be an Output: names of resources and decisions of the component hang on it."""
    place: tuple[str, ...]
    """Where in `pulumi_aws.cognito` it goes: inputs of the block's resource, or of others as `Resource.input`."""
    production: tuple[Requirement, ...]
    """What the production profile asks of it."""

    def path_in(self, resource: str) -> str | None:
        """Where it goes in a resource that isn't its block's; None where it doesn't."""
        found = (place.removeprefix(f"{resource}.") for place in self.place if place.startswith(f"{resource}."))
        return next(found, None)


@dataclass(frozen=True, slots=True)
class Block:
    """An object with keys of its own."""

    name: str
    """Of its TypedDict in `components.arguments`."""
    doc: str
    keys: Mapping[str, Key]
    resource: str
    """The resource of `pulumi_aws.cognito` that the object becomes; empty for a part of another."""
    required: tuple[str, ...]

    def defaults(self) -> dict[str, Any]:
        """What the component deploys where nothing is said, by key."""
        return {key.name: key.default for key in self.keys.values() if key.default is not None}


Kind: TypeAlias = Shape | Lifetime | Block | Blocks | Integer | Choice | FullDomain | JsonObject | Exceptions

FLAG: Final = Shape("BooleanType")
NOWHERE: Final = ""
"""The place of a key that is this component's own affair."""
POOL_SETTINGS: Final = "UserPoolSettings"
"""The resource of our own that has what `pulumi_aws` lacks of a user pool (`components.pool_settings`)."""
TERMS: Final = "UserPoolTerms"
"""The resource of our own for an app client's terms document (`components.client_settings`)."""
CIMD_POLICY: Final = "UserPoolCimdPolicy"
"""The resource of our own for an app client's CIMD policy."""
SESSIONS: Final = "UserPoolSessions"
"""The resource of our own for a pool's session tracking (`components.sessions`)."""
CLIENT_SESSIONS: Final = "UserPoolClientSessions"
"""The resource of our own for how long an app client reuses sessions."""
CLIENT_SECRET: Final = "UserPoolClientSecret"  # noqa: S105 - a resource's type
"""The resource of our own for a secret that rotates (`components.app_clients`)."""
_DYNAMIC: Final = "pulumi-python:dynamic:"
POOL_SETTINGS_TYPE: Final = f"{_DYNAMIC}{POOL_SETTINGS}"
"""Its type: part of the state of every stack that has one."""
TERMS_TYPE: Final = f"{_DYNAMIC}{TERMS}"
CIMD_POLICY_TYPE: Final = f"{_DYNAMIC}{CIMD_POLICY}"
CLIENT_SECRET_TYPE: Final = f"{_DYNAMIC}{CLIENT_SECRET}"
ADOPTABLE_TYPES: Final = frozenset(
    {POOL_SETTINGS_TYPE, TERMS_TYPE, CIMD_POLICY_TYPE, f"{_DYNAMIC}{SESSIONS}", f"{_DYNAMIC}{CLIENT_SESSIONS}"}
)
"""The types of the resources of our own that find what is there already; Pulumi can't import them."""


def entry(  # noqa: PLR0913 - the columns of the table
    name: str,
    kind: Kind | str,
    doc: str,
    *,
    required: bool = False,
    default: Any = None,
    otherwise: Any = None,
    words: str = "",
    plain: bool = False,
    place: str | tuple[str, ...] | None = None,
    production: Requirement | tuple[Requirement, ...] = (),
) -> Key:
    """A key; a shape of cognito-idp is given as its name, the place is the input of the same name."""
    places = (place,) if isinstance(place, str) else place or (name,)
    requirements = (production,) if isinstance(production, Requirement) else production
    shape = Shape(kind) if isinstance(kind, str) else kind
    return Key(name, shape, doc, required, default, otherwise, words, plain, places, requirements)


def table(name: str, doc: str, *keys: Key, resource: str = "") -> Block:
    """A block of keys, in the order of the reference."""
    by_name = MappingProxyType({one.name: one for one in keys})
    return Block(name, doc, by_name, resource, tuple(one.name for one in keys if one.required))


def paths(of: Block, path: str = "") -> Iterator[str]:
    """The path of every key, e.g. `clients`, `clients[].name`."""
    for one in of.keys.values():
        yield f"{path}{one.name}"
        if isinstance(one.kind, Block):
            yield from paths(one.kind, f"{path}{one.name}.")
        elif isinstance(one.kind, Blocks):
            yield from paths(one.kind.item, f"{path}{one.name}[].")


def places(of: Block, resource: str = "", at: str = "", path: str = "") -> Iterator[tuple[str, str, str]]:
    """Each key's resource, input and own path, e.g. `UserPool`, `schemas[].name`, `schemas[].name`."""
    resource = of.resource or resource
    for one in of.keys.values():
        own, kind = f"{path}{one.name}", one.kind
        for place in one.place:
            elsewhere, dot, name = place.partition(".")
            is_elsewhere = bool(dot) and elsewhere[0].isupper()
            where, given = (elsewhere, name) if is_elsewhere else (resource, f"{at}{place}")
            inner = kind.item if isinstance(kind, Blocks) else kind
            is_resource = isinstance(inner, Block) and bool(inner.resource)
            if place != NOWHERE and not is_resource:
                yield where, given, own
            if isinstance(inner, Block):
                mark = "[]." if isinstance(kind, Blocks) else "."
                yield from places(inner, where, "" if is_resource else f"{given}{mark}", f"{own}{mark}")
