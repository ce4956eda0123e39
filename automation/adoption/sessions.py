"""Session tracking, which Pulumi's provider lacks, read from what Cognito answers."""

from collections.abc import Mapping
from typing import Any

from automation.adoption.calls import tried
from components.sessions_resource import CLIENT_DEFAULT, POOL_DEFAULT, client_sessions, pool_sessions
from local.provider.clients import Api
from local.provider.operation import ApiCall


class Sessions:
    """A pool's and its clients', as the configuration says them."""

    def __init__(self, api: Api, pool_id: str) -> None:
        """Raises ApiError where Cognito refuses to tell."""
        self._api = api
        self._keys = {"UserPoolId": pool_id}
        self._found = _values(tried(api, ApiCall("GetUserPoolSessionConfiguration", self._keys)), POOL_DEFAULT)

    @property
    def of_the_pool(self) -> dict[str, Any] | None:
        """None where it is Cognito's own."""
        return None if self._found == POOL_DEFAULT else pool_sessions(self._found)

    def of(self, client_id: str) -> dict[str, Any] | None:
        """A client's; None where it is Cognito's own, or the pool tracks no sessions."""
        if self._found["UserSessionTracking"] != "ENABLED":
            return None
        call = ApiCall("GetUserPoolClientSessionConfiguration", {**self._keys, "ClientId": client_id})
        found = _values(tried(self._api, call), CLIENT_DEFAULT)
        return None if found == CLIENT_DEFAULT else client_sessions(found)


def _values(answer: Mapping[str, Any], default: Mapping[str, Any]) -> dict[str, Any]:
    return {name: answer.get(name, value) for name, value in default.items()}
