"""The dynamic resource with the settings of a user pool that `pulumi_aws` lacks.

Pulumi starts a process of its own for it, which finds the provider by this module's name: the stack's state holds no
code. Region and partition are those of the pool's id; credentials and endpoints are those of Pulumi's configuration
(`aws:`), which that process is given, or else the AWS SDK's own.
"""

from collections.abc import Mapping
from typing import Any, Final

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, ReadResult, Resource, UpdateResult

from components.dynamic_provider import POOL, CognitoProvider, moved
from components.pool_settings_api import PoolSettings, as_configured, settings_in, units

POOL_INPUTS: Final = "pool_inputs"
MODIFIED: Final = "last_modified_date"
WRITTEN: Final = "written_date"
"""An output: the pool's last change after ours, as `last_modified_date` says it once the pool is refreshed."""


class UserPoolSettingsProvider(CognitoProvider):
    """Writes the settings into a pool that exists, and leaves everything else in it as it is."""

    def create(self, props: Mapping[str, Any]) -> CreateResult:
        """Write what the pool doesn't have yet: nothing where it has been adopted with these settings."""
        return CreateResult(props[POOL], self._written(props, {}))

    def update(self, _id: str, _olds: Mapping[str, Any], _news: Mapping[str, Any]) -> UpdateResult:
        """Write what has changed, or was reset by the pool's own update; what isn't configured any more is reset."""
        return UpdateResult(self._written(_news, _olds))

    def read(self, id_: str, props: Mapping[str, Any]) -> ReadResult:
        """What the pool has of the settings that are configured."""
        described = self._pool(props).described()
        if described is None:
            return ReadResult("", {})
        current = {**props, **as_configured(settings_in(props), described), WRITTEN: described.modified}
        return ReadResult(id_, current)

    def diff(self, _id: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> DiffResult:
        """Settings that differ, and a pool that was changed since they were written."""
        replaces = moved(olds, news)
        is_newer = news.get(MODIFIED) not in {olds.get(MODIFIED), olds.get(WRITTEN)}
        differs = settings_in(olds) != settings_in(news) or olds.get(POOL_INPUTS) != news.get(POOL_INPUTS)
        return DiffResult(changes=bool(replaces) or is_newer or differs, replaces=replaces, delete_before_replace=False)

    def delete(self, _id: str, props: Mapping[str, Any]) -> None:
        """Reset them, in a pool that stays."""
        self._pool(props).write({}, units(props))

    def _pool(self, props: Mapping[str, Any]) -> PoolSettings:
        return PoolSettings(self.cognito(props[POOL]), props[POOL])

    def _written(self, news: Mapping[str, Any], olds: Mapping[str, Any]) -> dict[str, Any]:
        modified = self._pool(news).write(units(news), units(olds))
        return {**news, WRITTEN: modified}


class UserPoolSettings(Resource, name="UserPoolSettings"):
    """The settings of one user pool."""

    def __init__(  # noqa: PLR0913 - the inputs
        self,
        name: str,
        settings: Mapping[str, Any],
        *,
        user_pool_id: pulumi.Input[str],
        pool_inputs: pulumi.Input[str],
        last_modified_date: pulumi.Input[str],
        opts: pulumi.ResourceOptions,
    ) -> None:
        """Register them.

        Args:
            name: the resource's.
            settings: in the API's structure, the keys in snake_case: `{"issuer_configuration": {"type": ...}}`.
            user_pool_id: the pool, which is there by then.
            pool_inputs: what changes whenever the pool's own inputs do.
            last_modified_date: when the pool was last changed, as Pulumi knows it.
            opts: the resource's.

        """
        properties = {
            **settings,
            POOL: user_pool_id,
            POOL_INPUTS: pool_inputs,
            MODIFIED: last_modified_date,
        }
        super().__init__(UserPoolSettingsProvider(), name, properties, opts)
