"""JSON objects from outside."""

import json
from typing import Any

from local.cognito.json_types import JsonObject


def parse(content: bytes) -> JsonObject:
    """An object whose texts can be written as UTF-8. Raises ValueError, its text being the end of a sentence."""
    try:
        found: Any = json.loads(content)
        json.dumps(found, ensure_ascii=False).encode()  # half a surrogate pair can be escaped, but not be written
    except (ValueError, RecursionError) as error:
        raise ValueError("isn't JSON") from error
    if not isinstance(found, dict):
        raise ValueError("isn't a JSON object")  # noqa: TRY004 - of a value, not of a programmer's
    return found
