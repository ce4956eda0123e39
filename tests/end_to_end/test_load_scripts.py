"""The load tests of `export k6`, `locust` and `artillery`, run by those programs as they are.

Each against a back end that lets nobody in whose token is over: of three rows of the feed two have such a token, which
the scripts have to replace.
"""

import csv
import json
import stat
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from operator import itemgetter
from pathlib import Path

import pytest

from tests import load_tools
from tests.end_to_end.checkout import Checkout

pytestmark = pytest.mark.slow

PEOPLE = 3
ODD_PASSWORD = """="ü"ß,x9 'Ω"""
"""With what CSV has rules for, and more than ASCII."""
EXPIRED = "e30.eyJleHAiOjF9.c2lnbmF0dXJl"
TIMEOUT_S = 120


@dataclass
class BackEnd:
    """What it heard."""

    url: str = ""
    tokens: set[str] = field(default_factory=set)
    everybody: threading.Event = field(default_factory=threading.Event)
    """Set when each of the three has come with a good token: only then are they let in, so that none comes for two."""

    def let_in(self, token: str) -> bool:
        self.tokens.add(token)
        if len(self.tokens - {EXPIRED}) == PEOPLE:
            self.everybody.set()
        return token != EXPIRED and self.everybody.wait(TIMEOUT_S)


@pytest.fixture
def back_end() -> Iterator[BackEnd]:
    heard = BackEnd()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            self.send_response(200 if heard.let_in(token) else 401)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        heard.url = f"http://127.0.0.1:{server.server_port}/orders"
        try:
            yield heard
        finally:
            server.shutdown()
            thread.join()


def exported(deployed: Checkout, name: str, folder: Path, url: str) -> None:
    """Three users of which two have a token that is over. The app client has a secret."""
    many = deployed.run("users", "create", "--count", str(PEOPLE - 1), "--prefix", name)
    odd = deployed.run("users", "create", f"{name}-odd@example.com", "--password", "-", text_in=ODD_PASSWORD)
    assert (many.returncode, odd.returncode) == (0, 0), many.stderr + odd.stderr
    export = deployed.run("export", name, "--backend-url", url, "--folder", str(folder))
    assert export.returncode == 0, export.stderr
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    with (folder / "users.csv").open(newline="") as file:
        rows = sorted(
            (row for row in csv.DictReader(file) if row["username"].startswith(name)), key=itemgetter("username")
        )
    assert len(rows) == PEOPLE
    assert rows[-1]["password"] == ODD_PASSWORD
    for row in rows[1:]:
        row["access_token"] = EXPIRED
    with (folder / "users.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def assert_everybody_got_in(deployed: Checkout, back_end: BackEnd) -> None:
    assert len(back_end.tokens) == PEOPLE
    assert EXPIRED not in back_end.tokens
    for token in back_end.tokens:
        assert deployed.run("verify", "-", text_in=token).returncode == 0


def run(
    command: Sequence[str], deployed: Checkout, folder: Path, variables: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env=deployed.variables(variables),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )


def test_k6_signs_in_by_srp_whoever_has_no_token_that_is_good(standing, back_end, tmp_path):
    deployed = standing("dev")
    exported(deployed, "k6", tmp_path, back_end.url)
    command = [*load_tools.k6(), "run", "--no-color", "cognito.k6.js"]
    of_everybody = ["--vus", str(PEOPLE), "--iterations", str(PEOPLE)]
    variables = {"K6_NO_USAGE_REPORT": "true"}

    done = run([*command, *of_everybody], deployed, tmp_path, variables)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "✓ signed in" in done.stdout
    assert "✓ the access token is accepted" in done.stdout
    assert_everybody_got_in(deployed, back_end)
    once, always = ["--vus", "1", "--iterations", "1"], ["--env", "COGNITO_SIGN_IN=always"]
    again = run([*command, *once, *always], deployed, tmp_path, variables)
    assert "✓ signed in" in again.stdout
    assert len(back_end.tokens) == PEOPLE + 1


def test_locust_renews_the_tokens_that_are_over(standing, back_end, tmp_path):
    deployed = standing("dev")
    exported(deployed, "locust", tmp_path, back_end.url)
    command = [*load_tools.locust(), "--headless", "--users", str(PEOPLE), "--spawn-rate", str(PEOPLE)]

    with subprocess.Popen(
        command, cwd=tmp_path, env=deployed.variables(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        got_in = back_end.everybody.wait(TIMEOUT_S)
        process.terminate()
        said, _ = process.communicate(timeout=TIMEOUT_S)

    assert got_in, said
    assert process.returncode == 0, said
    assert_everybody_got_in(deployed, back_end)


def test_artillery_renews_the_tokens_that_are_over(standing, back_end, tmp_path):
    deployed = standing("dev")
    exported(deployed, "artillery", tmp_path, back_end.url)
    command, variables = load_tools.artillery()
    once_each = {"config": {"phases": [{"duration": 1, "arrivalCount": PEOPLE}]}}

    done = run([*command, "run", "artillery.yml", "--overrides", json.dumps(once_each)], deployed, tmp_path, variables)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "ok: http.codes.200 == vusers.created" in done.stdout
    assert_everybody_got_in(deployed, back_end)
