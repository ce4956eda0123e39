"""The operations of `cognito-idp`, one module per subject, each with a table of its own.

Adding an operation adds an entry to its module's table.
"""

from collections.abc import Mapping
from typing import Final

from local.cognito.api import app_clients, sign_in, user_pools, users
from local.cognito.call import Handler

OPERATIONS: Final[Mapping[str, Handler]] = {
    **user_pools.OPERATIONS,
    **app_clients.OPERATIONS,
    **users.OPERATIONS,
    **sign_in.OPERATIONS,
}
"""By name."""
