"""The engine: what it holds, and how its operations are called."""

import hashlib
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cognito_model.model import IDENTITY_POOLS, USER_POOLS, Service
from cognito_model.regions import partition_of
from local.cognito import ids, validation
from local.cognito.api import OPERATIONS
from local.cognito.background import Background
from local.cognito.call import Call
from local.cognito.clock import Clock
from local.cognito.errors import CognitoError, not_found
from local.cognito.events import Events
from local.cognito.identity import IDENTITY_OPERATIONS
from local.cognito.json_types import JsonObject
from local.cognito.known_ids import KnownIds
from local.cognito.quotas import Quotas
from local.cognito.settings import EngineSettings
from local.cognito.store.changes import Changes
from local.cognito.store.record import Record
from local.cognito.store.store import Store
from local.cognito.tokens.jwt import InvalidTokenError, claims_of
from local.cognito.tokens.signing_keys import KeyMaker
from local.cognito.unknown_members import UnknownMembers

if TYPE_CHECKING:
    from local.cognito.identity_provider.configuration import TestProviders
    from local.cognito.store.pools import UserPool
    from local.cognito.store.state_lock import StateLock
    from local.cognito.tokens.signing_keys import SigningKeys
    from local.cognito.triggers.invocation import Triggers
    from local.cognito.triggers.kms import LocalKms

LOGGER = logging.getLogger(__name__)
TABLES = {USER_POOLS: OPERATIONS, IDENTITY_POOLS: IDENTITY_OPERATIONS}


class Engine:
    """A Cognito of its own. Safe in threads."""

    def __init__(
        self, settings: EngineSettings, clock: Clock | None = None, key_maker: "SigningKeys | None" = None
    ) -> None:
        """Take in what the settings' state folder holds. Raises OSError."""
        self.settings = settings
        self.clock = clock or Clock()
        self.key_maker = key_maker or KeyMaker()
        self.events = Events()
        self.unknown_members = UnknownMembers()
        self.known_ids = KnownIds()
        self.client_metadata_files = dict(settings.client_metadata_files)
        """Files that stand for client metadata documents, by their https address."""
        self._test_providers: TestProviders | None = None
        self.background = Background()
        self._triggers: Triggers | None = None
        self._authority_file: Path | None = None
        self.unreadable_state: Path | None = None
        """Where state that couldn't be read was moved to."""
        self.incomplete_state: Path | None = None
        """Where state was copied to whose latest changes are lost."""
        self._state_lock: StateLock | None = None
        if settings.state_folder is None:
            self.store = Store()
        else:
            from local.cognito.store.opening import open_store

            opened = open_store(settings.state_folder, time.time())
            self.store, self._state_lock = opened.store, opened.lock
            self.unreadable_state, self.incomplete_state = opened.unreadable, opened.incomplete

        self.quotas = Quotas(self.store) if settings.quotas else None

    def close(self) -> None:
        """Write and close what is kept; functions' processes end."""
        self.background.close()
        if self._triggers is not None:
            self._triggers.close()
        self.key_maker.close()
        self.store.close()
        if self._state_lock is not None:
            self._state_lock.release()
            self._state_lock = None

    @property
    def test_providers(self) -> "TestProviders":
        """The test identity provider's users, and whom it stands for."""
        with self.store.lock:
            if self._test_providers is None:
                from local.cognito.identity_provider.configuration import TestProviders

                self._test_providers = TestProviders()
            return self._test_providers

    @property
    def triggers(self) -> "Triggers":
        """What calls the functions of triggers; made when it is needed first."""
        with self.store.lock:
            if self._triggers is None:
                from local.cognito.triggers.invocation import Triggers

                self._triggers = Triggers(
                    endpoint_url=self.settings.lambda_endpoint_url or None,
                    variables=self._function_variables(),
                    now=self.clock.now,
                    say=LOGGER.warning,
                    heard=self.events.note_trigger,
                )
            return self._triggers

    @cached_property
    def kms(self) -> "LocalKms":
        """What encrypts the codes for custom senders: as good as the engine's own key, after a restart too."""
        from local.cognito.triggers.kms import LocalKms

        return LocalKms(hashlib.sha256(b"kms " + self.settings.credentials.secret_key.encode()).digest())

    def call(  # noqa: PLR0913 - what makes a call
        self,
        operation: str,
        parameters: Any,
        *,
        region: str = "",
        service: Service = USER_POOLS,
        from_pages: bool = False,
        context: JsonObject | None = None,
        afterwards: list[Callable[[], None]] | None = None,
    ) -> JsonObject:
        """Call an operation; the response's members. `region` is empty for an unsigned call. Raises CognitoError.

        Members of `parameters` that the service model doesn't have are taken out of it. The response is complete, or,
        where `afterwards` is given, once everything that is put there has been called, in any thread.
        """
        started, error, answer = time.perf_counter(), "", None
        is_outermost = self.events.enter()
        try:
            left: list[Callable[[], None]] = [] if afterwards is None else afterwards
            answer = self._call(operation, parameters, region, service, context, left, from_pages=from_pages)
            if afterwards is None:
                for complete in left:
                    complete()
        except CognitoError as refusal:
            error = refusal.code
            raise
        except BaseException:
            error = "InternalErrorException"
            raise
        else:
            return answer
        finally:
            spent = time.perf_counter() - started
            self.events.note_call(self.clock.now(), operation, parameters, error, spent, answer)
            if is_outermost:
                self.events.leave()

    def _call(  # noqa: PLR0913, PLR0917 - what makes a call
        self,
        operation: str,
        parameters: Any,
        region: str,
        service: Service,
        context: JsonObject | None,
        left: list[Callable[[], None]],
        *,
        from_pages: bool,
    ) -> JsonObject:
        handler = TABLES[service].get(operation)
        if handler is None:
            raise not_available(operation)
        unknown = validation.check_shape(operation, parameters, service)
        if unknown:
            self.unknown_members.note(operation, unknown)
        pool = self.pool_about(parameters)
        if self.quotas is not None and service is USER_POOLS and not from_pages:
            self.quotas.check(operation, parameters, region, pool)
        with self.calling(pool, operation, parameters, region) as call:
            call.from_pages = from_pages
            call.context = context or {}
            if service is USER_POOLS:  # some operations have the same name in both
                validation.check_rules(call)
            answer = handler(call)
        left += call.afterwards
        return answer

    @contextmanager
    def calling(
        self, pool: "UserPool | None", operation: str = "", parameters: JsonObject | None = None, region: str = ""
    ) -> Iterator[Call]:
        """Around whatever reads and changes what there is: a pool's lock is held, and changes are written at the end.

        Where no pool is named the store's own lock is held. `operation` is empty for what isn't one: pages, endpoints.
        """
        lock = self.store.lock if pool is None else pool.lock
        region = region or (pool.region if pool else "")
        with lock:
            self.store.check()
            if pool is not None:
                current = self.store.pools.get(pool.id)
                # While its lock was waited for it may have gone, or another have taken its place (`Store.replace`),
                # which operations find by its id, and who holds the former one doesn't.
                if current is None or (current is not pool and not operation):
                    raise not_found(f"User pool {pool.id} does not exist.")
            call = Call(self, operation, {} if parameters is None else parameters, region, lock)
            try:
                yield call
            finally:
                self.store.commit(call.changes)

    def pool_about(self, parameters: Mapping[str, Any]) -> "UserPool | None":
        """The user pool that a request is about, by its id, app client, access token or ARN; None where none is."""
        pool_id = parameters.get("UserPoolId")
        if pool_id is not None:
            return self.store.pools.get(pool_id) if isinstance(pool_id, str) else None
        client_id = parameters.get("ClientId")
        if client_id is not None:
            return self.store.pool_of_client.get(client_id) if isinstance(client_id, str) else None
        token = parameters.get("AccessToken")
        if token is not None:
            return self.pool_of_token(token) if isinstance(token, str) else None
        session = parameters.get("Session")
        if session is not None:
            return self.pool_of_session(session)
        arn = parameters.get("ResourceArn")
        return self.store.pools.get(arn.rpartition("/")[2]) if isinstance(arn, str) else None

    def pool_of_token(self, token: str) -> "UserPool | None":
        """The user pool that a token says it is of, unverified."""
        try:
            issuer = claims_of(token).get("iss")
        except InvalidTokenError:
            return None
        return self.store.pools.get(issuer.rpartition("/")[2]) if isinstance(issuer, str) else None

    def pool_of_session(self, session: str) -> "UserPool | None":
        """The user pool that a Session between challenges is of; operations that take one needn't name a client."""
        if not isinstance(session, str):
            return None
        digest = ids.digest(session)
        return next((pool for pool in list(self.store.pools.values()) if digest in pool.sessions), None)

    def waits(self, pool: "UserPool | None") -> bool:
        """Whether a call about a pool may wait for something outside: it has triggers."""
        return pool is not None and bool(pool.triggers)

    def write(self, *records: Record) -> None:
        """Write records at once; their lock is held."""
        changes = Changes()
        changes.save(*records)
        self.store.commit(changes)

    def _function_variables(self) -> dict[str, str]:
        """The environment variables that lead a function's AWS clients back to this engine."""
        found = {"AWS_ENDPOINT_URL": self.settings.endpoint_url, **self.settings.credentials.variables}
        if self._authority_file is not None:
            found |= dict.fromkeys(("AWS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"), str(self._authority_file))
        return found

    def trust(self, authority_file: Path) -> None:
        """Have functions' AWS clients trust the authority of the engine's own certificate."""
        self._authority_file = authority_file

    def issuer(self, pool: "UserPool") -> str:
        """The `iss` of a pool's tokens."""
        if self.settings.issuer_is_local:
            return f"{self.settings.endpoint_url}/{pool.id}"
        suffix = partition_of(pool.region).dns_suffix
        updated = (pool.settings.get("IssuerConfiguration") or {}).get("Type") == "UPDATED"
        host = f"issuer-cognito-idp.{pool.region}" if updated else f"cognito-idp.{pool.region}"
        return f"https://{host}.{suffix}/{pool.id}"


def not_available(operation: str) -> CognitoError:
    """The error for an operation that the engine doesn't have: AWS's for one that it doesn't know."""
    message = f"The operation {operation} is not available on the local target. Use a user pool on AWS for it."
    return CognitoError("UnknownOperationException", message)
