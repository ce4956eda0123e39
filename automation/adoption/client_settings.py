"""Reads the settings of app clients that `pulumi_aws` has no resource for: terms documents and CIMD policies."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from automation.adoption.calls import NOT_THERE, UNKNOWN_OPERATION, each, listed, tried
from components.client_settings_api import KINDS, Kind, configured
from local.provider.clients import Api
from local.provider.errors import ApiError
from local.provider.operation import ApiCall


class ClientSettingsReader:
    """The terms documents and CIMD policies of a pool, read once for all of its app clients."""

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
        """One client's, as the configuration writes them, by the component's resource type."""
        return {resource: tuple(found) for resource, found in self._found.get(client_id, {}).items()}

    def without_a_client(self) -> Sequence[str]:
        """Descriptions of those whose app client has been deleted."""
        return self._without


def _described(api: Api, kind: Kind, pool_id: str) -> Iterator[Mapping[str, Any]]:
    """Every terms document, or every CIMD policy, of the pool."""
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

    yield from (found for found in each(described, ids) if found)  # it may have been deleted since it was listed
