"""The identity pools of a region, read once, by the user pool that they trust."""

import threading
from collections.abc import Mapping, Sequence

from auditing.pool import Words
from automation.adoption.calls import listed
from automation.audits.paced_api import PacedApi
from local.provider.errors import NOT_FOUND, ApiError
from local.provider.operation import ApiCall


class IdentityPools:
    """Finds them on the first question; a refusal is remembered too."""

    def __init__(self, api: PacedApi) -> None:
        self._api = api
        self._lock = threading.Lock()
        self._found: Mapping[str, Sequence[Words]] | None = None
        self._refused: ApiError | None = None

    def trusting(self, user_pool_id: str) -> Sequence[Words]:
        """DescribeIdentityPool of those that name the user pool as a provider. Raises ApiError."""
        with self._lock:
            if self._refused is not None:
                raise self._refused
            if self._found is None:
                try:
                    self._found = self._read()
                except ApiError as error:
                    self._refused = error
                    raise
            return self._found.get(user_pool_id, ())

    def _read(self) -> Mapping[str, Sequence[Words]]:
        found: dict[str, list[Words]] = {}
        for one in listed(self._api, ApiCall("ListIdentityPools", {}), "IdentityPools"):
            try:
                pool = self._api.call(ApiCall("DescribeIdentityPool", {"IdentityPoolId": one["IdentityPoolId"]}))
            except ApiError as error:
                if error.code not in NOT_FOUND:  # deleted since it was listed
                    raise
                continue
            providers = pool.get("CognitoIdentityProviders") or []
            for user_pool_id in {provider["ProviderName"].rpartition("/")[2] for provider in providers}:
                found.setdefault(user_pool_id, []).append(pool)
        return found
