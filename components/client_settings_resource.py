"""Dynamic resources for what `pulumi_aws` lacks of an app client: terms documents and CIMD policies."""

from collections.abc import Mapping
from typing import Any, Final

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, ReadResult, Resource, UpdateResult

from components.checking.keys import CIMD_POLICY, TERMS
from components.client_settings_api import CIMD_POLICY_KIND, TERMS_KIND, ClientSettings, Kind, settings_of
from components.dynamic_provider import CLIENT, POOL, CognitoProvider, moved
from components.pool_settings_api import covers


class ClientSettingsProvider(CognitoProvider):
    """Makes, changes and deletes those of one kind."""

    kind: Kind

    def create(self, props: Mapping[str, Any]) -> CreateResult:
        """Make it; what the client has by that name is taken over."""
        return CreateResult(self._settings(props).ensure(settings_of(self.kind, props)), dict(props))

    def update(self, _id: str, _olds: Mapping[str, Any], _news: Mapping[str, Any]) -> UpdateResult:
        """Change it."""
        self._settings(_news).update(_id, settings_of(self.kind, _news))
        return UpdateResult(dict(_news))

    def read(self, id_: str, props: Mapping[str, Any]) -> ReadResult:
        """What it is like, of what is configured; nothing where it's gone."""
        found = self._settings(props).described(id_)
        if found is None:
            return ReadResult("", {})
        wanted = settings_of(self.kind, props)
        others = {key: value for key, value in props.items() if key not in wanted}
        current = {key: value if covers(found.get(key), value) else found.get(key) for key, value in wanted.items()}
        return ReadResult(id_, others | {key: value for key, value in current.items() if value is not None})

    def diff(self, _id: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> DiffResult:
        """What differs; another is made for another client, and where an update can't take something away."""
        before, after = settings_of(self.kind, olds), settings_of(self.kind, news)
        replaces = moved(olds, news)
        replaces += [key for key in self.kind.kept if key in before and key not in after]
        changes = bool(replaces) or before != after
        return DiffResult(changes=changes, replaces=replaces, delete_before_replace=True)

    def delete(self, _id: str, props: Mapping[str, Any]) -> None:
        """Delete it, if it is still there."""
        self._settings(props).delete(_id)

    def _settings(self, props: Mapping[str, Any]) -> ClientSettings:
        return ClientSettings(self.cognito(props[POOL]), self.kind, props[POOL], props[CLIENT])


class TermsProvider(ClientSettingsProvider):
    """Of terms documents."""

    kind = TERMS_KIND


class CimdPolicyProvider(ClientSettingsProvider):
    """Of CIMD policies."""

    kind = CIMD_POLICY_KIND


class Terms(Resource, name=TERMS):
    """A terms document of an app client: terms of use, or a privacy policy."""

    def __init__(self, name: str, properties: Mapping[str, Any], opts: pulumi.ResourceOptions) -> None:
        """Register it; `properties` are its keys, with pool and client."""
        super().__init__(TermsProvider(), name, dict(properties), opts)


class CimdPolicy(Resource, name=CIMD_POLICY):
    """A CIMD policy: which clients come on the terms of an app client by the address of their metadata document."""

    def __init__(self, name: str, properties: Mapping[str, Any], opts: pulumi.ResourceOptions) -> None:
        """Register it; `properties` are its keys, with pool and client."""
        super().__init__(CimdPolicyProvider(), name, dict(properties), opts)


RESOURCES: Final[Mapping[str, type[Terms | CimdPolicy]]] = {TERMS: Terms, CIMD_POLICY: CimdPolicy}
"""By the last part of their types."""
