"""`login`: a person signs in with a real browser, and sees at the callback what came of it."""

import json
import re
import socket
import stat
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.looks import complaints
from tests.end_to_end.checkout import Checkout, Started, finish, wait_for_line
from tests.ports import free_port

PASSWORD = "c0rrecthorse"
ADA = "ada@example.com"
NO_BROWSER = {"BROWSER": "false", "DISPLAY": "", "WAYLAND_DISPLAY": ""}


class Stack:
    """A kept stack whose app client comes back to a port that is free here."""

    def __init__(self, checkout: Checkout, callback: str) -> None:
        self.checkout = checkout
        self.callback = callback

    def login(self, *arguments: str, **variables: str) -> tuple[Started, str]:
        """Start `login`; the process, and the address that it asks to open."""
        process = self.checkout.start("login", *arguments, variables={**NO_BROWSER, **variables})
        wait_for_line(process, "Open this in a browser")
        assert process.stderr is not None
        return process, process.stderr.readline().strip()


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    checkout = Checkout.copy_of_this_one(tmp_path_factory.mktemp("login"))
    callback = f"http://localhost:{free_port()}"
    settings = checkout.root / "Pulumi.dev.yaml"
    settings.write_text(settings.read_text().replace("http://localhost:8585", callback))
    try:
        up = checkout.run("up")
        assert up.returncode == 0, up.stderr
        made = checkout.run("users", "create", ADA, "--group", "editors", "--password", "-", text_in=PASSWORD)
        assert made.returncode == 0, made.stderr
        yield Stack(checkout, callback)
    finally:
        checkout.end_what_was_started()
        checkout.run("destroy")
        checkout.run("local", "stop")


def sign_in(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_label("Email").fill(ADA)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def wait_for_page(page: Page, heading: str) -> None:
    """The page with this heading is there, to its last row."""
    page.get_by_role("heading", name=heading, exact=True).wait_for()
    page.wait_for_load_state()


def shown(page: Page) -> dict[str, str]:
    """The rows of the page, by their names."""
    return dict(zip(page.locator("dt").all_inner_texts(), page.locator("dd").all_inner_texts(), strict=True))


def history(page: Page) -> list[str]:
    """The addresses that the tab can go back and forward to."""
    session = page.context.new_cdp_session(page)
    return [entry["url"] for entry in session.send("Page.getNavigationHistory")["entries"]]


def test_signing_in_shows_what_came_and_keeps_it(page: Page, stack: Stack):
    process, url = stack.login("-o", "json")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    console: list[str] = []
    page.on("console", lambda message: console.append(message.text))
    sign_in(page, url)
    wait_for_page(page, "Signed in")
    answer, said, code = finish(process)
    assert code == 0, said
    response = json.loads(answer)

    rows = shown(page)
    assert rows["Signed in as"] == ADA
    assert rows["App client"] == "webapp"
    assert set(rows["Scopes"].split()) == {"openid", "email", "profile"}
    assert rows["Groups"] == "editors"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S+", rows["Valid until"])
    page.get_by_text("Access token", exact=True).click()
    described = page.locator("details").first.inner_text()
    assert '"alg": "RS256"' in described
    assert response["claims"]["access_token"]["jti"] in described
    assert complaints(page) == []
    assert console == []

    values = [response[f"{name}_token"] for name in ("access", "id", "refresh")]
    assert not [value for value in values if value in page.content()]
    came = next(one for one in asked if one.startswith(f"{stack.callback}/?"))
    authorization_code = parse_qs(urlsplit(came).query)["code"][0]
    for address in [page.url, *history(page)]:
        assert authorization_code not in address
        assert not [value for value in values if value in address]

    commands = page.locator("pre.command").all_inner_texts()
    kept = stack.checkout.run("token", "--user", ADA, "-o", "raw")
    assert kept.stdout.strip() == response["access_token"]
    assert f"python automation/run.py token -s dev --user {ADA} -o raw" in commands
    assert not [value for value in values if value in said]


def test_the_commands_of_the_page_work(page: Page, stack: Stack):
    process, url = stack.login()
    sign_in(page, url)
    wait_for_page(page, "Signed in")
    assert finish(process)[2] == 0

    for command in page.locator("pre.command").all_inner_texts():
        words, _, piped = command.removeprefix("python automation/run.py ").partition(" | ")
        finished = stack.checkout.run(*words.split(), variables=NO_BROWSER)
        assert finished.returncode == 0, (command, finished.stderr)
        assert finished.stdout.startswith("Authorization: Bearer ") == bool(piped)
    assert stack.checkout.run("revoke", "--user", ADA).returncode == 2  # logging out has forgotten the tokens
    signed_out = stack.checkout.run("logout", "--no-browser").stdout.strip()

    process, url = stack.login()
    page.goto(url)  # the browser's session is still there
    wait_for_page(page, "Signed in")
    assert finish(process)[2] == 0
    page.goto(signed_out)
    page.get_by_role("button", name="Sign in").wait_for()
    process, url = stack.login()
    page.goto(url)
    page.get_by_role("button", name="Sign in").wait_for()
    process.terminate()
    finish(process)


def test_a_pool_of_somebody_elses_is_signed_in_at_by_its_ids(page: Page, stack: Stack, tmp_path: Path):
    outputs = json.loads(stack.checkout.run("outputs", "-o", "json").stdout)
    (tmp_path / "secret").write_text(outputs["client_secret"])
    ids = ("--user-pool-id", outputs["user_pool_id"], "--client-id", outputs["client_id"])
    secret = ("--client-secret", f"@{tmp_path / 'secret'}")
    process, url = stack.login(*ids, *secret, "--redirect-uri", stack.callback, "-o", "json")
    sign_in(page, url)
    wait_for_page(page, "Signed in")
    answer, said, code = finish(process)
    assert code == 0, said
    assert shown(page)["Signed in as"] == ADA

    kept = stack.checkout.run("token", *ids, "-o", "raw")
    assert kept.stdout.strip() == json.loads(answer)["access_token"]
    commands = page.locator("pre.command").all_inner_texts()
    assert len(commands) == 4
    for command in commands:
        assert f"{' '.join(ids)} --user {ADA}" in command
        words = command.removeprefix("python automation/run.py ").partition(" | ")[0].split()
        finished = stack.checkout.run(*words, variables=NO_BROWSER)
        assert finished.returncode == 0, (command, finished.stderr)


def test_somebody_new_signs_up(page: Page, stack: Stack):
    process, url = stack.login("--signup", "-o", "json")
    page.goto(url)
    assert page.locator("h1").inner_text() == "Sign up"
    page.get_by_label("Email").fill("grace@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Confirm password").fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    page.get_by_label("Code").wait_for()
    inbox = stack.checkout.run("local", "inbox", "--to", "grace@example.com", "--wait", "10s", "-o", "json")
    page.get_by_label("Code").fill(json.loads(inbox.stdout)[0]["code"])
    page.get_by_role("button", name="Confirm account").click()
    wait_for_page(page, "Signed in")

    answer, said, code = finish(process)
    assert code == 0, said
    assert json.loads(answer)["claims"]["id_token"]["email"] == "grace@example.com"
    assert shown(page)["Groups"] == "none"


def test_an_answer_with_another_state_is_refused_and_the_right_one_still_comes(page: Page, stack: Stack):
    process, url = stack.login("-o", "raw")
    page.goto(url)
    page.goto(f"{stack.callback}/?code=stolen&state=another")
    assert page.locator("h1").inner_text() == "Not this sign-in"
    assert "state" in page.get_by_role("alert").inner_text()
    assert complaints(page) == []
    assert process.poll() is None

    sign_in(page, url)
    wait_for_page(page, "Signed in")
    answer, _, code = finish(process)
    assert (answer.count("."), code) == (2, 0)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("error=access_denied&error_description=User+isn%27t+allowed", "access_denied User isn't allowed"),
        ("code=made-up", "invalid_grant"),
    ],
    ids=["refused by a trigger", "a code that Cognito never gave"],
)
def test_what_cognito_refuses_is_said_on_the_page_and_in_the_terminal(
    page: Page, stack: Stack, answer: str, words: str
):
    process, url = stack.login()
    with page.expect_request(lambda request: "/oauth2/authorize?" in request.url) as begun:
        page.goto(url)
    state = parse_qs(urlsplit(begun.value.url).query)["state"][0]
    page.goto(f"{stack.callback}/?{answer}&state={state}")
    wait_for_page(page, "Not signed in")
    printed, said, code = finish(process)

    assert words in page.get_by_role("alert").inner_text()
    assert complaints(page) == []
    assert words in said
    assert (printed, code) == ("", 1)
    assert not [address for address in history(page) if "state=" in address and address.startswith(stack.callback)]


def test_a_scope_that_the_client_lacks_is_refused_before_anything_is_opened(stack: Stack):
    finished = stack.checkout.run("login", "--scope", "nothing/like-it", variables=NO_BROWSER)
    assert finished.returncode == 2
    assert "doesn't allow the scope nothing/like-it" in finished.stderr
    assert "/sign-in-" not in finished.stderr


def test_it_gives_up_when_nobody_comes(stack: Stack):
    process, _ = stack.login("--timeout", "1s")
    printed, said, code = finish(process)
    assert (printed, code) == ("", 1)
    assert "Nobody signed in within 1 s" in said
    assert "--timeout" in said
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port_of(stack))):
        pass


def test_interrupted_it_ends_at_once(stack: Stack):
    process, _ = stack.login()
    process.terminate()
    assert finish(process)[2] == 143


def test_a_taken_port_is_said_before_anything_is_opened(stack: Stack):
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", port_of(stack)))
        taken.listen()
        finished = stack.checkout.run("login", variables=NO_BROWSER)
    assert finished.returncode == 2
    assert "--redirect-uri" in finished.stderr
    assert "/sign-in-" not in finished.stderr


def test_the_browser_is_opened_and_doesnt_keep_our_streams(
    stack: Stack, tmp_path: Path, sleeper: Callable[[Path], Path]
):
    opened = tmp_path / "opened"
    process = stack.checkout.start(
        "login", "--timeout", "4s", variables={**NO_BROWSER, "BROWSER": str(sleeper(opened))}
    )
    line = wait_for_line(process, "/sign-in-")
    printed, _, code = finish(process)  # while the browser is still there

    assert opened.read_text().splitlines()[0] == line.strip()
    assert "state" not in opened.read_text()  # other users can read what a browser is started with
    assert (printed, code) == ("", 1)


@pytest.fixture
def sleeper(tmp_path: Path) -> Iterator[Callable[[Path], Path]]:
    """A browser that writes down its address, says something, and stays."""
    pids: list[Path] = []

    def make(opened: Path) -> Path:
        script, pid = tmp_path / "browser", tmp_path / "pid"
        script.write_text(f'#!/bin/sh\necho "$1" > {opened}\necho noise\necho $$ > {pid}\nexec sleep 60\n')
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
        pids.append(pid)
        return script

    yield make
    for pid in pids:
        subprocess.run(["kill", pid.read_text().strip()], check=True)


def port_of(stack: Stack) -> int:
    port: Any = urlsplit(stack.callback).port
    return int(port)
