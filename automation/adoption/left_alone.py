"""What belongs to a user pool, or stands beside it, and isn't taken over with it: named, and left as it is."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from auditing.pool import Absence, Part, Words
from automation.adoption.calls import tried
from automation.audits.live_pool import LivePools, absence
from local.provider.clients import Api
from local.provider.errors import ApiError
from local.provider.operation import ApiCall

_BESIDE: Final = (Part.IDENTITY_POOLS, Part.WEB_ACL)


def beside(pools: LivePools, pool_id: str, pool: Words) -> Iterator[str]:
    """Each as a phrase: identity pools that trust the pool, its web ACL, what nobody may look at.

    `pool`: DescribeUserPool's UserPool.
    """
    found = pools.describe(pool_id, _BESIDE, pool=pool)
    for one in found.identity_pools:
        yield f"the identity pool {one['IdentityPoolName']} ({one['IdentityPoolId']}) with its roles and role mappings"
    if found.web_acl:
        yield f"the web ACL {found.web_acl}"
    yield from _unreadable(found.absent)


class SecondSecrets:
    """The second secrets of a pool's app clients; no configuration has a place for them. Safe between threads."""

    def __init__(self, api: Api, pool_id: str) -> None:
        self._api = api
        self._pool_id = pool_id
        self._absent: dict[Part, Absence] = {}

    def has(self, client: Words) -> bool:
        """Whether a client has one, as far as that may be read. `client`: DescribeUserPoolClient's UserPoolClient."""
        if not client.get("ClientSecret") or self._absent:
            return False
        keys: dict[str, Any] = {"UserPoolId": self._pool_id, "ClientId": client["ClientId"]}
        try:
            answer = tried(self._api, ApiCall("ListUserPoolClientSecrets", keys))
        except ApiError as error:
            self._absent[Part.SECRETS] = absence(error, Part.SECRETS)
            return False
        return len(answer.get("ClientSecrets", [])) > 1

    def unreadable(self) -> Iterator[str]:
        """Why they couldn't be read, where they couldn't, as a phrase."""
        return _unreadable(self._absent)


def _unreadable(absent: Mapping[Part, Absence]) -> Iterator[str]:
    return (f"{part}, which can't be read: {one.reason}" for part, one in absent.items() if one.refused)
