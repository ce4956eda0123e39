r"""Lengths, ranges, patterns and enums of the Cognito API, read from botocore's service model.

botocore ships the API's own description (`cognito-idp/2016-04-18/service-2.json`) and applies next to nothing of it.
The file is read as data, without importing botocore: that takes 0.03 s, once, when the first value is checked.
"""

import gzip
import json
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import regex

_SERVICES: Final = {"cognito-idp": "2016-04-18", "cognito-identity": "2014-06-30"}


@cache
def _shapes(service: str) -> Mapping[str, Any]:
    """Every shape of a service's model, by name.

    Raises:
        RuntimeError: botocore isn't installed, or keeps its models elsewhere.

    """
    package = find_spec("botocore")
    for folder in package.submodule_search_locations or () if package else ():
        file = Path(folder, "data", service, _SERVICES[service], "service-2.json.gz")
        if file.exists():
            shapes: Mapping[str, Any] = json.loads(gzip.decompress(file.read_bytes()))["shapes"]
            return shapes
    raise RuntimeError(f"botocore's model of {service} was not found; is boto3 installed in this environment?")


@cache
def limit(shape: str) -> Mapping[str, Any]:
    """The model's description of a shape, e.g. `limit("PasswordPolicyMinLengthType")["min"]`.

    A shape of another service than cognito-idp is named with it: `cognito-identity:IdentityPoolName`.
    """
    service, _, name = shape.rpartition(":")
    description: Mapping[str, Any] = _shapes(service or "cognito-idp")[name]
    return description


def shape_within(shape: str, part: str) -> str:
    """The shape of a list's `member`, or of a map's `key` or `value`, in the same service."""
    service, separator, _ = shape.rpartition(":")
    return f"{service}{separator}{limit(shape)[part]['shape']}"


@cache
def pattern(shape: str) -> regex.Pattern[str]:
    r"""The shape's pattern, to be matched against the whole value.

    The API's patterns are Java's, where `\w` and `\s` are ASCII while `\p{L}` is not.
    """
    text = limit(shape)["pattern"]
    return regex.compile(text.replace(r"\w", "a-zA-Z0-9_").replace(r"\s", r" \t\n\x0B\f\r"))
