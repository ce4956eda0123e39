"""What `export cypress` writes.

Cypress' program is downloaded from its maker, and tests download nothing but packages. So the command is checked
against Cypress' own types, and run in Chromium with a stand-in for the few commands that it calls.
"""

import json
import re
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.automation.driver import Driver
from tests.browser.test_signed_in import application, context_of, is_ready, oidc_page, outputs
from tests.local.clients.application import Application
from tests.local.clients.programs import Programs
from tests.node import node_variables

pytestmark = pytest.mark.slow

__all__ = ["application", "outputs"]
TYPES = Path(__file__).with_name("cypress")


def exported(driver: Driver, origin: str) -> Path:
    folder = driver.root / "cypress"
    options = ("--library", "oidc-client-ts", "--origin", origin, "--folder", str(folder))
    ran = driver.run("export", "cypress", *options)
    assert ran.code == 0, ran.stderr
    return folder


def test_an_application_opens_signed_in_after_the_command(
    driver: Driver, application: tuple[Application, str], programs: Programs, page: Page
) -> None:
    running, origin = application
    folder = exported(driver, origin)
    fixture = (folder / "fixtures" / "cognito.json").read_text()
    scripts = [(TYPES / "stand_in.js").read_text(), (folder / "support" / "cognito.js").read_text()]
    running.serve("/test", "text/html", "<!doctype html><title>Cypress</title>")
    running.serve("/fixtures/cognito.json", "application/json", fixture)
    oidc_page(running, programs)
    tab = context_of(page).new_page()
    tab.goto(f"{origin}/test")
    for script in scripts:
        tab.evaluate(script)

    ran: dict[str, Any] = tab.evaluate("runCommand('signInByCognito')")

    assert ran["sessions"] == [["cognito", "cognito.json", json.loads(fixture)["id"]]]
    assert ran["visits"] == [origin]
    (cookie,) = [one for one in ran["cookies"] if one["name"].startswith("cognito-")]
    assert cookie["domain"] == "127.0.0.1"
    assert cookie["httpOnly"]
    tab.goto(origin)
    is_ready(tab)
    expect(tab.locator("#who")).to_have_text(re.compile(r"^test-.*@example\.com$"))


def test_the_command_is_right_by_cypress_own_types_and_only_the_fixture_is_secret(
    driver: Driver, application: tuple[Application, str], tmp_path: Path
) -> None:
    variables = node_variables(TYPES)
    folder = exported(driver, application[1])
    support, fixture = folder / "support" / "cognito.js", folder / "fixtures" / "cognito.json"
    assert stat.S_IMODE(fixture.stat().st_mode) == 0o600
    tokens = json.loads(json.loads(fixture.read_text())["localStorage"].popitem()[1])
    assert tokens["access_token"] not in support.read_text()
    checked = tmp_path / "checked"
    checked.mkdir()
    (checked / "node_modules").symlink_to(variables["NODE_PATH"])
    for file in (support, TYPES / "example.js", TYPES / "commands.d.ts"):
        shutil.copy(file, checked / file.name)
    tsc = ["tsc", "--noEmit", "--allowJs", "--checkJs", "--target", "es2022", "--types", "cypress", "--skipLibCheck"]
    names = ["cognito.js", "example.js", "commands.d.ts"]

    done = subprocess.run(
        [*tsc, *names], cwd=checked, env=variables, capture_output=True, text=True, timeout=120, check=False
    )

    assert done.returncode == 0, done.stdout
