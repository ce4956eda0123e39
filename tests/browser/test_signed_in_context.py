"""The fixture `signed_in_context` in a suite of somebody else's, with pytest-playwright as it comes from PyPI."""

import subprocess
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.chromium import chromium_settings
from tests.end_to_end.checkout import Checkout
from tests.isolated import isolated_environment
from tests.local.clients.application import application_anywhere
from tests.local.clients.programs import FOLDER, Programs

pytestmark = pytest.mark.slow

PACKAGES = ("pytest-playwright==0.7.1", f"playwright=={version('playwright')}")
SUITE = """
import pytest
from playwright.sync_api import expect

@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": EXECUTABLE, "args": ARGUMENTS}

def opened(context, cognito):
    page = context.new_page()
    endpoints = ("issuer", "jwks_uri", "token_endpoint", "userinfo_endpoint")
    metadata = {name: cognito.outputs[name] for name in endpoints}
    metadata["authorization_endpoint"] = cognito.outputs["authorize_endpoint"]
    manager = {"authority": metadata["issuer"], "client_id": cognito.outputs["client_id"], "metadata": metadata}
    page.route("**/settings.json", lambda route: route.fulfill(json={"manager": manager}))
    page.goto("/")
    expect(page.locator("body")).to_have_attribute("data-ready", "true")
    return page

def test_each_context_is_somebody(signed_in_context, user_factory, cognito):
    for name in ("ada@example.com", "grace@example.com"):
        page = opened(signed_in_context(user_factory(name), library="oidc-client-ts"), cognito)
        expect(page.locator("#who")).to_have_text(name)

def test_nobody_is_signed_in_elsewhere(context, cognito):
    expect(opened(context, cognito).locator("#who")).to_have_text("nobody")
"""


@pytest.fixture(scope="session")
def python() -> Path:
    """With pytest-playwright, and nothing of this project's."""
    return isolated_environment(*PACKAGES) / "python"


def test_a_suite_opens_its_application_signed_in(
    checkout: Checkout, python: Path, programs: Programs, tmp_path: Path
) -> None:
    executable, arguments = chromium_settings()
    suite = tmp_path / "suite"
    suite.mkdir()
    given = SUITE.replace("EXECUTABLE", repr(executable)).replace("ARGUMENTS", repr(arguments))
    (suite / "test_application.py").write_text(given)
    library = programs.packages / "oidc-client-ts" / "dist" / "browser" / "oidc-client-ts.min.js"
    with application_anywhere() as (application, origin):
        application.serve_page(library.read_text("utf-8"), (FOLDER / "oidc_application.js").read_text("utf-8"))
        command = [str(python), "-m", "pytest", "-p", "automation.pytest_plugin", "-q", "--base-url", origin]
        variables = checkout.variables({"PYTHONPATH": str(checkout.root)})
        done = subprocess.run(
            command, cwd=suite, env=variables, capture_output=True, text=True, timeout=200, check=False
        )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout
