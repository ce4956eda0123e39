"""What app clients have beside Pulumi's own resources, read from what Cognito answers."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from automation.adoption.calls import NOT_THERE, UNKNOWN_OPERATION, each, listed, tried
from components.client_settings_api import KINDS, Kind, configured
from local.provider.clients import Api
from local.provider.errors import ApiError
from local.provider.operation import ApiCall


class BesideClients:
    """What app clients have that Pulumi's provider has no resource for; of all of a pool's clients at once."""

    def __init__(self, api: Api, pool_id: str) -> None:
        self._found: dict[str, dict[str, list[Mapping[str, Any]]]] = {}
        self._without: list[str] = []
        for kind in KINDS.values():
            for one in _described(api, kind, pool_id):
                if client_id := one.get("ClientId"):
                    own = self._found.setdefault(client_id, {}).setdefault(kind.resource, [])
                    own.append(configured(kind, one))
                else:
                    name = one.get(kind.members[kind.name_key])
                    self._without.append(f"the {kind.noun} {name}, whose app client is gone")

    def of(self, client_id: str) -> dict[str, tuple[Mapping[str, Any], ...]]:
        """One client's, as the configuration says them, by the component's own resource."""
        return {resource: tuple(found) for resource, found in self._found.get(client_id, {}).items()}

    def without_a_client(self) -> Sequence[str]:
        """Those that no client has any more, in words."""
        return self._without


def _described(api: Api, kind: Kind, pool_id: str) -> Iterator[Mapping[str, Any]]:
    """Each of a kind in the pool."""
    keys = {"UserPoolId": pool_id}
    try:
        ids = [one[kind.id_member] for one in listed(api, ApiCall(kind.listing, keys), kind.listed)]
    except ApiError as error:
        if error.code in NOT_THERE | UNKNOWN_OPERATION:
            return
        raise

    def described(own_id: str) -> Mapping[str, Any] | None:
        found: Mapping[str, Any] | None = tried(
            api, ApiCall(f"Describe{kind.api_name}", {**keys, kind.id_member: own_id})
        ).get(kind.api_name)
        return found

    yield from (found for found in each(described, ids) if found)  # without what was deleted since
