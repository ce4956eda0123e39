"""What stands beside a pool is named: who trusts it, what protects it, and what nobody may look at."""

from typing import Any

import pytest

from auditing.pool import Absence, DescribedPool, Part
from automation.adoption.left_alone import left_alone

ACL = "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/web/1"
PHOTOS = {"IdentityPoolName": "photos", "IdentityPoolId": "us-east-1:0"}


class Pools:
    """Describes a pool in the same words, whatever is asked for."""

    def __init__(self, **words: Any) -> None:
        self._found = DescribedPool("us-east-1_abc", {}, **words)

    def describe(self, _pool_id: str, _parts: object) -> DescribedPool:
        return self._found


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({}, []),
        ({"web_acl": ACL}, [f"the web ACL {ACL}"]),
        ({"identity_pools": [PHOTOS]}, ["the identity pool photos (us-east-1:0), its roles and role mappings"]),
        (
            {"absent": {Part.WEB_ACL: Absence("It isn't allowed.", refused=True)}},
            ["its web ACL, which can't be read: It isn't allowed."],
        ),
        ({"absent": {Part.WEB_ACL: Absence("The endpoint has no such thing.", refused=False)}}, []),
    ],
    ids=["nothing", "web ACL", "identity pool", "refused", "no such service"],
)
def test_each_is_named(words: dict[str, Any], said: list[str]) -> None:
    pools: Any = Pools(**words)
    assert list(left_alone(pools, "us-east-1_abc")) == said
