"""What a policy pack's configuration may say of a check, besides Pulumi's own enforcement level."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from auditing.audit import Accepted

SCHEMA: Final[dict[str, dict[str, Any]]] = {
    "accepted": {
        "type": "array",
        "description": "Accepted findings, each with its reason.",
        "items": {
            "type": "object",
            "properties": {
                "reason": {"type": "string", "minLength": 1, "description": "Why it is accepted."},
                "resource": {
                    "type": "string",
                    "description": "The resource's name in the program; without it, any resource.",
                },
                "where": {
                    "type": "string",
                    "description": "The beginning of the finding, such as `app client web`; without it, any finding.",
                },
            },
            "required": ["reason"],
            "additionalProperties": False,
        },
        "default": [],
    }
}
"""A JSON schema for each property of a check's configuration."""


def accepted_in(check_id: str, config: Mapping[str, Any]) -> Sequence[Accepted]:
    """What a check's configuration, which follows SCHEMA, accepts."""
    return [
        Accepted(check_id, one["reason"], one.get("where", ""), one.get("resource", ""))
        for one in config.get("accepted", [])
    ]
