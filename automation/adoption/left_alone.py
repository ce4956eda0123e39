"""What stands beside a user pool and isn't taken over with it: named, and left as it is."""

from collections.abc import Iterator
from typing import Final

from auditing.pool import Part
from automation.audits.live_pool import LivePools

_BESIDE: Final = (Part.IDENTITY_POOLS, Part.WEB_ACL, Part.SECRETS)


def left_alone(pools: LivePools, pool_id: str) -> Iterator[str]:
    """Each as a phrase: identity pools that trust the pool, its web ACL, second secrets, what nobody may look at."""
    found = pools.describe(pool_id, _BESIDE)
    for one in found.identity_pools:
        yield f"the identity pool {one['IdentityPoolName']} ({one['IdentityPoolId']}) with its roles and role mappings"
    if found.web_acl:
        yield f"the web ACL {found.web_acl}"
    for client_id, secrets in found.secrets.items():
        if secrets[1:]:
            yield f"the second secret of the app client {client_id}, which works until it is deleted"
    for part in _BESIDE:
        if part in found.absent and found.absent[part].refused:
            yield f"{part}, which can't be read: {found.absent[part].reason}"
