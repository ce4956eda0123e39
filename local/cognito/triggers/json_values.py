"""Reading what a function answers, as loosely and as strictly as Cognito does.

Cognito reads the answers into typed objects: null stands for a member that is left out, a number or a boolean is taken
for a text and the text "true" for a boolean, while an object where a text belongs is refused ("Unrecognizable lambda
output"). That scalars are converted isn't documented; it follows from what people report to work.
"""

import json
import math
from collections.abc import Mapping
from typing import Any, Final

from local.cognito.json_types import JsonObject
from local.cognito.triggers.failures import INVALID_JSON, invalid_lambda_response

_DEEPEST: Final = 100
"""Levels of an answer: whoever walks it does so by recursion."""


def parse_output(output: str) -> JsonObject:
    """The JSON object that a function answered; raises InvalidLambdaResponseException for anything else.

    A function that forgets to return the event answers null, for which Cognito says "Invalid JSON". Halves of surrogate
    pairs, which no UTF-8 can hold, become question marks.
    """
    try:
        found = json.loads(output, parse_constant=_refuse_constant)
        if not _is_flat_enough(found):
            raise invalid_lambda_response(INVALID_JSON)
        whole = json.dumps(found, ensure_ascii=False)
        if not whole.isascii():
            found = json.loads(whole.encode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise invalid_lambda_response(INVALID_JSON) from error
    if not isinstance(found, dict):
        raise invalid_lambda_response(INVALID_JSON)
    return found


def _is_flat_enough(value: Any) -> bool:
    level = [value]
    for _ in range(_DEEPEST):
        level = [
            member
            for container in level
            if isinstance(container, dict | list)
            for member in (container.values() if isinstance(container, dict) else container)
        ]
        if not level:
            return True
    return False


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)  # NaN and Infinity are Python's, not JSON's


def part(value: Mapping[str, Any], name: str) -> JsonObject:
    """An object below `value`; empty where it is left out, null, or an empty list, which the guide's examples have."""
    found = value.get(name)
    if found is None or found == []:
        return {}
    if not isinstance(found, dict):
        raise invalid_lambda_response()
    return found


def text(value: object) -> str | None:
    """A text, or a scalar taken for one; None for null."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return json.dumps(value)
    raise invalid_lambda_response()


def flag(value: object) -> bool:
    """A boolean; false for null."""
    if value is None:
        return False
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value != 0
    if isinstance(value, str) and value in {"true", "True", "false", "False"}:
        return value in {"true", "True"}
    raise invalid_lambda_response()


def texts(value: object) -> dict[str, str]:
    """A map of texts; empty for null. Members that are null are left out."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise invalid_lambda_response()
    found = {str(name): text(member) for name, member in value.items()}
    return {name: member for name, member in found.items() if member is not None}


def text_list(value: object) -> list[str]:
    """A list of texts; empty for null."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise invalid_lambda_response()
    return [member for member in map(text, value) if member is not None]


def is_scalar(value: object) -> bool:
    """A text, a number or a boolean."""
    return isinstance(value, str | bool | int) or (isinstance(value, float) and math.isfinite(value))
