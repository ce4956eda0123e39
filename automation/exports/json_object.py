"""`export json`: the variables as one JSON object."""

import json

from automation.exports import Export


def text(export: Export) -> str:
    """Name to value, both strings."""
    return json.dumps(dict(export.variables), indent=2) + "\n"
