"""Finds and deletes an environment's leftover pools through Cognito's API, without Pulumi.

For what Pulumi's state doesn't know: a create whose answer never came, a state that is lost, a CLI that crashes.
Nothing is touched unless its name and its tags both say that it is that environment's.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from automation.errors import DriverError, reason
from automation.records.ledger import Entry
from automation.records.tags import Tagged, belong_to, read_tags
from automation.stacks.protection import is_protected, lift_protection

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

Result = TypeVar("Result")

PAGE = 60
"""The most that ListUserPools and ListIdentityPools give at once."""
DOMAIN_ATTEMPTS = 8
DOMAIN_WAIT_S = 20.0
GONE = "ResourceNotFoundException"


class Orphans:
    """The pools of an account and region that have our tags. Every method raises DriverError if AWS refuses."""

    def __init__(self, patient: Callable[[str], Any], say: Callable[[str], None]) -> None:
        """Takes a function that creates AWS clients (`Connection.patient`), and one that reports deletions."""
        self._patient = patient
        self._say = say

    def of(self, entry: Entry) -> list[dict[str, Any]]:
        """The user pools (`UserPoolType`) of that environment: its name, its tags, its owner."""
        found = (self.describe(pool_id) for pool_id, name in self._pools() if name == entry.pool_name)
        return [pool for pool in found if pool and belong_to(pool.get("UserPoolTags"), entry)]

    def tagged(self) -> Iterator[tuple[dict[str, Any], Tagged]]:
        """Every user pool of the account and region that has our tags."""
        for pool_id, _ in self._pools():
            pool = self.describe(pool_id)
            if pool and (tags := read_tags(pool.get("UserPoolTags"))):
                yield pool, tags

    def describe(self, user_pool_id: str) -> dict[str, Any] | None:
        """The pool (DescribeUserPool); None where it doesn't exist any more."""
        cognito = self._cognito()

        def call() -> dict[str, Any]:
            return dict(cognito.describe_user_pool(UserPoolId=user_pool_id)["UserPool"])

        return self._unless_gone(f"Reading the user pool {user_pool_id}", call)

    def delete(self, entry: Entry, *, force: bool) -> None:
        """Delete an environment's user pools, their domains first, and its identity pools.

        A pool with deletion protection, which a one-shot loses, goes otherwise only by `force`.
        """
        for pool in self.of(entry):
            self._delete_pool(pool, entry, force=force)
        if entry.identity_pool_name:
            self._delete_identity_pools(entry)

    def _delete_pool(self, pool: dict[str, Any], entry: Entry, *, force: bool) -> None:
        cognito, pool_id = self._cognito(), str(pool["Id"])
        if is_protected(pool):
            if entry.kind == "kept" and not force:
                raise DriverError(
                    f"The user pool {pool_id} of {entry.name} has deletion protection. To destroy it: python "
                    f"automation/run.py destroy --force --stack {entry.name} --target {entry.target}"
                )
            self._unless_gone(
                f"Removing the deletion protection of the user pool {pool_id}", lambda: lift_protection(cognito, pool)
            )
        for domain in filter(None, (pool.get("Domain"), pool.get("CustomDomain"))):
            self._delete_domain(str(domain), pool_id)
        self._unless_gone(
            f"Deleting the user pool {pool_id}", lambda: self._without_domain(cognito.delete_user_pool, pool_id)
        )
        self._say(f"deleted the user pool {pool_id}, which Pulumi didn't know about or couldn't delete")

    def _delete_domain(self, domain: str, pool_id: str) -> None:
        from botocore.exceptions import ClientError

        cognito = self._cognito()

        def call() -> None:
            try:
                cognito.delete_user_pool_domain(Domain=domain, UserPoolId=pool_id)
            except ClientError as error:
                # So Cognito answers for a domain that is gone already.
                if "No such domain" not in str(error) and "not found" not in str(error):
                    raise

        self._unless_gone(f"Deleting the domain {domain} of the user pool {pool_id}", call)

    @staticmethod
    def _without_domain(delete: Callable[..., object], pool_id: str) -> None:
        """Delete a pool; retries while the deletion of its domain is in progress."""
        from botocore.exceptions import ClientError
        from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter

        def is_waiting(error: BaseException) -> bool:
            return isinstance(error, ClientError) and "domain" in str(error).lower()

        waiting = Retrying(
            retry=retry_if_exception(is_waiting),
            stop=stop_after_attempt(DOMAIN_ATTEMPTS),
            wait=wait_exponential_jitter(max=DOMAIN_WAIT_S),
            reraise=True,
        )
        waiting(delete, UserPoolId=pool_id)

    def _delete_identity_pools(self, entry: Entry) -> None:
        client = self._patient("cognito-identity")

        def listed() -> list[dict[str, Any]]:
            pages = client.get_paginator("list_identity_pools").paginate(PaginationConfig={"PageSize": PAGE})
            return [pool for page in pages for pool in page["IdentityPools"]]

        for pool in self._unless_gone("Listing the identity pools", listed) or ():
            if pool["IdentityPoolName"] != entry.identity_pool_name:
                continue
            pool_id = str(pool["IdentityPoolId"])
            what = f"the identity pool {pool_id}"
            described = self._unless_gone(
                f"Reading {what}", partial(client.describe_identity_pool, IdentityPoolId=pool_id)
            )
            if described and belong_to(described.get("IdentityPoolTags"), entry):
                self._unless_gone(f"Deleting {what}", partial(client.delete_identity_pool, IdentityPoolId=pool_id))
                self._say(f"deleted {what}, which Pulumi didn't know about or couldn't delete")

    def _pools(self) -> list[tuple[str, str]]:
        cognito = self._cognito()

        def listed() -> list[tuple[str, str]]:
            pages = cognito.get_paginator("list_user_pools").paginate(PaginationConfig={"PageSize": PAGE})
            return [(str(pool["Id"]), str(pool["Name"])) for page in pages for pool in page["UserPools"]]

        return self._unless_gone("Listing the user pools", listed) or []

    def _cognito(self) -> "CognitoIdentityProviderClient":
        client: CognitoIdentityProviderClient = self._patient("cognito-idp")
        return client

    @staticmethod
    def _unless_gone(doing: str, call: Callable[[], Result]) -> Result | None:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return call()
        except ClientError as error:
            if error.response["Error"]["Code"] == GONE:
                return None
            raise DriverError(f"{doing} failed: {reason(error)}") from error
        except BotoCoreError as error:
            raise DriverError(f"{doing} failed: {reason(error)}") from error
