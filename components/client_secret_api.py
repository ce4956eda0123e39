"""Two secrets of an app client, by turns: the newest, and the one before it, which is good until the next comes."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from components.patience import NOT_THERE, code_of, patient


@dataclass(frozen=True, slots=True)
class Secret:
    """One of them."""

    id: str
    value: str = field(repr=False)


class ClientSecretsError(Exception):
    """Cognito refused, or there is no room for another secret."""


class ClientSecrets:
    """The secrets of one app client; Cognito has room for two, and tells each once, when it is made."""

    def __init__(
        self, cognito: Any, user_pool_id: str, client_id: str, wait: Callable[[float], None] = time.sleep
    ) -> None:
        """`cognito`: boto3's client; `wait`: for so many seconds, while somebody else changes the pool."""
        self._cognito = cognito
        self._keys = {"UserPoolId": user_pool_id, "ClientId": client_id}
        self._wait = wait

    def ids(self) -> list[str]:
        """Of those that there are; none where there is no client. Raises ClientSecretsError."""
        try:
            answer = self._cognito.list_user_pool_client_secrets(**self._keys)
        except self._cognito.exceptions.ClientError as error:
            if code_of(error) == NOT_THERE:
                return []
            raise self._refused("listed", error) from error
        return [str(one["ClientSecretId"]) for one in answer.get("ClientSecrets", [])]

    def second(self) -> Secret:
        """Another one beside the client's own.

        Raises ClientSecretsError: the client has two, of which nobody here knows which is in use.
        """
        ids = self.ids()
        if len(ids) > 1:
            raise ClientSecretsError(
                f"{self._client} already has two secrets ({', '.join(ids)}), so no rotating one can be added. Finish "
                "the rotation that was started (`clients rotate-secret`), or delete the secret that is no longer "
                "used (aws cognito-idp delete-user-pool-client-secret)."
            )
        return self._added()

    def rotated(self, current: str) -> Secret:
        """Another one beside the current, which is good until the next rotation; what else there is goes.

        What else there is: the secret before the current one, or one that a rotation made which was ended before it
        could say so. Raises ClientSecretsError.
        """
        self.keep_only(current)
        return self._added()

    def keep_only(self, current: str) -> None:
        """Delete what there is beside it, if it is there itself. Raises ClientSecretsError."""
        ids = self.ids()
        for own_id in ids if current in ids else ():
            if own_id != current:
                self._deleted(own_id)

    def _added(self) -> Secret:
        try:
            made = patient(lambda: self._cognito.add_user_pool_client_secret(**self._keys), self._wait)
        except self._cognito.exceptions.ClientError as error:
            raise self._refused("added", error) from error
        descriptor = made["ClientSecretDescriptor"]
        return Secret(str(descriptor["ClientSecretId"]), str(descriptor["ClientSecretValue"]))

    def _deleted(self, own_id: str) -> None:
        try:
            patient(
                lambda: self._cognito.delete_user_pool_client_secret(**self._keys, ClientSecretId=own_id), self._wait
            )
        except self._cognito.exceptions.ClientError as error:
            if code_of(error) != NOT_THERE:
                raise self._refused("deleted", error) from error

    @property
    def _client(self) -> str:
        return f"The app client {self._keys['ClientId']} of the user pool {self._keys['UserPoolId']}"

    def _refused(self, what: str, error: Exception) -> ClientSecretsError:
        return ClientSecretsError(f"{self._client}: a secret couldn't be {what}: {error}")
