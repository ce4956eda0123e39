"""What a pool says of itself: both forms of the issuer, every partition, and whoever answers in its place."""

import io
import json
from typing import Any

import pytest
import requests

from automation.errors import DriverError, UsageError
from automation.tokens.discovery import MAX_BYTES, PoolMissingError, check_domain, check_ids, discover
from cognito_model.endpoints import issuers_of

POOL = "eu-central-1_a1B2c3D4e"
ORIGINAL = f"https://cognito-idp.eu-central-1.amazonaws.com/{POOL}"
UPDATED = f"https://issuer-cognito-idp.eu-central-1.amazonaws.com/{POOL}"
HOSTED = "https://shop.auth.eu-central-1.amazoncognito.com"


def description(issuer: str = ORIGINAL, hosted: str = HOSTED, **changes: Any) -> dict[str, Any]:
    return {
        "issuer": issuer,
        "jwks_uri": f"{issuer}/.well-known/jwks.json",
        "authorization_endpoint": f"{hosted}/oauth2/authorize",
        "token_endpoint": f"{hosted}/oauth2/token",
        "userinfo_endpoint": f"{hosted}/oauth2/userInfo",
        "revocation_endpoint": f"{hosted}/oauth2/revoke",
        "end_session_endpoint": f"{hosted}/logout",
        **changes,
    }


class FakeHttp:
    """Answers every address with the same."""

    def __init__(self, content: Any, status: int = 200) -> None:
        self.content = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.status = status
        self.asked: list[str] = []

    def get(self, url: str, *, allow_redirects: bool, **_given: Any) -> requests.Response:
        assert not allow_redirects
        self.asked.append(url)
        answer = requests.Response()
        answer.status_code = self.status
        answer.raw = Raw(self.content)
        return answer


class Raw(io.BytesIO):
    def read1(self, size: int | None = -1, *, decode_content: bool = False) -> bytes:
        return super().read1(size)

    def release_conn(self) -> None:
        pass


def test_a_pool_names_its_endpoints_itself():
    http = FakeHttp(description())
    found = discover(http, POOL, None, None)
    assert http.asked == [f"{ORIGINAL}/.well-known/openid-configuration"]
    assert found["issuer"] == ORIGINAL
    assert found["hosted_ui_url"] == HOSTED
    assert found["logout_endpoint"] == f"{HOSTED}/logout"
    assert found["jwks_uri"] == f"{ORIGINAL}/.well-known/jwks.json"


def test_the_updated_form_of_the_issuer_is_known():
    assert discover(FakeHttp(description(UPDATED)), POOL, None, None)["issuer"] == UPDATED


@pytest.mark.parametrize(
    ("pool", "suffix"),
    [
        ("cn-north-1_abc", "amazonaws.com.cn"),
        ("us-gov-west-1_abc", "amazonaws.com"),
        ("eusc-de-east-1_abc", "amazonaws.eu"),
    ],
)
def test_other_partitions_have_other_names(pool: str, suffix: str):
    original, updated = issuers_of(pool)
    assert original == f"https://cognito-idp.{pool.partition('_')[0]}.{suffix}/{pool}"
    http = FakeHttp(description(updated))
    assert discover(http, pool, None, None)["issuer"] == updated
    assert http.asked[0].startswith(original)


def test_a_domain_that_is_named_takes_the_place_of_the_pools_own():
    found = discover(FakeHttp(description()), POOL, None, "auth.example.com")
    assert found["authorize_endpoint"] == "https://auth.example.com/oauth2/authorize"
    assert discover(FakeHttp(description()), POOL, None, "mine")["hosted_ui_url"] == HOSTED.replace("shop", "mine")


@pytest.mark.parametrize(
    "hosted", ["https://.auth.eu-central-1.amazoncognito.com", "https://", "http://shop.example", ""]
)
def test_a_pool_without_a_domain_has_no_hosted_ui(hosted: str):
    found = discover(FakeHttp(description(hosted=hosted)), POOL, None, None)
    assert found["hosted_ui_url"] is None
    assert found["token_endpoint"] is None


def test_at_an_endpoint_of_the_targets_own_nothing_goes_elsewhere():
    place = "http://127.0.0.1:4566"
    keys = f"{place}/{POOL}/.well-known/jwks.json"
    found = discover(FakeHttp(description(jwks_uri=keys)), POOL, place, None)
    assert {value for name, value in found.items() if name.endswith("_endpoint")} == {
        f"{place}{path}"
        for path in ("/oauth2/authorize", "/oauth2/token", "/oauth2/userInfo", "/oauth2/revoke", "/logout")
    }
    with pytest.raises(DriverError, match="keys on another server"):
        discover(FakeHttp(description()), POOL, place, None)


@pytest.mark.parametrize(
    ("http", "words"),
    [
        (FakeHttp({"message": "no"}, 404), "There is no user pool"),
        (FakeHttp({"message": "no"}, 400), "There is no user pool"),
        (FakeHttp(b"", 500), "responded with HTTP 500"),
        (FakeHttp(b"", 302), "responded with HTTP 302"),
        (FakeHttp(b"<html>"), "isn't the discovery document of a user pool"),
        (FakeHttp([]), "isn't the discovery document of a user pool"),
        (FakeHttp(b"[" * 100_000), "isn't the discovery document of a user pool"),
        (FakeHttp(b" " * (MAX_BYTES + 1) + b"{}"), "isn't the discovery document of a user pool"),
        (FakeHttp(description(ORIGINAL.replace("a1B2", "xxxx"))), "names another issuer"),
        (FakeHttp(description("https://evil.example/" + POOL)), "names another issuer"),
        (FakeHttp(description(jwks_uri="https://evil.example/keys")), "keys on another server"),
        (FakeHttp(description(jwks_uri=None)), "keys on another server"),
    ],
)
def test_whoever_answers_in_a_pools_place_is_refused(http: FakeHttp, words: str):
    with pytest.raises(DriverError, match=words) as refusal:
        discover(http, POOL, None, None)
    assert (refusal.type is PoolMissingError) == (http.status in {400, 404})


class Unreachable:
    def get(self, *_given: Any, **_named: Any) -> None:
        raise requests.ConnectionError


def test_nobody_there_is_said():
    with pytest.raises(DriverError, match="didn't respond") as caught:
        discover(Unreachable(), POOL, None, None)
    assert caught.value.code == "network"
    with pytest.raises(DriverError, match="The domain mine can't be reached"):
        check_domain(Unreachable(), "mine", "https://mine.example")


class Endless(Raw):
    def read1(self, *_given: Any, **_named: Any) -> bytes:
        return b" "


class Dripping(FakeHttp):
    """Sends a byte now and then, for ever."""

    def get(self, url: str, *, allow_redirects: bool, **given: Any) -> requests.Response:
        answer = super().get(url, allow_redirects=allow_redirects, **given)
        answer.raw = Endless()
        return answer


def test_whoever_never_comes_to_an_end_is_not_waited_for(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("automation.tokens.discovery.TIMEOUT_S", 0)
    with pytest.raises(DriverError, match="didn't respond"):
        discover(Dripping(description()), POOL, None, None)


@pytest.mark.parametrize(
    "given",
    [
        ("", "c", None, None),
        ("us-east-1", "c", None, None),
        ("us-east-1_", "c", None, None),
        ("nowhere-1_abc", "c", None, None),
        ("us-east-1_a/../b", "c", None, None),
        ("us-east-1_abc", "", None, None),
        ("us-east-1_abc", "a/b", None, None),
        ("us-east-1_abc", "c", "a_b", None),
        ("us-east-1_abc", "c", "https://x", None),
        ("us-east-1_abc", "c", "", None),
        ("us-east-1_abc", "c", None, "eu-west-1"),
    ],
)
def test_ids_that_can_not_be_are_refused_before_anything_is_sent(given: Any):
    with pytest.raises(UsageError):
        check_ids(*given)


def test_ids_that_can_be_are_taken():
    check_ids("us-east-1_abc", "2tqtmcg7cb", None, "us-east-1")
    check_ids("eusc-de-east-1_abc", "c", "auth.example.com", None)
