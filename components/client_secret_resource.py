"""The dynamic resource with an app client's newest secret, which rotates when its `rotate` changes."""

from collections.abc import Mapping
from typing import Any, Final

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, ReadResult, Resource, UpdateResult

from components.checking.keys import CLIENT_SECRET
from components.client_secret_api import ClientSecrets, Secret
from components.dynamic_provider import CLIENT, POOL, CognitoProvider, moved

ROTATE: Final = "rotate"
VALUE: Final = "client_secret"
ID: Final = "client_secret_id"


class ClientSecretProvider(CognitoProvider):
    """Adds secrets, and deletes those before the last."""

    def create(self, props: Mapping[str, Any]) -> CreateResult:
        """Add one beside the client's own, which stays good until the first rotation."""
        made = self._secrets(props).second()
        return CreateResult(f"{props[CLIENT]}-secret", _state(props, made))

    def update(self, _id: str, _olds: Mapping[str, Any], _news: Mapping[str, Any]) -> UpdateResult:
        """Rotate: the newest becomes the one before."""
        return UpdateResult(_state(_news, self._secrets(_news).rotated(str(_olds[ID]))))

    def read(self, id_: str, props: Mapping[str, Any]) -> ReadResult:
        """Whether the newest is there; Cognito doesn't tell what it is."""
        if props.get(ID) not in self._secrets(props).ids():
            return ReadResult("", {})
        return ReadResult(id_, dict(props))

    def diff(self, _id: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> DiffResult:
        """Another text rotates, another client has a secret of its own."""
        replaces = moved(olds, news)
        changes = bool(replaces) or olds.get(ROTATE) != news.get(ROTATE)
        return DiffResult(changes=changes, replaces=replaces, delete_before_replace=False)

    def delete(self, _id: str, props: Mapping[str, Any]) -> None:
        """Leave the client with one secret, the newest."""
        self._secrets(props).keep_only(str(props.get(ID)))

    def _secrets(self, props: Mapping[str, Any]) -> ClientSecrets:
        return ClientSecrets(self.cognito(props[POOL]), props[POOL], props[CLIENT])


class ClientSecret(Resource, name=CLIENT_SECRET):
    """An app client's newest secret."""

    client_secret: pulumi.Output[str | None]
    """Its value; a Pulumi secret."""

    def __init__(
        self,
        name: str,
        *,
        user_pool_id: pulumi.Input[str],
        client_id: pulumi.Input[str],
        rotate: pulumi.Input[str],
        opts: pulumi.ResourceOptions,
    ) -> None:
        """Register it; `rotate` is any text, and whenever it changes, the secret does."""
        properties = {POOL: user_pool_id, CLIENT: client_id, ROTATE: rotate, VALUE: None, ID: None}
        secret = pulumi.ResourceOptions(additional_secret_outputs=[VALUE])
        super().__init__(ClientSecretProvider(), name, properties, pulumi.ResourceOptions.merge(opts, secret))


def _state(props: Mapping[str, Any], secret: Secret) -> dict[str, Any]:
    return {**props, VALUE: secret.value, ID: secret.id}
