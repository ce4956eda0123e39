"""Rule by rule what API Gateway's JWT authorizer lets in."""

import base64
import hmac
from typing import Any

import pytest
from joserfc.jwk import KeySet, RSAKey

from local.gateway.errors import RefusedError
from local.gateway.jwt_authorizer import JwtAuthorizer, as_text, key_id, presented_token
from tests.local.gateway.tokens import CLIENT, ISSUER, KEY, KEYS, NOW, OTHER_KEY, forged, token

AUTHORIZER = JwtAuthorizer(ISSUER, (CLIENT, "another"))


def claims_of(given: str, *scopes: str, authorizer: JwtAuthorizer = AUTHORIZER) -> Any:
    return authorizer.authorize(given, KEYS, scopes, NOW)


def refusal(given: str, *scopes: str) -> tuple[int, str, str]:
    with pytest.raises(RefusedError) as caught:
        claims_of(given, *scopes)
    (challenge,) = [value.decode() for name, value in caught.value.reply.headers if name == b"www-authenticate"]
    return caught.value.reply.status, challenge, caught.value.reply.body.decode()


def description(given: str, *scopes: str) -> str:
    status, challenge, body = refusal(given, *scopes)
    assert (status, body) == (401, '{"message":"Unauthorized"}')
    assert challenge.startswith(f'Bearer scope="{" ".join(scopes)}" error="invalid_token" error_description="')
    return challenge.split('"')[-2]


def test_a_genuine_access_token_gets_in_with_its_claims():
    assert claims_of(token())["sub"] == "ada"


def test_an_id_token_gets_in_where_no_scope_is_asked_for():
    assert claims_of(token(aud=CLIENT, client_id=None, token_use="id", scope=None))["token_use"] == "id"


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512"])
def test_algorithms_based_on_rsa_get_in(algorithm):
    assert claims_of(token({"alg": algorithm}))["sub"] == "ada"


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "ES256", "", None, ["RS256"]])
def test_no_other_algorithm_does(algorithm):
    assert description(forged({"alg": algorithm, "kid": "first"})) == "signing method is not supported"


def test_hs256_with_the_public_key_is_refused():
    signed = forged({"alg": "HS256", "kid": "first"}).rpartition(".")[0]
    proof = hmac.new(KEY.as_pem(private=False), signed.encode(), "sha256").digest()
    made = f"{signed}.{base64.urlsafe_b64encode(proof).decode().rstrip('=')}"
    assert description(made) == "signing method is not supported"


@pytest.mark.parametrize("kid", ["second", "", None, 1])
def test_the_kid_must_be_that_of_a_key_of_the_issuer(kid):
    header = {"kid": kid} if kid is not None else {}
    given = forged({"alg": "RS256", **header})
    assert description(given) == "the token's kid matches no key of the issuer"


def test_a_key_without_an_id_is_nobodys():
    numbers = {name: value for name, value in KEY.as_dict(private=False).items() if name != "kid"}
    nameless = KeySet([RSAKey.import_key(numbers)])
    with pytest.raises(RefusedError, match="kid"):
        AUTHORIZER.authorize(forged({"alg": "RS256"}), nameless, (), NOW)


def test_another_signature_is_refused():
    head, payload, _ = token().split(".")
    for signed in (token(key=OTHER_KEY), f"{head}.{payload}.{token(sub='eve').split('.')[2]}", f"{head}.{payload}."):
        assert description(signed) == "the token's signature or form is invalid"


@pytest.mark.parametrize("given", ["abc", "a.b", "a.b.c.d", "Basic a.b"])
def test_what_has_another_number_of_parts_is_refused(given):
    assert description(given) == "token contains an invalid number of segments"


@pytest.mark.parametrize("given", ["a.b.c", "..", "Basic eyJhbGciOiJSUzI1NiJ9.e30.x", "é.e30.x"])
def test_what_can_not_be_decoded_is_refused(given):
    assert description(given) == "the token's signature or form is invalid"


def test_critical_headers_are_not_understood():
    assert "critical" in description(forged({"alg": "RS256", "kid": "first", "crit": ["b64"], "b64": True}))


@pytest.mark.parametrize("issuer", [f"{ISSUER}/", ISSUER.upper(), [ISSUER], None, "https://example.com"])
def test_the_issuer_must_be_the_configured_one(issuer):
    assert description(token(iss=issuer)) == "the token does not have a valid issuer"


@pytest.mark.parametrize("audience", [CLIENT, ["x", "another"]])
def test_aud_is_one_of_the_audience_or_a_list_with_one(audience):
    assert claims_of(token(aud=audience, client_id=None))["aud"] == audience


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "x"},
        {"client_id": None},
        {"client_id": [CLIENT]},
        {"aud": "x", "client_id": None},
        {"aud": [], "client_id": None},
        {"aud": {CLIENT: 1}, "client_id": None},
    ],
)
def test_a_token_for_others_is_refused(changes):
    assert description(token(**changes)) == "the token does not have a valid audience"


def test_client_id_counts_only_where_there_is_no_aud():
    assert description(token(aud="x", client_id=CLIENT)) == "the token does not have a valid audience"
    assert claims_of(token(aud=CLIENT, client_id="x"))["client_id"] == "x"


@pytest.mark.parametrize("moment", [NOW, NOW - 1, None, "2099-01-01", str(int(NOW) + 9), True, float("inf")])
def test_the_expiry_must_be_after_now(moment):
    assert description(token(exp=moment)) == "the token has expired"


def test_a_second_before_its_expiry_a_token_gets_in():
    assert claims_of(token(exp=NOW + 1))["exp"] == NOW + 1


@pytest.mark.parametrize("name", ["nbf", "iat"])
def test_what_begins_later_is_refused(name):
    later, text, now = ({name: moment} for moment in (NOW + 1, "soon", NOW))  # type: dict[str, Any], Any, Any
    assert description(token(**later)) == f"the token is not yet valid ({name})"
    assert description(token(**text)) == f"the token is not yet valid ({name})"
    assert claims_of(token(**now))["sub"] == "ada"


def test_one_of_the_routes_scopes_is_enough():
    assert claims_of(token(), "orders/write", "orders/read")["sub"] == "ada"
    assert claims_of(token(scope=None, scp=["orders/read"]), "orders/read")["sub"] == "ada"
    assert claims_of(token(scope=None, scp="a orders/read"), "orders/read")["sub"] == "ada"


@pytest.mark.parametrize(
    "changes",
    [
        {"scope": "openid"},
        {"scope": "orders/reader orders orders/READ"},
        {"scope": None},
        {"scope": ["orders/read"]},
        {"scope": "", "scp": "orders/read"},
        {"scope": None, "scp": {"orders/read": 1}},
    ],
)
def test_a_token_without_any_of_them_is_forbidden(changes):
    status, challenge, body = refusal(token(**changes), "orders/read", "orders/all")
    assert (status, body) == (403, '{"message":"Forbidden"}')
    assert challenge == (
        'Bearer scope="orders/read orders/all" error="insufficient_scope" '
        'error_description="expected scopes: [orders/read orders/all]"'
    )


def test_no_refusal_shows_the_token():
    for given in (token(exp=1), token(key=OTHER_KEY), token(scope="x"), "not.a.token"):
        with pytest.raises(RefusedError) as caught:
            claims_of(given, "orders/read")
        assert given not in repr(caught.value) + repr(caught.value.reply)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([b"Bearer abc"], "abc"),
        ([b"abc"], "abc"),
        ([b"bearer abc"], "bearer abc"),
        ([b"Basic abc"], "Basic abc"),
        ([b"Bearer a", b"Bearer b"], "a,Bearer b"),
        ([b"Bearer "], None),
        ([b"Bearer"], None),
        ([b""], None),
        ([], None),
    ],
)
def test_the_identity_source_is_a_token_or_one_behind_bearer(values, found):
    assert presented_token(values) == found


def test_the_key_id_of_what_is_no_token_is_none():
    assert key_id(token()) == "first"
    assert [key_id(given) for given in ("", "a.b.c", forged({"kid": 1}), "é")] == [None] * 4


@pytest.mark.parametrize(
    ("claim", "text"),
    [("a b", "a b"), (["admins", "staff"], "[admins staff]"), (1800.0, "1800"), (True, "true"), ({"a": 1}, '{"a":1}')],
)
def test_claims_are_texts_to_a_back_end(claim, text):
    assert as_text(claim) == text
