"""Identity pools: the operations of `cognito-identity`."""

from collections.abc import Mapping
from typing import Final

from local.cognito.call import Handler

IDENTITY_OPERATIONS: Final[Mapping[str, Handler]] = {}
"""By name."""
