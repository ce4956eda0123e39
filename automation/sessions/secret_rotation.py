"""A new secret for an app client without an outage: a second one is added, handed over, and the former one deleted.

Both are good meanwhile (AddUserPoolClientSecret: two at most). The new one is made here and written down before Cognito
knows it: a run that is killed at any step is finished by the next one, which finds out what has been done already.
"""

import json
import secrets
import string
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from automation.environment import AppClient, Environment
from automation.errors import DriverError, UsageError, reason
from automation.stacks.client_secrets import hand_over
from automation.stacks.connected_pool import hand_over_to_connections
from automation.stacks.kept_stack import KeptStack
from automation.targets.workspaces import config_of
from automation.tokens.flows import NOBODY, FlowRequest
from automation.tokens.flows.refusals import RefusedError
from automation.tokens.flows.token_endpoint import request_tokens
from components.settings import FULL_KEY
from local.locks import exclusive
from local.private_files import make_private_folder, write_private

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

LENGTH: Final = 52
"""Characters, of 24 to 64 (`ClientSecretType`); Cognito's own have about as many."""
CHARACTERS: Final = string.ascii_letters + string.digits
PATIENCE_S: Final = 60.0
"""How long the token endpoint may take to know a new secret."""
PAUSE_S: Final = 2.0


@dataclass(frozen=True)
class Rotation:
    """What is written down of one that has begun."""

    user_pool_id: str
    client_id: str
    former_id: str
    """`ClientSecretId` of the secret that goes."""
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Rotated:
    """What has become of an app client."""

    client: AppClient
    secret: str = field(repr=False)
    former_deleted: bool
    resumed: bool


@dataclass(frozen=True)
class Rotator:
    """Rotates secrets of a kept stack's app clients."""

    kept: KeptStack
    root: Path
    """The project's folder: pools that are remembered in it may have the same app client."""
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def rotate(self, name: str, *, keep_former: bool = False) -> Rotated:
        """Rotate, or finish what was begun; `keep_former` stops before the former secret goes.

        Raises UsageError for a client without a secret, or with two that nobody here has added; DriverError.
        """
        environment = self.kept.environment()
        client = environment.client(name)
        self._insist_that_nothing_else_rotates(client)
        with self._held(client.client_id) as file:
            rotation, resumed = self._begun(file, environment, client)
            known = self._secret_ids(client)
            if rotation.former_id in known and len(known) == 1:
                self._add(rotation)
            if rotation.former_id in known:
                self._wait_until_accepted(environment, client, rotation.secret)
            self._hand_over(client, rotation)
            if keep_former:
                return Rotated(client, rotation.secret, former_deleted=False, resumed=resumed)
            self._delete(rotation)
            self._tell_pulumi(client)
            file.unlink(missing_ok=True)
        return Rotated(client, rotation.secret, former_deleted=True, resumed=resumed)

    def _insist_that_nothing_else_rotates(self, client: AppClient) -> None:
        """The configuration's own rotation would take this one's secret for one that nobody knows."""
        configured = config_of(self.kept.workspace.stack_file).get(FULL_KEY) or {}
        if any(one.get("name") == client.name and one.get("rotate_secret") for one in configured.get("clients") or ()):
            raise UsageError(
                f"The configuration rotates the secret of the app client {client.name}. Change its rotate_secret and "
                "run `up`. Nothing was changed."
            )

    @property
    def _cognito(self) -> "CognitoIdentityProviderClient":
        return self.kept.connection.cognito()

    @contextmanager
    def _held(self, client_id: str) -> Iterator[Path]:
        folder = make_private_folder(self.kept.workspace.folder / "rotations")
        waiting = "Another run is rotating the secret of this app client; waiting for it"
        with exclusive(folder / f"{client_id}.lock", lambda: self.kept.console.say(waiting)):
            yield folder / f"{client_id}.json"

    def _begun(self, file: Path, environment: Environment, client: AppClient) -> tuple[Rotation, bool]:
        """The rotation that is written down, and whether an earlier run has begun it."""
        with suppress(OSError, ValueError, TypeError, RecursionError):
            known = Rotation(**json.loads(file.read_text(encoding="utf-8")))
            if known.user_pool_id == environment.user_pool_id:
                return known, True
        if client.client_secret is None:
            raise UsageError(
                f"The app client {client.name} is public and has no secret to rotate. Nothing was changed."
            )
        ids = self._secret_ids(client, environment.user_pool_id)
        if len(ids) != 1:
            cause = f"whose record, {file}, was damaged. D" if file.exists() else "started elsewhere. Finish it, or d"
            raise UsageError(
                f"The app client {client.name} has {len(ids)} secrets ({', '.join(ids)}), from a rotation {cause}elete "
                "the secret that is no longer used (aws cognito-idp delete-user-pool-client-secret). Nothing was "
                "changed."
            )
        secret = "".join(secrets.choice(CHARACTERS) for _ in range(LENGTH))
        rotation = Rotation(environment.user_pool_id, client.client_id, ids[0], secret)
        write_private(file, json.dumps(asdict(rotation)))
        return rotation, False

    def _secret_ids(self, client: AppClient, user_pool_id: str = "") -> list[str]:
        pool_id = user_pool_id or self.kept.environment().user_pool_id
        with _said(client.client_id):
            answer = self._cognito.list_user_pool_client_secrets(UserPoolId=pool_id, ClientId=client.client_id)
        return [one["ClientSecretId"] for one in answer["ClientSecrets"]]

    def _add(self, rotation: Rotation) -> None:
        with _said(rotation.client_id):
            self._cognito.add_user_pool_client_secret(
                UserPoolId=rotation.user_pool_id, ClientId=rotation.client_id, ClientSecret=rotation.secret
            )

    def _delete(self, rotation: Rotation) -> None:
        with _said(rotation.client_id), suppress(self._cognito.exceptions.ResourceNotFoundException):
            self._cognito.delete_user_pool_client_secret(
                UserPoolId=rotation.user_pool_id, ClientId=rotation.client_id, ClientSecretId=rotation.former_id
            )

    def _wait_until_accepted(self, environment: Environment, client: AppClient, secret: str) -> None:
        """Ask the token endpoint with the new secret; without a domain there is none, and nobody who uses it there."""
        if environment.token_endpoint is None:
            return
        until = self.now() + PATIENCE_S
        with self.kept.connection.http() as http:
            request = FlowRequest(
                environment, replace(client, client_secret=secret), NOBODY, (), self.kept.connection.cognito, http
            )
            while not _is_accepted(request):
                if self.now() > until:
                    raise DriverError(
                        f"Cognito's token endpoint doesn't accept the new secret of the app client {client.name} "
                        "yet. Both secrets exist, and the previous one still works. Run the same command again to "
                        "continue."
                    )
                self.sleep(PAUSE_S)

    def _hand_over(self, client: AppClient, rotation: Rotation) -> None:
        hand_over(self.kept.workspace.folder, client.client_id, client.client_secret, rotation.secret)
        pool = rotation.user_pool_id
        target = self.kept.connection.target
        for source in hand_over_to_connections(self.root, target, pool, client.client_id, rotation.secret):
            self.kept.console.warn(
                f"{source} still has the previous secret. Replace it with the new one, for the user pools that "
                "were remembered with it."
            )

    def _tell_pulumi(self, client: AppClient) -> None:
        """Have Pulumi's state say the new secret, which Cognito shows once the former one is gone."""
        try:
            with self.kept.tokens_survive():
                self.kept.deployment.refresh_client(client.client_id)
        except DriverError as error:
            self.kept.console.warn(
                f"The secret was rotated, but Pulumi's state doesn't have the new one yet: {error} Run `pulumi "
                "refresh`."
            )


def _is_accepted(request: FlowRequest) -> bool:
    """Whether the token endpoint knows the client by its secret (RFC 6749 section 5.2): a grant that is none tells."""
    try:
        request_tokens(request, "refresh", {"grant_type": "refresh_token", "refresh_token": "none"})
    except RefusedError as error:
        return error.code != "invalid_client"
    return True


@contextmanager
def _said(client_id: str) -> Iterator[Any]:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (ClientError, BotoCoreError) as error:
        if isinstance(error, ClientError) and error.response["Error"]["Code"] == "ResourceNotFoundException":
            raise
        raise DriverError(
            f"Rotating the secret of the app client {client_id} failed: {reason(error)}. The previous secret still "
            "works unless it was being deleted. Run the same command again to continue."
        ) from error
