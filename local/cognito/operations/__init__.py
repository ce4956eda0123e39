"""The `cognito-idp` operations that differ from ministack's, one module per subject.

A module exports `ADDED`, operations that ministack lacks, and `AMENDED`, operations of ministack's that are not right;
an amendment gets ministack's own handler and may call it. Adding an operation adds an entry to its module's table.
"""

from collections.abc import Mapping

from local.cognito.operations.types import Amendment, Handler, Parameters, Result

# isort: split
from local.cognito.operations import (
    app_clients,
    branding,
    groups,
    log_delivery,
    paging,
    resource_servers,
    risk_configuration,
    user_pools,
    users,
)

__all__ = ["ADDED", "AMENDED", "Amendment", "Handler", "Parameters", "Result"]

ADDED: Mapping[str, Handler] = {
    **branding.ADDED,
    **groups.ADDED,
    **log_delivery.ADDED,
    **risk_configuration.ADDED,
    **users.ADDED,
}
AMENDED: Mapping[str, Amendment] = {
    **app_clients.AMENDED,
    **groups.AMENDED,
    **paging.AMENDED,
    **resource_servers.AMENDED,
    **user_pools.AMENDED,
    **users.AMENDED,
}
