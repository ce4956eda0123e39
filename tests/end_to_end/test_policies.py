"""The policy pack under the real CLI, on a program that isn't ours: pools that somebody made with pulumi_aws alone."""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from auditing.checks import BY_ID
from automation.cli.bootstrap import POLICIES, build_environment
from local.cognito.launcher import EngineProcess, LaunchOptions
from local.credentials import Credentials
from local.provider.server import ProviderServer
from tests.credentials import CREDENTIALS
from tests.local.pulumi_project import PulumiProject

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PACK = ROOT / "policies"
PROGRAM = Path(__file__).with_name("foreign_pools")


class Guarded:
    """The program in a stack of its own, with the policy pack."""

    def __init__(self, project: PulumiProject, folder: Path) -> None:
        self._project = project
        self._folder = folder

    def run(self, *arguments: str, weak: bool = False, policies: Mapping[str, Any] | None = None) -> tuple[int, str]:
        """A command's exit code, and what it says."""
        self._project.configure({"config": {"aws:region": "us-east-1", "foreign-pools:weak": weak}})
        config = self._folder / "policies.json"
        config.write_text(json.dumps(policies or {}))
        finished = self._project.run(*arguments, "--policy-pack", str(PACK), "--policy-pack-config", str(config))
        return finished.returncode, finished.stdout + finished.stderr

    def made(self) -> set[str]:
        """The resources of the stack, by name."""
        exported = json.loads(self._project.run("stack", "export").stdout)["deployment"]
        return {found["urn"].rpartition("::")[2] for found in exported.get("resources", []) if found["custom"]}


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Guarded]:
    build_environment(ROOT, lambda _words: None, POLICIES)
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    with ExitStack() as stack:
        engine = stack.enter_context(EngineProcess(LaunchOptions(credentials=CREDENTIALS)))
        engine.wait_until_ready()
        provider = stack.enter_context(
            ProviderServer(endpoint_url=engine.endpoint_url, credentials=Credentials("test", "test"))
        )
        yield Guarded(PulumiProject(PROGRAM, workspace, provider.port), tmp_path)


def violations(text: str) -> set[tuple[str, str, str]]:
    """Level, check and resource of each that the CLI shows."""
    lines = (line.split() for line in text.splitlines() if line.strip().startswith("- ["))
    return {(line[1].strip("[]"), line[4], line[-1].strip(")")) for line in lines}


def test_a_preview_is_stopped_with_the_checks_words_where_it_is_mandatory(guarded: Guarded) -> None:
    code, said = guarded.run("preview", weak=True)
    found = violations(said)
    assert code != 0
    assert {one for one in found if one[0] == "mandatory"} == {
        ("mandatory", "implicit-grant", "shop"),
        ("mandatory", "mfa", "members"),
    }
    check = BY_ID["mfa"]
    for words in (check.title, "user pool: A password is enough to sign in: MFA is off.", check.why):
        assert words in said
    assert check.documentation in said
    assert ("advisory", "password-length", "members") in found
    assert ("advisory", "deletion-protection", "members") in found
    # The staff's passwords are another provider's business, by a client that the preview only knows to be its.
    assert not {check for _, check, name in found if name == "staff"} & {"password-length", "mfa", "mfa-required"}
    assert guarded.made() == set()


def test_what_a_preview_cant_know_is_said_and_stops_the_deployment_before_it_is_made(guarded: Guarded) -> None:
    mandatory: dict[str, Any] = {"all": "disabled", "callback-localhost": "mandatory", "mfa": "mandatory"}
    code, said = guarded.run("preview", policies=mandatory)
    assert (code, violations(said)) == (0, {("advisory", "callback-localhost", "shop")})
    assert "CallbackURLs of app client shop isn't known yet." in said

    code, said = guarded.run("up", "--yes", policies=mandatory)
    assert code != 0
    assert "app client shop: Codes are sent to whatever runs on the user's own machine: http://localhost:3000/" in said
    assert "members" in guarded.made()
    assert "shop" not in guarded.made()

    accepted = [{"where": "app client shop", "resource": "shop", "reason": "a demonstration on one's own machine"}]
    mandatory["callback-localhost"] = {"enforcementLevel": "mandatory", "accepted": accepted}
    code, said = guarded.run("up", "--yes", policies=mandatory)
    assert (code, violations(said)) == (0, set()), said
    assert "shop" in guarded.made()
    code, said = guarded.run("preview", "--expect-no-changes", policies=mandatory)
    assert (code, violations(said)) == (0, set()), said


def test_an_exception_needs_a_reason(guarded: Guarded) -> None:
    code, said = guarded.run("preview", policies={"tags": {"accepted": [{"resource": "members"}]}})
    assert code != 0
    assert "reason is required" in said
