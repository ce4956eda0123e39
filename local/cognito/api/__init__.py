"""The operations of `cognito-idp`, one module per subject, each with a table of its own.

Adding an operation adds an entry to its module's table, a subject adds its module to `MODULES`.
"""

from collections.abc import Mapping
from types import ModuleType
from typing import Final

from local.cognito.api import (
    app_clients,
    attributes,
    auth_events,
    branding,
    cimd_policies,
    client_secrets,
    devices,
    domains,
    groups,
    identity_providers,
    import_jobs,
    log_delivery,
    machine_tokens,
    mfa,
    mfa_settings,
    passkeys,
    passwords,
    provider_links,
    provisioned_limits,
    refused,
    resource_servers,
    risk_configuration,
    schema,
    sign_in,
    sign_out,
    sign_up,
    signing_certificate,
    tags,
    terms,
    ui_customization,
    user_lists,
    user_pools,
    user_sessions,
    users,
)
from local.cognito.call import Handler

MODULES: Final[tuple[ModuleType, ...]] = (
    app_clients,
    attributes,
    auth_events,
    branding,
    cimd_policies,
    client_secrets,
    devices,
    domains,
    groups,
    identity_providers,
    import_jobs,
    log_delivery,
    machine_tokens,
    mfa,
    mfa_settings,
    passkeys,
    passwords,
    provider_links,
    provisioned_limits,
    refused,
    resource_servers,
    risk_configuration,
    schema,
    sign_in,
    sign_out,
    sign_up,
    signing_certificate,
    tags,
    terms,
    ui_customization,
    user_lists,
    user_pools,
    user_sessions,
    users,
)
OPERATIONS: Final[Mapping[str, Handler]] = {
    name: handler for module in MODULES for name, handler in module.OPERATIONS.items()
}
"""By name."""
