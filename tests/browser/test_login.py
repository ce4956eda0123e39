"""`login`: a person's browser on the hosted UI, and the page at the callback."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.browser.looks import complaints
from tests.end_to_end.checkout import Checkout, finish, wait_for_line

CALLBACK = "http://localhost:8585"
NAME, PASSWORD = "ada@example.com", "Correct-h0rse"


@pytest.fixture(autouse=True)
def nobody_waits(deployed: Checkout) -> Iterator[None]:
    yield
    deployed.end_what_was_started()


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    checkout = Checkout.copy_of_this_one(tmp_path_factory.mktemp("login"))
    up = checkout.run("up")
    assert up.returncode == 0, up.stderr
    created = checkout.run("users", "create", NAME, "--group", "staff", "--password", "-", text_in=PASSWORD)
    assert created.returncode == 0, created.stderr
    yield checkout
    checkout.end_what_was_started()
    checkout.run("destroy")
    checkout.run("local", "stop")
    assert checkout.processes() == []


def begin(deployed: Checkout, *options: str) -> tuple[subprocess.Popen[str], str]:
    """A `login` that waits, and the URL that it says."""
    process = deployed.start("login", "--no-browser", "-o", "json", *options)
    found = re.search(r"http\S+", wait_for_line(process, "/"))
    assert found
    return process, found[0]


def sign_in(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_label("Email").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("h1")).to_have_text("Signed in")


def test_the_page_says_who_signed_in_for_whom_until_when_with_which_scopes_and_groups(
    page: Page, deployed: Checkout, tmp_path: Path
):
    process, url = begin(deployed)

    sign_in(page, url)
    stdout, stderr, code = finish(process)
    page.screenshot(path=tmp_path / "signed-in.png", full_page=True)

    assert code == 0, stderr
    shown = dict(zip(page.locator("dt").all_inner_texts(), page.locator("dd").all_inner_texts(), strict=True))
    assert shown["Signed in as"] == NAME
    assert shown["For the app client"] == "webapp"
    assert set(shown["Scopes"].split()) == {"openid", "email", "profile"}
    assert shown["Groups"] == "staff"
    assert re.fullmatch(r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d", shown["Until"])
    page.get_by_text("Access token", exact=True).click()
    assert '"kid"' in page.locator("details[open]").inner_text()
    assert '"token_use": "access"' in page.locator("details[open]").inner_text()
    assert f"token -s dev --user {NAME} -o raw" in page.content()
    assert [one for one in complaints(page) if not one.startswith("title")] == []
    tokens = json.loads(stdout)
    assert tokens["claims"]["access_token"]["cognito:groups"] == ["staff"]


def test_no_token_and_no_code_is_left_in_the_page_or_in_the_browsers_history(page: Page, deployed: Checkout):
    process, url = begin(deployed)

    sign_in(page, url)
    tokens = json.loads(finish(process)[0])

    history = page.context.new_cdp_session(page).send("Page.getNavigationHistory")["entries"]
    visited = [entry["url"] for entry in history]
    assert visited[-1].startswith(f"{CALLBACK}/signed-in-")
    assert [one for one in visited if one.startswith(CALLBACK) and "?" in one] == []
    for name in ("access_token", "id_token", "refresh_token"):
        assert tokens[name] not in page.content()


def test_what_login_fetched_is_what_token_gives_and_userinfo_revoke_and_logout_work_with_it(
    page: Page, deployed: Checkout
):
    process, url = begin(deployed)
    sign_in(page, url)
    tokens = json.loads(finish(process)[0])

    assert deployed.run("token", "--user", NAME, "-o", "raw").stdout.strip() == tokens["access_token"]
    said = json.loads(deployed.run("userinfo", "--user", NAME, "-o", "json").stdout)
    assert (said["sub"], said["email"]) == (tokens["claims"]["id_token"]["sub"], NAME)
    leaving = deployed.run("logout", "--no-browser", "-o", "raw")
    assert leaving.returncode == 0, leaving.stderr
    page.goto(leaving.stdout.strip())
    revoked = deployed.run("revoke", "--user", NAME)
    assert revoked.returncode == 0, revoked.stderr
    process, again = begin(deployed)
    page.goto(again)
    expect(page.get_by_label("Password")).to_be_visible()
    process.terminate()
    finish(process)


def test_a_new_user_signs_up_and_comes_back_signed_in(page: Page, deployed: Checkout):
    process, url = begin(deployed, "--signup")

    page.goto(url)
    page.get_by_label("Email").fill("new@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Confirm password").fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_label("Code")).to_be_visible()
    code = deployed.run("local", "inbox", "--to", "new@example.com", "--wait", "10s", "-o", "raw").stdout.split()[-1]
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator("h1")).to_have_text("Signed in")

    assert urlsplit(url).path == "/signup"
    assert finish(process)[2] == 0


def test_an_answer_with_another_state_is_refused_and_the_right_one_still_waited_for(page: Page, deployed: Checkout):
    process, url = begin(deployed)

    refused = requests.get(CALLBACK, params={"code": "x", "state": "another"}, timeout=10)
    foreign = requests.get(
        CALLBACK, params={"code": "x", "state": parse_qs(urlsplit(url).query)["state"][0], "iss": "https://evil"},
        timeout=10,
    )  # fmt: skip
    rebound = requests.get(CALLBACK, headers={"Host": "evil.example:8585"}, timeout=10)
    sign_in(page, url)

    assert (refused.status_code, "state" in refused.text) == (400, True)
    assert (foreign.status_code, "issuer" in foreign.text) == (400, True)
    assert rebound.status_code == 403
    assert finish(process)[2] == 0


def test_cognitos_refusal_is_shown_on_the_page_and_ends_the_command(page: Page, deployed: Checkout):
    process, url = begin(deployed)
    state = parse_qs(urlsplit(url).query)["state"][0]

    page.goto(f"{CALLBACK}/?error=access_denied&error_description=Not+you&state={state}")
    expect(page.locator("h1")).to_have_text("Not signed in")

    _, stderr, code = finish(process)
    assert code == 1
    assert "access_denied Not you" in stderr


def test_it_gives_up_when_nobody_comes(deployed: Checkout):
    finished = deployed.run("login", "--no-browser", "--timeout", "1s")

    assert finished.returncode == 1
    assert "Nobody signed in within 1 s" in finished.stderr
