"""The `cognito-idp` operations that differ from ministack's, one module per subject.

A module exports `ADDED`, operations that ministack lacks, and `AMENDED`, operations of ministack's that are not right;
an amendment gets ministack's own handler and may call it. Adding an operation adds an entry to its module's table.
"""

from collections.abc import Mapping

from local.former.operations import (
    app_clients,
    authentication,
    branding,
    client_secrets,
    groups,
    import_jobs,
    log_delivery,
    paging,
    resource_servers,
    risk_configuration,
    signing_certificate,
    terms,
    user_pools,
    users,
)
from local.former.operations.types import Amendment, Handler, Parameters, Result

__all__ = ["ADDED", "AMENDED", "Amendment", "Handler", "Parameters", "Result"]

ADDED: Mapping[str, Handler] = {
    **authentication.ADDED,
    **branding.ADDED,
    **client_secrets.ADDED,
    **groups.ADDED,
    **import_jobs.ADDED,
    **log_delivery.ADDED,
    **risk_configuration.ADDED,
    **signing_certificate.ADDED,
    **terms.ADDED,
    **users.ADDED,
}
AMENDED: Mapping[str, Amendment] = {
    **authentication.AMENDED,
    **app_clients.AMENDED,
    **groups.AMENDED,
    **paging.AMENDED,
    **resource_servers.AMENDED,
    **user_pools.AMENDED,
    **users.AMENDED,
}
