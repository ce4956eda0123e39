"""A person signs in on the hosted UI in a real browser, and lands on the callback with a code."""

import base64
import hashlib
import re
import secrets
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import requests
from playwright.sync_api import Page, Route

from tests.end_to_end.checkout import Checkout, finish, read_object

CALLBACK = "http://localhost:8585"


def test_signing_in_on_the_hosted_ui_leads_to_a_code_that_can_be_exchanged(
    page: Page, checkout: Checkout, tmp_path: Path
):
    process = checkout.start("--hold", "-o", "json")
    report = read_object(process)
    outputs, user = report["outputs"], report["user"]
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": outputs["client_id"],
        "redirect_uri": CALLBACK,
        "scope": "openid email profile",
        "state": "st4te",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    page.route(f"{CALLBACK}/**", land)

    page.goto(f"{outputs['authorize_endpoint']}?{urlencode(query)}")
    page.screenshot(path=tmp_path / "sign-in.png")
    page.get_by_label("Email").fill(user["username"])
    page.get_by_label("Password").fill("Wr0ng-password")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("Incorrect username or password.").wait_for()
    page.get_by_label("Email").fill(user["username"])
    page.get_by_label("Password").fill(user["password"])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile(re.escape(CALLBACK)))

    answer = parse_qs(urlsplit(page.url).query)
    assert answer["state"] == ["st4te"]
    tokens = requests.post(
        outputs["token_endpoint"],
        auth=(outputs["client_id"], outputs["client_secret"]),
        data={
            "grant_type": "authorization_code",
            "client_id": outputs["client_id"],
            "code": answer["code"][0],
            "redirect_uri": CALLBACK,
            "code_verifier": verifier,
        },
        timeout=10,
    )
    assert tokens.status_code == 200, tokens.text
    assert tokens.json()["token_type"] == "Bearer"
    process.terminate()
    assert finish(process)[2] == 0


def land(route: Route) -> None:
    """Stands for the application at the callback URL."""
    route.fulfill(status=200, content_type="text/html", body="<h1>Signed in</h1>")
