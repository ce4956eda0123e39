"""The front end of examples/, by the commands of its page: sign-up, confirmation, renewal, sign-out, sign-in."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.chromium import PATIENCE_MS
from tests.docs.blocks import blocks
from tests.end_to_end.checkout import ROOT, Checkout
from tests.node import node_variables

pytestmark = pytest.mark.slow

ADA, PASSWORD = "ada@example.com", "Passw0rd-of-ada"
PORT = "5173"
EXAMPLE = Path("examples") / "front-end"


class Files(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Keep still."""


@pytest.fixture
def front_end(checkout: Checkout) -> Iterator[str]:
    """Its address, once everything but the last of the page's commands has run."""
    folder = checkout.root / EXAMPLE
    # What `npm ci` installs, from a cache; what `python -m http.server` serves, at a port that is free.
    (folder / "node_modules").symlink_to(node_variables(ROOT / EXAMPLE)["NODE_PATH"])
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(folder))) as server:
        settings = folder / "web.yaml"
        settings.write_text(settings.read_text().replace(PORT, str(server.server_port)))
        *commands, last = _first_block().strip().splitlines()
        assert last.endswith(f"http.server {PORT} --bind 127.0.0.1 --directory {EXAMPLE}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            for command in commands:
                _python, program, *arguments = command.split()
                assert program == "automation/run.py"
                done = subprocess.run(
                    [sys.executable, program, *arguments],
                    cwd=checkout.root,
                    env=checkout.variables(),
                    capture_output=True,
                    text=True,
                    timeout=120,
                    check=False,
                )
                assert done.returncode == 0, f"{command}\n{done.stderr}"
            yield f"http://localhost:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
            checkout.run("destroy", "--stack", "web")
            checkout.run("local", "stop")


def _first_block() -> str:
    return next(block.text for block in blocks("docs/front-end-example.md") if "--issuer local" in block.text)


def test_somebody_signs_up_confirms_renews_signs_out_and_in_again(
    page: Page, front_end: str, checkout: Checkout
) -> None:
    page.goto(front_end)
    expect(page.locator("#who")).to_have_text("nobody")
    page.get_by_role("button", name="Sign in or sign up").click()
    page.get_by_role("link", name="Sign up").click()
    for label, value in {"Email": ADA, "Password": PASSWORD, "Confirm password": PASSWORD}.items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Sign up", exact=True).click()
    code = checkout.run("local", "inbox", "--to", ADA, "--wait", "60", "-o", "raw")
    assert code.returncode == 0, code.stderr
    page.get_by_label("Code", exact=True).fill(code.stdout.strip())
    page.get_by_role("button", name="Confirm account").click()
    is_back(page, front_end, ADA)
    page.get_by_role("button", name="Renew").click()
    expect(page.locator("#renewals")).to_have_text("1")
    page.get_by_role("button", name="Sign out").click()
    is_back(page, front_end, "nobody")
    page.get_by_role("button", name="Sign in or sign up").click()
    page.get_by_label("Email", exact=True).fill(ADA)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    is_back(page, front_end, ADA)
    page.reload()
    expect(page.locator("#who")).to_have_text(ADA)
    page.goto(f"{front_end}?code=somebody-elses&state=never-sent")
    expect(page.locator("#problem")).to_have_text("No matching state found in storage")
    expect(page.get_by_role("button", name="Sign in or sign up")).to_be_visible()


def is_back(page: Page, front_end: str, who: str) -> None:
    """On the page of the example, whose address holds no code any more, and which has nothing to complain of."""
    page.wait_for_url(front_end, timeout=PATIENCE_MS)
    expect(page.locator("#who")).to_have_text(who)
    expect(page.locator("#problem")).to_be_empty()
