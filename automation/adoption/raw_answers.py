"""A client's answers with the members that the installed service model lacks, which botocore would drop in silence."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

from local.provider.values import is_blank

_OK = 200


def keep_unknown_members(client: Any) -> None:
    """Have a client of boto3's, whose protocol is JSON, answer all that the service says; unknown members as JSON."""
    client.meta.events.register("after-call", _complete_answer, unique_id="cognito-access-token-unknown-members")


def unknown_members(value: Any, shape: Shape | None, path: str = "") -> Iterator[str]:
    """The paths of the members that have a value and that the model doesn't have."""
    if isinstance(shape, StructureShape) and not shape.is_document_type and isinstance(value, Mapping):
        for name, inner in value.items():
            where = f"{path}.{name}" if path else name
            if name in shape.members:
                yield from unknown_members(inner, shape.members[name], where)
            elif not is_blank(inner):
                yield where
    elif isinstance(shape, ListShape) and isinstance(value, list):
        for item in value:
            yield from unknown_members(item, shape.member, f"{path}[]")
    elif isinstance(shape, MapShape) and isinstance(value, Mapping):
        for key, inner in value.items():
            yield from unknown_members(inner, shape.value, f"{path}.{key}")


def _complete_answer(http_response: Any, parsed: Any, model: OperationModel, **_: Any) -> None:
    if http_response.status_code == _OK and model.output_shape is not None and http_response.content:
        _complete(parsed, json.loads(http_response.content), model.output_shape)


def _complete(parsed: Any, raw: Any, shape: Shape) -> None:
    if isinstance(shape, StructureShape) and not shape.is_document_type and isinstance(raw, Mapping):
        for name, value in raw.items():
            if name not in shape.members and value is not None:
                parsed[name] = value
            elif name in parsed:
                _complete(parsed[name], value, shape.members[name])
    elif isinstance(shape, ListShape) and isinstance(raw, list):
        for item, value in zip(parsed, raw, strict=False):
            _complete(item, value, shape.member)
    elif isinstance(shape, MapShape) and isinstance(raw, Mapping):
        for key, value in raw.items():
            _complete(parsed.get(key), value, shape.value)
