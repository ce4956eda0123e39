"""What records are made of, and how they are written."""

import base64
import json
from dataclasses import MISSING, dataclass, fields
from typing import Any, ClassVar, Final, Self

from local.cognito.json_types import JsonObject

TRANSIENT: Final = {"transient": True}
"""Metadata of a field that isn't written: it can be derived."""

BYTES: Final = "\udcff"
"""The one key of an object that stands for bytes: half a surrogate pair, which no request's text has."""


@dataclass(slots=True, eq=False)
class Record:
    """One thing that is written as a whole. Its fields are JSON values, or bytes."""

    KIND: ClassVar[str]
    """The table's name for it."""

    @property
    def key(self) -> tuple[str, ...]:
        """What tells it from others of its kind."""
        raise NotImplementedError

    def to_json(self) -> JsonObject:
        """Its written form; bytes are left to `dumps`. Fields that have their default value are left out."""
        written: JsonObject = {}
        for name, default in _written_fields(type(self)):
            value = getattr(self, name)
            if default is MISSING or value != default:
                written[name] = value
        return written

    @classmethod
    def from_json(cls, written: JsonObject) -> Self:
        """The record that was written so; members that are unknown today are passed over."""
        known = _known(cls)
        if not known.issuperset(written):
            written = {name: value for name, value in written.items() if name in known}
        return cls(**written)

    def become(self, written: JsonObject) -> None:
        """Have the values of the record that was written so: of another state of this one."""
        other = type(self).from_json(written)
        for name, _ in _written_fields(type(self)):
            setattr(self, name, getattr(other, name))


_WRITTEN_FIELDS: Final[dict[str, tuple[tuple[str, Any], ...]]] = {}
"""By kind."""


def _written_fields(cls: type[Record]) -> tuple[tuple[str, Any], ...]:
    """Names and defaults, MISSING where there is none."""
    found = _WRITTEN_FIELDS.get(cls.KIND)
    if found is None:
        found = _WRITTEN_FIELDS[cls.KIND] = tuple(
            (one.name, one.default if one.default_factory is MISSING else one.default_factory())
            for one in fields(cls)
            if not one.metadata.get("transient")
        )
    return found


_KNOWN: Final[dict[str, frozenset[str]]] = {}
"""The names of written fields, by kind."""


def _known(cls: type[Record]) -> frozenset[str]:
    found = _KNOWN.get(cls.KIND)
    if found is None:
        found = _KNOWN[cls.KIND] = frozenset(name for name, _ in _written_fields(cls))
    return found


def _bytes(value: object) -> JsonObject:
    if isinstance(value, bytes):
        return {BYTES: base64.b64encode(value).decode()}
    raise TypeError(f"{type(value).__name__} isn't written.")


def _with_bytes(found: JsonObject) -> Any:
    return base64.b64decode(found[BYTES], validate=True) if found.keys() == {BYTES} else found


_ENCODER: Final = json.JSONEncoder(separators=(",", ":"), default=_bytes)
_DECODER: Final = json.JSONDecoder(object_hook=_with_bytes)


def dumps(value: Any) -> str:
    """A record's written form as text: ASCII, so that there is none that can't be written."""
    return _ENCODER.encode(value)


def loads(text: str) -> Any:
    """What `dumps` has written. Raises ValueError."""
    return _DECODER.decode(text)
