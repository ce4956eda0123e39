"""The program from a folder of one's own, with nothing of the checkout but its wheel."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from automation.cli.bootstrap import find_or_install_uv
from local.program import NAME, VERSION
from tests.end_to_end.checkout import Checkout
from tests.end_to_end.installed import Person, VirtualEnvironment, Wheels, build

OURS = {"components", "automation", "local", "cognito_model"}
IMPORT_ALL = """
import pkgutil, importlib, sys, cognito_access_token
names = [found.name for found in pkgutil.walk_packages(cognito_access_token.__path__, "cognito_access_token.")]
for name in names:
    if not name.endswith(("__main__", "python_function", "guarded_process")):
        importlib.import_module(name)
print(len(names))
print(*{"components", "automation", "local", "cognito_model"} & set(sys.modules))
"""


@pytest.fixture(scope="session")
def wheels(pristine: Checkout) -> Wheels:
    return build(pristine)


@pytest.fixture(scope="session")
def environment(wheels: Wheels, tmp_path_factory: pytest.TempPathFactory) -> VirtualEnvironment:
    made = VirtualEnvironment(tmp_path_factory.mktemp("installed") / "venv")
    made.install(str(wheels.program))
    return made


@pytest.fixture
def person(environment: VirtualEnvironment, tmp_path: Path) -> Iterator[Person]:
    folder, home = tmp_path / "folder", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    someone = Person(folder, home, f"{environment.folder / 'bin'}:/usr/bin:/bin")
    yield someone
    for project in {path.parent for path in tmp_path.rglob(".cognito")}:
        someone.run(NAME, "local", "stop", folder=project)


def test_one_package_comes_to_site_packages_and_every_module_can_be_imported(environment: VirtualEnvironment) -> None:
    assert "cognito_access_token" in environment.top_level()
    assert not OURS & environment.top_level()
    finished = subprocess.run([environment.python, "-c", IMPORT_ALL], capture_output=True, text=True, check=True)
    number, top_level = finished.stdout.split("\n")[:2]
    assert int(number) > 500
    assert top_level == ""


def test_in_an_empty_folder_there_are_tokens_and_only_what_git_ignores_is_left(person: Person) -> None:
    report = person.run_json(NAME, "-o", "json")
    assert report["verified"]
    assert report["claims"]["access_token"]["token_use"] == "access"
    assert [path.name for path in person.folder.iterdir()] == [".cognito"]
    person.run("git", "init", "-q")
    assert person.run("git", "status", "--porcelain").stdout == ""


def test_uvx_runs_it_without_an_installation(person: Person, wheels: Wheels) -> None:
    uv = find_or_install_uv(print)
    cache = person.run(uv, "cache", "dir", variables={"HOME": str(Path.home())}).stdout.strip()
    report = person.run_json(
        uv, "tool", "run", "--quiet", "--python", sys.executable, "--from", str(wheels.program), NAME, "-o", "json",
        variables={"UV_CACHE_DIR": cache},
    )  # fmt: skip
    assert report["verified"]
    assert [path.name for path in person.folder.iterdir()] == [".cognito"]


def test_several_environments_are_made_at_once(person: Person) -> None:
    reports = person.run_json(NAME, "--count", "2", "-o", "json")
    assert [report["verified"] for report in reports] == [True, True]


def test_it_says_its_version_and_calls_itself_by_its_name(person: Person) -> None:
    assert person.run(NAME, "--version").stdout == f"{NAME} {VERSION}\n"
    words = person.run(NAME, "--help").stdout
    assert words.startswith(f"usage: {NAME} ")
    assert "run.py" not in words


def test_a_stack_is_kept_in_the_project_and_found_from_below(person: Person) -> None:
    below = person.folder / "src" / "deep"
    below.mkdir(parents=True)
    person.run(NAME, "up")
    token = person.run(NAME, "token", "-o", "raw").stdout
    assert person.run(NAME, "token", "-o", "raw").stdout == token
    assert person.run_json(NAME, "verify", token.strip(), "-o", "json")
    (person.folder / "Pulumi.yaml").write_text("name: cognito-access-token\nruntime: python\n")
    assert person.run(NAME, "token", "-o", "raw", folder=below).stdout == token
    person.run(NAME, "destroy")


def test_a_program_in_another_language_is_left_to_pulumi(person: Person) -> None:
    (person.folder / "Pulumi.yaml").write_text("name: elsewhere\nruntime: nodejs\n")
    refused = person.run(NAME, "up", check=False)
    assert refused.returncode == 2
    assert "`pulumi up`" in refused.stderr
    assert person.run_json(NAME, "-o", "json")["verified"]


def test_a_configuration_can_be_a_single_file(person: Person) -> None:
    auth = "{pool_name: mine, clients: [{name: web, explicit_auth_flows: [ALLOW_USER_SRP_AUTH]}]}"
    (person.folder / "mine.yaml").write_text(f"config:\n  cognito-access-token:auth: {auth}\n")
    report = person.run_json(NAME, "--config", "mine.yaml", "-o", "json")
    assert report["environment"].startswith("mine-")
    assert report["flow"] == "srp"
    missing = person.run(NAME, "--config", "other.yaml", check=False)
    assert missing.returncode == 2
    assert "other.yaml" in missing.stderr
