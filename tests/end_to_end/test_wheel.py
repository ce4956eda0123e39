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

pytestmark = pytest.mark.slow

OURS = {"auditing", "components", "automation", "local", "cognito_model"}
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


def with_local_env(person: Person, command: str) -> tuple[str, ...]:
    return ("sh", "-c", f'eval "$({NAME} local env)" && {command}')


def test_a_new_project_deploys_with_plain_pulumi_and_gives_tokens(person: Person) -> None:
    person.run(NAME, "init", "auth")
    project = person.folder / "auth"
    assert sorted(path.name for path in project.iterdir()) == [
        ".gitignore", "Pulumi.dev.yaml", "Pulumi.yaml", "__main__.py", "requirements.txt",
    ]  # fmt: skip
    person.run("git", "init", "-q", folder=project)
    person.run("git", "add", "-A", folder=project)

    person.run(*with_local_env(person, "pulumi up --yes"), folder=project)

    stack = person.run(*with_local_env(person, "pulumi stack ls --json"), folder=project)
    assert '"local-dev"' in stack.stdout
    issuer = person.run(*with_local_env(person, "pulumi stack output issuer"), folder=project).stdout.strip()
    claims = person.run_json(NAME, "token", "-o", "json", folder=project)["claims"]["access_token"]
    assert claims["iss"] == issuer
    assert person.run_json(NAME, "list", "-o", "json", folder=project)[0]["environment"] == "local-dev"
    tracked = person.run("git", "status", "--porcelain", folder=project).stdout.splitlines()
    assert {line[:2] for line in tracked} == {"A "}
    person.run(NAME, "destroy", folder=project)


def test_what_the_project_adds_to_its_program_is_deployed_and_kept_by_up(person: Person, wheels: Wheels) -> None:
    person.run(NAME, "init", "auth")
    project = person.folder / "auth"
    own = VirtualEnvironment(project / ".venv")
    own.install(str(wheels.program), "tabulate")
    with (project / "__main__.py").open("a") as program:
        program.write("import pulumi, sys, tabulate, more\npulumi.export('prefix', sys.prefix)\n")
    (project / "more.py").write_text(
        "import pulumi_aws as aws\nfrom __main__ import auth\n"
        "aws.cognito.UserGroup('more', name='more', user_pool_id=auth['user_pool_id'])\n"
    )

    person.run(*with_local_env(person, "pulumi up --yes"), folder=project)
    prefix = person.run(*with_local_env(person, "pulumi stack output prefix"), folder=project).stdout.strip()
    assert Path(prefix).samefile(own.folder)

    person.run(NAME, "up", folder=project)
    person.run(NAME, "up", folder=project)
    state = person.run(*with_local_env(person, "pulumi stack export"), folder=project).stdout
    assert '"aws:cognito/userGroup:UserGroup"' in state
    person.run(NAME, "destroy", folder=project)


def test_pulumi_install_makes_the_project_s_virtual_environment(person: Person, wheels: Wheels) -> None:
    person.run(NAME, "init", "auth")
    project = person.folder / "auth"
    (project / "requirements.txt").write_text("semver\n")
    person.run(*with_local_env(person, "pulumi install"), folder=project)
    assert list(project.glob(".venv/lib/python*/site-packages/semver"))
    failed = person.run(*with_local_env(person, "pulumi up --yes"), folder=project, check=False)
    assert failed.returncode != 0
    assert "pulumi install" in failed.stdout + failed.stderr
    del wheels


def test_a_new_project_overwrites_nothing(person: Person) -> None:
    (person.folder / "requirements.txt").write_text("django\n")
    refused = person.run(NAME, "init", check=False)
    assert refused.returncode == 2
    assert "requirements.txt" in refused.stderr
    assert [path.name for path in person.folder.iterdir()] == ["requirements.txt"]


SUITE = """
import boto3, fastapi, moto, pydantic
from fastapi.testclient import TestClient

def test_the_project_has_its_own_packages():
    assert pydantic.VERSION.startswith("1.")

def test_fixtures_are_there(cognito, access_token, auth_header, user_factory, token_for):
    assert auth_header["Authorization"] == f"Bearer {access_token}"
    assert token_for(user_factory(groups=["admins"])).claims["cognito:groups"] == ["admins"]
    endpoint = cognito.variables["AWS_ENDPOINT_URL"]
    client = boto3.client("cognito-idp", region_name=cognito.region, endpoint_url=endpoint)
    app = fastapi.FastAPI()

    @app.get("/me")
    def me(authorization: str = fastapi.Header()) -> str:
        return client.get_user(AccessToken=authorization.removeprefix("Bearer "))["Username"]

    assert TestClient(app).get("/me", headers=auth_header).json()
"""


@pytest.fixture(scope="session")
def backend(tmp_path_factory: pytest.TempPathFactory, wheels: Wheels) -> VirtualEnvironment:
    """With the plugin, which brings nothing else."""
    made = VirtualEnvironment(tmp_path_factory.mktemp("backend") / "venv")
    made.install("pytest", "boto3", "moto", "fastapi", "httpx", "pydantic<2", locked=False)
    before = made.packages()
    made.install(str(wheels.plugin), locked=False)
    assert made.packages() - before == {"pytest-cognito-access-token"}
    return made


def test_the_plugin_is_one_package_and_drives_the_command_on_path(person: Person, backend: VirtualEnvironment) -> None:
    (person.folder / "test_backend.py").write_text(SUITE)

    finished = person.run(str(backend.python), "-m", "pytest", "-q")

    assert "2 passed" in finished.stdout
    assert person.run_json(NAME, "list", "-o", "json") == []


def test_the_plugin_gets_the_command_by_uvx_or_says_what_to_install(
    person: Person, backend: VirtualEnvironment, wheels: Wheels, tmp_path: Path
) -> None:
    (person.folder / "test_backend.py").write_text(SUITE)
    nothing, only_uv = tmp_path / "nothing", tmp_path / "only-uv"
    for folder in (nothing, only_uv):
        folder.mkdir()
    uv = Path(find_or_install_uv(print))
    cache = person.run(str(uv), "cache", "dir", variables={"HOME": str(Path.home())}).stdout.strip()
    (only_uv / "uvx").write_text(f'#!/bin/sh\nexec "{uv}" tool run "$@"\n')
    (only_uv / "uvx").chmod(0o755)
    suite = (str(backend.python), "-m", "pytest", "-q", "-k", "fixtures")

    lacking = person.run(*suite, check=False, variables={"PATH": str(nothing)})
    assert f"uv tool install {NAME}=={VERSION}" in lacking.stdout

    fetched = {"PATH": f"{only_uv}:/usr/bin:/bin", "UV_FIND_LINKS": str(wheels.program.parent), "UV_CACHE_DIR": cache}
    assert "1 passed" in person.run(*suite, variables={**fetched, "UV_PYTHON": sys.executable}).stdout


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
