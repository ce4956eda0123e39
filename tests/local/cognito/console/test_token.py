"""A pasted token: decoded, and each thing that would be wrong with it."""

import re
from html import unescape
from typing import Any

import pytest

from local.cognito.control.requests import ControlRequest
from local.cognito.control.tokens import make_hostile
from local.cognito.tokens import jwt
from local.cognito.tokens.pool_keys import signing_key
from tests.local.cognito.asking import Answer
from tests.local.cognito.console.desk import Desk

PATH = "/_console/token"
CELL = re.compile(r'<td data-label="(?:Check|Outcome|Why)"[^>]*><div>\s*(.*?)\s*</div>', re.DOTALL)


@pytest.fixture
def tokens(desk: Desk) -> Any:
    desk.world.add_user("ada")
    return desk.world.tokens()


def look(desk: Desk, token: str, **more: str) -> Answer:
    return desk.post(PATH, token=token, **more)


def wrong(page: Answer) -> dict[str, str]:
    """What is wrong with a token, and why."""
    assert page.status == 200, page.text
    section = page.text.partition('aria-label="Checks"')[2].partition("</section>")[0]
    cells = [unescape(one.strip()) for one in CELL.findall(section)]
    rows = list(zip(cells[::3], cells[1::3], cells[2::3], strict=True))
    assert len(rows) > 4
    assert {outcome for _, outcome, _ in rows} <= {"ok", "wrong"}
    return {name: why for name, outcome, why in rows if outcome == "wrong"}


def altered(desk: Desk, token: str, **claims: Any) -> str:
    """The token with other claims, signed by its pool; None takes a claim away."""
    said = {**jwt.claims_of(token), **claims}
    kept = {name: value for name, value in said.items() if value is not None}
    use = "id" if said.get("token_use") == "id" else "access"
    return jwt.sign(kept, *signing_key(desk.engine, desk.world.pool, use))


@pytest.mark.parametrize("name", ["AccessToken", "IdToken"])
def test_nothing_is_wrong_with_a_token_of_now_and_it_is_decoded(desk: Desk, tokens: Any, name: str):
    page = look(desk, tokens[name], client=desk.world.client_id)
    assert wrong(page) == {}
    assert "Nothing is wrong with this token." in page.text
    for shown in (
        desk.world.user().sub,
        jwt.header_of(tokens[name])["kid"],
        " UTC</span>" if " UTC" in page.text else "",
    ):
        assert shown in unescape(page.text)


def test_a_header_with_its_scheme_and_line_breaks_is_a_token_too(desk: Desk, tokens: Any):
    token = tokens["AccessToken"]
    assert wrong(look(desk, f"Bearer {token[:100]}\r\n  {token[100:]}\n")) == {}


@pytest.mark.parametrize(
    ("expected", "about", "why"),
    [
        ({"use": "id"}, "token_use", "It is access, and id was expected."),
        ({"client": "other"}, "Client", "and other was expected."),
        ({"scope": "orders/read aws.cognito.signin.user.admin"}, "Scopes", "It doesn't have orders/read."),
    ],
)
def test_what_a_back_end_wants_and_the_token_is_not_is_said(
    desk: Desk, tokens: Any, expected: dict[str, str], about: str, why: str
):
    found = wrong(look(desk, tokens["AccessToken"], **expected))
    assert list(found) == [about]
    assert why in found[about]
    assert wrong(look(desk, tokens["AccessToken"], scope="aws.cognito.signin.user.admin")) == {}


@pytest.mark.parametrize(
    ("claims", "about", "why"),
    [
        ({"exp": None}, "Expiry", "exp must be a number"),
        ({"exp": "1"}, "Expiry", "exp must be a number"),
        ({"exp": True}, "Expiry", "exp must be a number"),
        ({"exp": 10**400}, "Expiry", "exp must be a number"),
        ({"iat": 9_000_000_000}, "Issued", "from now"),
        ({"nbf": 9_000_000_000}, "Valid from", "from now"),
        ({"nbf": "soon"}, "Valid from", "must be a number"),
        ({"token_use": "refresh"}, "token_use", "neither 'access' nor 'id'"),
        ({"token_use": ["access"]}, "token_use", "neither 'access' nor 'id'"),
        ({"client_id": "nobodys"}, "Client", "No app client"),
        ({"client_id": ["x"]}, "Client", "must be the app client's id"),
        ({"sub": "somebody"}, "User", "No user of the pool"),
        ({"sub": {}}, "User", "No user of the pool"),
        ({"origin_jti": 7}, "Sign-in", "don't say which sign-in"),
        ({"origin_jti": "x"}, "Sign-in", "don't say which sign-in"),
        ({"iss": "http://127.0.0.1:4566/us-east-1_none"}, "Issuer", "No user pool of this engine"),
        ({"iss": None}, "Issuer", "No user pool of this engine"),
    ],
)
def test_each_claim_that_is_wrong_is_told_by_its_check(
    desk: Desk, tokens: Any, claims: dict[str, Any], about: str, why: str
):
    found = wrong(look(desk, altered(desk, tokens["AccessToken"], **claims)))
    assert why in found[about]
    assert set(found) <= {about, "Signature", "Client"}
    assert len(found) == 1 or about == "Issuer"


def test_an_issuer_of_another_host_is_not_this_pools(desk: Desk, tokens: Any):
    token = altered(desk, tokens["AccessToken"], iss=f"https://evil.example/{desk.world.pool_id}")
    assert "isn't the pool's issuer" in wrong(look(desk, token))["Issuer"]


def test_a_token_that_has_expired_is_told_by_the_engines_clock(desk: Desk, tokens: Any):
    desk.world.advance(3600 + 7200)
    assert list(wrong(look(desk, tokens["AccessToken"]))) == ["Expiry"]
    assert "Expired 2 h" in look(desk, tokens["AccessToken"]).text


def test_a_sign_in_that_is_over_and_a_user_who_is_disabled_are_told(desk: Desk, tokens: Any):
    desk.world.of_client("RevokeToken", Token=tokens["RefreshToken"])
    assert list(wrong(look(desk, tokens["AccessToken"]))) == ["Sign-in"]
    again = desk.world.tokens()["IdToken"]
    desk.world.user().enabled = False
    assert list(wrong(look(desk, again))) == ["User"]


def test_a_changed_token_has_no_signature(desk: Desk, tokens: Any):
    head, claims, signature = tokens["AccessToken"].split(".")
    other = jwt.encode(jwt.decode(claims).replace(b"ada", b"eve"))
    assert wrong(look(desk, f"{head}.{other}.{signature}")) == {"Signature": "The token's signature is invalid."}
    none = jwt.encode(b'{"alg":"none"}')
    assert "alg is none" in wrong(look(desk, f"{none}.{claims}."))["Signature"]


@pytest.mark.parametrize("use", ["access", "id"])
def test_no_hostile_token_gets_past(desk: Desk, tokens: Any, use: str):
    scope = "aws.cognito.signin.user.admin" if use == "access" else ""
    body = {"access_token": tokens["AccessToken"], "id_token": tokens["IdToken"], "use": use, "scope": scope}
    found = make_hostile(ControlRequest(desk.engine, body=body))["tokens"]
    made = [
        one for one in found if one["name"] not in {"wrong-scheme", "no-scheme"}
    ]  # wrong in what stands before them
    assert len(made) > 30
    passed = []
    for one in made:
        page = look(desk, one["token"], use=use, client=desk.world.client_id, scope=scope)
        if page.status == 200 and not wrong(page):
            passed.append(one["name"])
    assert passed == []


@pytest.mark.parametrize(
    ("token", "said"),
    [
        ("", "three parts"),
        ("x", "three parts"),
        ("QQ.QQ.QQ", "JSON"),
        ("é.ü.ö", "base64url"),
        ("W10.W10.W10", "JSON objects"),
        ("a.b.c.d.e", "this is a refresh token"),
    ],
)
def test_what_is_no_token_is_said_beside_it(desk: Desk, token: str, said: str):
    page = look(desk, token)
    assert page.status == 400
    assert said in unescape(page.text)
    assert f">\n{token}</textarea>" in page.text


def test_claims_that_can_hardly_be_shown_are_shown_all_the_same(desk: Desk):
    head = jwt.encode(b'{"alg":"RS256","kid":{"a":1}}')
    odd = r'{"<b>":"\ud800","deep":' + "[" * 900 + "]" * 900 + r',"exp":1e999,"iat":-5,"auth_time":1e14}'
    page = look(desk, f"{head}.{jwt.encode(odd.encode())}.AA")
    assert page.status == 200
    assert "&lt;b&gt;" in page.text
    assert "<b>" not in page.text


def test_a_token_is_not_read_from_an_address(desk: Desk, tokens: Any):
    page = desk.get(f"{PATH}?token={tokens['AccessToken']}")
    assert page.status == 200
    assert tokens["AccessToken"] not in page.text


def test_a_clients_sign_in_page_is_a_link_where_it_has_one(desk: Desk):
    assert "/oauth2/authorize" not in desk.get(desk.pool).text
    client = desk.world.add_client(
        ClientName="web",
        CallbackURLs=["http://localhost:8585/a?b=c", "http://localhost:2/"],
        AllowedOAuthFlows=["code"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthScopes=["openid"],
        SupportedIdentityProviders=["COGNITO"],
    )["ClientId"]
    found = re.search(r'href="(/oauth2/authorize[^"]+)"', desk.get(desk.pool).text)
    assert found is not None
    page = desk.get(unescape(found[1]))
    assert (page.status, page.headers["location"].split("?")[0]) == (302, "/login")
    assert client in page.headers["location"]
