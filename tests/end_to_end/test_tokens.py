"""Tokens of a kept stack: kept, renewed and dropped; what is said of them, and their end."""

import json
import shutil
import stat
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.end_to_end.checkout import Checkout, finish


class Stack:
    """A kept stack, and a record of each start of the Pulumi CLI."""

    def __init__(self, checkout: Checkout, folder: Path) -> None:
        self.checkout = checkout
        self.folder = checkout.root / ".environments" / "local" / "local-dev"
        self._starts = folder / "starts"
        real = shutil.which("pulumi", path=checkout.local_variables()["PATH"])
        recorder = folder / "pulumi"
        recorder.write_text(f'#!/bin/sh\necho "$@" >> {self._starts}\nexec {real} "$@"\n')
        recorder.chmod(0o755)
        path = checkout.variables()["PATH"]
        self.variables = {"PATH": f"{folder}:{path}"}

    def run(self, *arguments: str, text_in: str = "") -> str:
        """The answer of a command that succeeds."""
        finished = self.checkout.run(*arguments, variables=self.variables, text_in=text_in)
        assert finished.returncode == 0, finished.stderr
        return finished.stdout.strip()

    def refused(self, *arguments: str) -> tuple[int, str]:
        """The exit code and the words of a command that doesn't."""
        finished = self.checkout.run(*arguments, variables=self.variables)
        assert finished.stdout == ""
        return finished.returncode, finished.stderr

    def starts_of_pulumi(self) -> list[str]:
        """What the CLI was started with since this was last asked."""
        started = self._starts.read_text().splitlines() if self._starts.exists() else []
        self._starts.unlink(missing_ok=True)
        return started

    def cache(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((self.folder / "tokens.json").read_text())
        return content

    def let_it_be_later(self, left_s: float) -> None:
        """The tokens that are kept have so many seconds left."""
        content = self.cache()
        for entry in content["entries"].values():
            entry["expires_at"] = time.time() + left_s
        (self.folder / "tokens.json").write_text(json.dumps(content))


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    checkout = Checkout.copy_of_this_one(tmp_path_factory.mktemp("tokens"))
    try:
        deployed = checkout.run("up")
        assert deployed.returncode == 0, deployed.stderr
        yield Stack(checkout, tmp_path_factory.mktemp("bin"))
        assert checkout.run("destroy").returncode == 0
        assert checkout.git_status() == ""
    finally:
        checkout.end_what_was_started()
        checkout.run("local", "stop")
    assert checkout.processes() == []


@pytest.fixture(autouse=True)
def _fresh(stack: Stack) -> None:
    (stack.folder / "tokens.json").unlink(missing_ok=True)
    stack.run("outputs", "--refresh")
    stack.starts_of_pulumi()


def test_pulumi_is_started_only_where_the_outputs_are_unknown_or_asked_for_anew(stack: Stack):
    fetched = stack.run("token", "-o", "raw")
    assert stack.run("token", "-o", "raw") == fetched
    assert stack.run("token", "--no-cache", "-o", "raw") != fetched
    assert stack.run("userinfo", "-o", "json")
    assert stack.starts_of_pulumi() == []

    stack.run("token", "--refresh")
    assert [start for start in stack.starts_of_pulumi() if "output" in start]

    (stack.folder / "outputs.json").unlink()
    stack.run("token", "--no-cache")
    assert [start for start in stack.starts_of_pulumi() if "output" in start]
    stack.run("token", "--no-cache")
    assert stack.starts_of_pulumi() == []


def test_what_is_kept_is_for_its_owner_alone(stack: Stack):
    fetched = stack.run("token", "-o", "raw")

    for name in ("tokens.json", "outputs.json"):
        assert stat.S_IMODE((stack.folder / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(stack.folder.stat().st_mode) == 0o700

    (stack.folder / "tokens.json").chmod(0o644)
    assert stack.run("token", "-o", "raw") != fetched  # others could have written it
    assert stat.S_IMODE((stack.folder / "tokens.json").stat().st_mode) == 0o600


def test_tokens_are_renewed_with_the_refresh_token_shortly_before_they_expire(stack: Stack):
    first = json.loads(stack.run("token", "-o", "json"))
    stack.let_it_be_later(90)
    assert json.loads(stack.run("token", "-o", "json"))["access_token"] == first["access_token"]

    stack.let_it_be_later(30)
    renewed = json.loads(stack.run("token", "-o", "json"))
    assert renewed["access_token"] != first["access_token"]
    assert renewed["expires_in"] > 3500
    origins = [tokens["claims"]["access_token"]["origin_jti"] for tokens in (first, renewed)]
    assert origins[0] == origins[1]  # of the same sign-in
    assert json.loads(stack.run("token", "-o", "json"))["access_token"] == renewed["access_token"]


def test_where_the_refresh_token_is_no_good_any_more_the_user_signs_in_again(stack: Stack):
    first = json.loads(stack.run("token", "-o", "json"))
    content = stack.cache()
    stack.run("revoke")
    (stack.folder / "tokens.json").write_text(json.dumps(content))
    stack.let_it_be_later(30)

    again = json.loads(stack.run("token", "-o", "json"))

    assert again["claims"]["access_token"]["origin_jti"] != first["claims"]["access_token"]["origin_jti"]
    assert again["refresh_token"] != first["refresh_token"]


def test_processes_at_once_leave_a_whole_file_with_the_tokens_of_all(stack: Stack):
    names = [f"at-once-{number}@example.com" for number in range(4)]
    stack.run("users", "create", *names)

    running = [stack.checkout.start("token", "--user", name, "-o", "raw") for name in names]
    fetched = {}
    for name, process in zip(names, running, strict=True):
        fetched[name], said, code = finish(process)
        assert code == 0, said

    assert {json.loads(question)["user"] for question in stack.cache()["entries"]} == set(names)
    for name in names:
        assert stack.run("token", "--user", name, "-o", "raw") == fetched[name].strip()


def test_a_change_of_the_stack_drops_the_tokens(stack: Stack):
    settings = stack.checkout.root / "Pulumi.dev.yaml"
    original = settings.read_text()
    first = stack.run("token", "-o", "raw")
    try:
        settings.write_text(original.replace("minimum_length: 8", "minimum_length: 9"))
        changed = stack.checkout.run("up")
        assert changed.returncode == 0, changed.stderr
        second = stack.run("token", "-o", "raw")
        assert second != first

        variables = stack.checkout.local_variables()
        behind_its_back = stack.checkout.pulumi("up", "--yes", "--skip-preview", variables=variables)
        assert behind_its_back.returncode == 0, behind_its_back.stdout + behind_its_back.stderr
        assert stack.run("token", "-o", "raw") not in (first, second)
    finally:
        settings.write_text(original)
        assert stack.checkout.run("up").returncode == 0


def test_destroying_the_stack_drops_the_tokens(stack: Stack):
    first = json.loads(stack.run("token", "-o", "json"))
    assert stack.checkout.run("destroy").returncode == 0
    assert not stack.folder.exists()
    code, said = stack.refused("token")
    assert code == 1
    assert "There is no stack" in said

    assert stack.checkout.run("up").returncode == 0
    again = json.loads(stack.run("token", "-o", "json"))
    assert again["claims"]["access_token"]["iss"] != first["claims"]["access_token"]["iss"]


def test_userinfo_says_whom_the_token_is_for_and_why_it_refuses_one(stack: Stack):
    known = json.loads(stack.run("userinfo", "-o", "json"))
    claims = json.loads(stack.run("token", "--flow", "code", "-o", "json"))["claims"]["id_token"]
    assert (known["sub"], known["email"]) == (claims["sub"], claims["email"])

    code, said = stack.refused("userinfo", "--flow", "admin")
    assert code == 1
    assert "openid" in said
    assert "--flow code" in said


def test_every_kind_of_token_is_verified(stack: Stack):
    for flow in ("admin", "srp", "code"):
        for which in ("access", "id"):
            token = stack.run("token", "--flow", flow, "--which", which, "-o", "raw")
            verified = json.loads(stack.run("verify", "-", "--use", which, "-o", "json", text_in=token))
            assert verified["claims"]["token_use"] == which


def test_a_revoked_sign_in_is_over_for_cognito_and_forgotten_here(stack: Stack):
    outputs = json.loads(stack.run("outputs", "-o", "json"))
    tokens = json.loads(stack.run("token", "--flow", "code", "-o", "json"))
    assert ask_userinfo(outputs, tokens).status_code == requests.codes.ok

    finished = stack.checkout.run("revoke", "--flow", "code", "-o", "json")

    assert json.loads(finished.stdout)["revoked"] is True
    assert "until they expire" in finished.stderr
    assert tokens["refresh_token"] not in finished.stdout + finished.stderr
    assert ask_userinfo(outputs, tokens).status_code == requests.codes.unauthorized
    renewal = renew(outputs, tokens)
    assert (renewal.status_code, renewal.json()["error"]) == (400, "invalid_grant")
    assert stack.run("verify", "-", "-o", "json", text_in=tokens["access_token"])  # its signature is as good as ever
    code, said = stack.refused("revoke", "--flow", "code")
    assert code == 2
    assert "no refresh token to revoke" in said


def test_logging_out_forgets_the_tokens_and_only_everywhere_revokes_them(stack: Stack):
    outputs = json.loads(stack.run("outputs", "-o", "json"))
    tokens = json.loads(stack.run("token", "--flow", "code", "-o", "json"))

    url = stack.run("logout", "--flow", "code", "--no-browser")
    # The dev client has no sign-out URL: the browser ends at a new sign-in.
    answer = requests.get(url, allow_redirects=False, timeout=10)
    assert answer.is_redirect
    assert answer.headers["Location"].startswith((outputs["hosted_ui_url"], "/login", "/oauth2/authorize"))
    assert stack.cache()["entries"] == {}
    assert renew(outputs, tokens).status_code == requests.codes.ok

    again = json.loads(stack.run("token", "--flow", "code", "-o", "json"))
    stack.run("logout", "--flow", "code", "--everywhere", "--no-browser")
    assert ask_userinfo(outputs, again).status_code == requests.codes.unauthorized
    for ended in (tokens, again):
        assert renew(outputs, ended).json()["error"] == "invalid_grant"
    code, said = stack.refused("logout", "--everywhere", "--no-browser")
    assert code == 2
    assert "Nobody is signed in here" in said


def ask_userinfo(outputs: Mapping[str, Any], tokens: Mapping[str, Any]) -> requests.Response:
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    return requests.get(outputs["userinfo_endpoint"], headers=headers, timeout=10)


def renew(outputs: Mapping[str, Any], tokens: Mapping[str, Any]) -> requests.Response:
    return requests.post(
        outputs["token_endpoint"],
        auth=(outputs["client_id"], outputs["client_secret"]),
        data={"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]},
        timeout=10,
    )
