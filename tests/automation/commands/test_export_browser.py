"""`export playwright` on a kept stack."""

import json
import stat
from typing import Any

import pytest

from local import service
from local.program import ENGINE
from tests.automation.driver import SETTINGS, Driver

PUBLIC = {**SETTINGS["clients"][0], "name": "spa", "generate_secret": False}
ORIGIN = ("--origin", "http://127.0.0.1:5173")


@pytest.fixture
def deployed(driver: Driver) -> Driver:
    driver.write_stack("dev", {**SETTINGS, "clients": [PUBLIC, *SETTINGS["clients"]]})
    assert driver.run("up").code == 0
    return driver


def users(driver: Driver) -> list[Any]:
    cognito = driver.cognito()
    pool_id = driver.run("outputs", "-o", "json").json()["user_pool_id"]
    found: list[Any] = cognito.list_users(UserPoolId=pool_id)["Users"]
    return found


def test_a_storage_state_is_written_for_oneself_alone(deployed: Driver) -> None:
    folder = deployed.root / "auth"
    ran = deployed.run("export", "playwright", "--library", "oidc-client-ts", *ORIGIN, "--folder", str(folder))
    assert ran.code == 0, ran.stderr
    assert ran.stdout == ""
    files = sorted(folder.iterdir())
    assert [file.name for file in files] == ["cognito.session-storage.js", "cognito.storage-state.json"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    state = json.loads(files[1].read_text())
    assert state["cookies"]
    assert state["origins"][0]["origin"] == ORIGIN[1]


def test_a_browser_has_a_sign_in_of_its_own(deployed: Driver) -> None:
    asked = ("export", "playwright", "--library", "amplify", *ORIGIN)
    kept = deployed.run("token", "-o", "raw").stdout
    states = [deployed.run(*asked).json()["origins"][0]["localStorage"] for _ in range(2)]
    tokens = {one["value"] for state in states for one in state if one["name"].endswith(".accessToken")}
    assert len(tokens) == 2
    assert deployed.run("token", "-o", "raw").stdout == kept
    assert kept.strip() not in tokens


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--library", "amplify", "--origin", "https://evil.example.com"), "neither on this machine"),
        (("--library", "amplify", "--client", "web"), "has a secret"),
        (("--library", "oidc-client-ts", "--flow", "srp"), "doesn't use the hosted UI"),
        (("--library", "oidc-client-ts", "--client", "batch"), "doesn't allow the flow code"),
        (("--library", "vue"), "The libraries: amplify"),
    ],
)
def test_what_can_not_be_signed_in_leaves_nothing(deployed: Driver, options: tuple[str, ...], words: str) -> None:
    folder = deployed.root / "auth"
    ran = deployed.run("export", "playwright", *options, "--folder", str(folder))
    assert ran.code == 2
    assert words in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1
    assert not folder.exists()
    assert users(deployed) == []


def test_a_pool_of_somebody_elses_without_a_known_user_is_said(deployed: Driver) -> None:
    outputs = deployed.run("outputs", "-o", "json").json()
    state = service.ServiceFiles(deployed.root / ENGINE).engine_state
    state.parent.mkdir(parents=True, exist_ok=True)
    state.touch()
    ids = ("--user-pool-id", outputs["user_pool_id"], "--client-id", outputs["client_id"])
    ran = deployed.run("export", "playwright", *ids, "--library", "amplify", *ORIGIN, "--flow", "srp")
    assert ran.code == 2, ran.stderr
    assert "No user was named" in ran.stderr


def test_files_without_a_folder_are_refused_before_anybody_signs_in(deployed: Driver) -> None:
    ran = deployed.run("export", "cypress", "--library", "amplify", *ORIGIN)
    assert ran.code == 2
    assert "export cypress --folder FOLDER" in ran.stderr
    assert users(deployed) == []


def test_other_formats_are_about_no_browser(deployed: Driver) -> None:
    for name in ("env", "k6"):
        ran = deployed.run("export", name, "--library", "amplify")
        assert ran.code == 2
        assert f"--library doesn't apply to the format {name}" in ran.stderr
