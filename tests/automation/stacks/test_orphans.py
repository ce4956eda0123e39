"""Cognito is a fake with the few operations that are called; `tests/end_to_end/test_reap.py` asks the engine."""

from types import SimpleNamespace
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from automation.errors import DriverError
from automation.records.tags import tags_of
from automation.stacks.orphans import Orphans
from tests.automation.records.test_ledger import entry


class Cognito:
    """User pools in memory that go only after their domain, and only without protection."""

    class Meta:
        service_model = botocore.session.Session().get_service_model("cognito-idp")

    meta = Meta()

    def __init__(self, *pools: dict[str, Any]) -> None:
        self.pools = {pool["Id"]: pool for pool in pools}
        self.calls: list[str] = []

    def get_paginator(self, name: str) -> "Cognito":
        assert name == "list_user_pools"
        return self

    def paginate(self, PaginationConfig: dict[str, int]) -> Any:
        return ({"UserPools": [pool]} for pool in list(self.pools.values()))

    def describe_user_pool(self, UserPoolId: str) -> dict[str, Any]:
        return {"UserPool": dict(self._pool(UserPoolId))}

    def delete_user_pool_domain(self, Domain: str, UserPoolId: str) -> None:
        self.calls.append("domain")
        del self._pool(UserPoolId)["Domain"]

    def delete_user_pool(self, UserPoolId: str) -> None:
        self.calls.append("pool")
        pool = self._pool(UserPoolId)
        if pool.get("DeletionProtection") == "ACTIVE" or pool.get("Domain"):
            raise refusal("InvalidParameterException", "The user pool cannot be deleted.")
        del self.pools[UserPoolId]

    def update_user_pool(self, UserPoolId: str, DeletionProtection: str, **rest: object) -> None:
        self.calls.append("update")
        self._pool(UserPoolId)["DeletionProtection"] = DeletionProtection

    def _pool(self, pool_id: str) -> dict[str, Any]:
        if pool_id not in self.pools:
            raise refusal("ResourceNotFoundException", "User pool does not exist.")
        return self.pools[pool_id]


def refusal(code: str, message: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "DeleteUserPool")


def pool(number: int, **changes) -> dict[str, Any]:
    made = {"Id": f"us-east-1_{number}", "Name": entry().pool_name, "UserPoolTags": tags_of(entry())}
    return {**made, **changes}


def orphans(cognito: Cognito) -> Orphans:
    return Orphans(lambda service: cognito, lambda text: None)


def test_a_domain_goes_before_its_pool():
    cognito = Cognito(pool(1, Domain="webapp12-bcd12345"))

    orphans(cognito).delete(entry(), force=False)

    assert (cognito.pools, cognito.calls) == ({}, ["domain", "pool"])


def test_every_pool_that_a_repeated_create_made_goes():
    cognito = Cognito(pool(1), pool(2))

    orphans(cognito).delete(entry(), force=False)

    assert cognito.pools == {}


@pytest.mark.parametrize(
    "other",
    [
        {"Name": "webapp-another"},
        {"UserPoolTags": {}},
        {"UserPoolTags": tags_of(entry(owner="arn:aws:iam::1:user/john"))},
        {"UserPoolTags": tags_of(entry(name="dev-another"))},
    ],
)
def test_a_pool_whose_name_or_tags_differ_is_not_touched(other):
    cognito = Cognito(pool(1, **other))

    orphans(cognito).delete(entry(), force=True)

    assert list(cognito.pools) == ["us-east-1_1"]
    assert cognito.calls == []


def test_protection_is_lifted_on_one_shots():
    cognito = Cognito(pool(1, DeletionProtection="ACTIVE"))

    orphans(cognito).delete(entry(), force=False)

    assert (cognito.pools, cognito.calls) == ({}, ["update", "pool"])


def test_protection_of_a_kept_one_is_lifted_only_by_force():
    cognito = Cognito(pool(1, DeletionProtection="ACTIVE"))

    with pytest.raises(DriverError, match=r"us-east-1_1 of dev-bcd12345 has deletion protection.*--force"):
        orphans(cognito).delete(entry(kind="kept"), force=False)
    assert cognito.calls == []
    orphans(cognito).delete(entry(kind="kept"), force=True)
    assert cognito.pools == {}


def test_what_another_machine_deletes_meanwhile_is_no_error():
    class Racing(Cognito):
        def delete_user_pool(self, UserPoolId: str) -> None:
            super().delete_user_pool(UserPoolId)
            super().delete_user_pool(UserPoolId)

    cognito = Racing(pool(1))

    orphans(cognito).delete(entry(), force=False)

    assert cognito.pools == {}


def test_what_cannot_be_deleted_is_told_by_name_with_cognitos_reason():
    class Refusing(Cognito):
        def delete_user_pool(self, UserPoolId: str) -> None:
            raise refusal("NotAuthorizedException", "not yours to delete")

    with pytest.raises(DriverError, match=r"Deleting the user pool us-east-1_1 failed.*not yours to delete"):
        orphans(Refusing(pool(1))).delete(entry(), force=False)


def test_every_pool_with_our_tags_is_found_whoever_it_belongs_to():
    cognito = Cognito(pool(1), pool(2, UserPoolTags={"team": "web"}), pool(3, UserPoolTags=None))

    ((found, tags),) = orphans(cognito).tagged()

    assert (found["Id"], tags.environment) == ("us-east-1_1", entry().name)


def test_a_domain_that_is_gone_already_is_no_error():
    class Gone(Cognito):
        def delete_user_pool_domain(self, Domain: str, UserPoolId: str) -> None:
            super().delete_user_pool_domain(Domain, UserPoolId)
            raise refusal("InvalidParameterException", "No such domain or user pool exists.")

    cognito = Gone(pool(1, Domain="webapp12-bcd12345"))

    orphans(cognito).delete(entry(), force=False)

    assert cognito.pools == {}


def test_a_domain_that_may_not_go_is_told_by_name():
    class Refusing(Cognito):
        def delete_user_pool_domain(self, Domain: str, UserPoolId: str) -> None:
            raise refusal("NotAuthorizedException", "not yours")

    with pytest.raises(DriverError, match=r"Deleting the domain webapp12 of .* us-east-1_1 failed.*not yours"):
        orphans(Refusing(pool(1, Domain="webapp12"))).delete(entry(), force=False)


def test_a_network_that_is_gone_is_told_by_what_was_done():
    class Unreachable(Cognito):
        def get_paginator(self, name: str) -> "Cognito":
            raise EndpointConnectionError(endpoint_url="https://cognito-idp.us-east-1.amazonaws.com")

    with pytest.raises(DriverError, match=r"Listing the user pools failed: .*amazonaws"):
        orphans(Unreachable()).delete(entry(), force=False)


class IdentityPools(Cognito):
    """Identity pools as well."""

    def __init__(self, *identity_pools: dict[str, Any]) -> None:
        super().__init__()
        self.identity_pools = {one["IdentityPoolId"]: one for one in identity_pools}

    def get_paginator(self, name: str) -> Any:
        if name == "list_user_pools":
            return super().get_paginator(name)
        pages = [{"IdentityPools": [one]} for one in self.identity_pools.values()]
        return SimpleNamespace(paginate=lambda **_: iter(pages))

    def describe_identity_pool(self, IdentityPoolId: str) -> dict[str, Any]:
        return self.identity_pools[IdentityPoolId]

    def delete_identity_pool(self, IdentityPoolId: str) -> None:
        del self.identity_pools[IdentityPoolId]


def identity_pool(number: int, name: str = "ids-bcd12345", tags: dict[str, str] | None = None) -> dict[str, Any]:
    made = {"IdentityPoolId": f"us-east-1:{number}", "IdentityPoolName": name}
    return {**made, "IdentityPoolTags": tags_of(entry()) if tags is None else tags}


def test_an_identity_pool_of_the_environments_name_and_tags_goes_and_no_other():
    cognito = IdentityPools(identity_pool(1), identity_pool(2, "another"), identity_pool(3, tags={}))
    told: list[str] = []

    Orphans(lambda service: cognito, told.append).delete(entry(identity_pool_name="ids-bcd12345"), force=False)

    assert list(cognito.identity_pools) == ["us-east-1:2", "us-east-1:3"]
    assert told == ["deleted the identity pool us-east-1:1, which Pulumi didn't know about or couldn't delete"]


def test_lifting_a_protection_changes_nothing_else_of_the_pool():
    handed: dict[str, Any] = {}

    class Noting(Cognito):
        def update_user_pool(self, UserPoolId: str, DeletionProtection: str, **rest: Any) -> None:
            handed.update(rest)
            super().update_user_pool(UserPoolId, DeletionProtection)

    mine = {"AllowAdminCreateUserOnly": True, "UnusedAccountValidityDays": 7}
    cognito = Noting(pool(1, DeletionProtection="ACTIVE", MfaConfiguration="ON", AdminCreateUserConfig=mine))

    orphans(cognito).delete(entry(), force=False)

    assert handed["MfaConfiguration"] == "ON"
    assert handed["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}
    assert "Name" not in handed
