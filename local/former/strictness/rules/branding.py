"""Managed login's branding styles."""

import json
from typing import Final

from local.former.strictness.rules.rule import Parameters, Table, invalid

LARGEST_REQUEST: Final = 2_000_000
"""In bytes, images in base64 included ("2-megabyte request-size limit")."""


def small_enough(parameters: Parameters) -> None:
    """What is larger goes in several requests (CreateManagedLoginBranding)."""
    if len(json.dumps(parameters)) > LARGEST_REQUEST:
        raise invalid(f"Request exceeds the maximum size of {LARGEST_REQUEST} bytes")


RULES: Final[Table] = {"CreateManagedLoginBranding": (small_enough,), "UpdateManagedLoginBranding": (small_enough,)}
