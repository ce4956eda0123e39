"""The component in programs that aren't ours: by SDKs that the CLI writes, and in YAML.

What a CLI that was built from source lacks for that, `make set-up` has built with it.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.cognito.tls import Authority
from local.program import NAME, VERSION
from local.trust import trusting_variables
from tests.end_to_end import installed
from tests.end_to_end.checkout import ROOT, Checkout
from tests.end_to_end.forge import HOST, serve
from tests.end_to_end.installed import Person, VirtualEnvironment, build
from tests.node import node_variables

pytestmark = pytest.mark.slow

POOL = re.compile(r"us-east-1_\w{9}")
CONSUMER = {
    "Pulumi.yaml": "name: consumer\nruntime:\n  name: python\n  options: {toolchain: pip, virtualenv: venv}\n",
    "Pulumi.dev.yaml": "config: {aws:region: us-east-1}\n",
    "requirements.txt": "pulumi\n",
    "__main__.py": """
import pulumi
import someone_cognito_access_token as cognito

auth = cognito.CognitoAuth(
    "auth",
    pool_name="consumer",
    deletion_protection="INACTIVE",
    clients=[{"name": "web", "explicit_auth_flows": ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]}],
)
pulumi.export("user_pool_id", auth.user_pool_id)
""",
}


@pytest.fixture(scope="module")
def environment(pristine: Checkout, tmp_path_factory: pytest.TempPathFactory) -> VirtualEnvironment:
    made = VirtualEnvironment(tmp_path_factory.mktemp("installed") / "venv")
    made.install(str(build(pristine).program))
    return made


@pytest.fixture
def person(environment: VirtualEnvironment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    monkeypatch.setattr(installed, "TIMEOUT_S", 600)  # the SDK's and the component's packages are installed
    folder, home = tmp_path / "project", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    someone = Person(folder, home, f"{environment.folder / 'bin'}:/usr/local/go/bin:/usr/bin:/bin")
    yield someone
    someone.run(NAME, "local", "stop", check=False)


@pytest.fixture
def address(pristine: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The component's, in a repository at a forge, with a tag; the forge is trusted by whatever is started."""
    repository = tmp_path / "forge" / "someone" / f"{NAME}.git"
    repository.parent.mkdir(parents=True)
    subprocess.run(["git", "clone", "--quiet", "--bare", pristine.root, repository], check=True)
    subprocess.run(["git", "-C", repository, "tag", f"v{VERSION}"], check=True)
    authority = Authority(tmp_path)
    for name, value in trusting_variables(str(authority.file), tmp_path, os.environ).items():
        monkeypatch.setenv(name, value)
    with serve(tmp_path / "forge", authority) as proxies:
        for name, value in proxies.items():
            monkeypatch.setenv(name, value)
        yield f"https://{HOST}/someone/{NAME}.git/components@v{VERSION}"


def deploy(person: Person, *before: str) -> str:
    """Run commands as after `local env`, then `pulumi up`; the pool's id."""
    commands = " && ".join([*before, "pulumi up --yes --non-interactive >&2", "pulumi stack output user_pool_id"])
    ran = person.run("sh", "-c", f'eval "$({NAME} local env)" && {commands}', variables={"PIP_NO_COMPILE": "1"})
    return ran.stdout.strip().splitlines()[-1]


def test_a_python_program_gets_an_sdk_from_the_git_address_and_deploys_the_component(
    person: Person, address: str
) -> None:
    for name, text in CONSUMER.items():
        (person.folder / name).write_text(text)
    pool = deploy(person, f"pulumi package add {address} >&2")
    assert POOL.fullmatch(pool)
    assert (person.folder / "requirements.txt").read_text() == "pulumi\nsdks/someone-cognito-access-token\n"
    typed = person.folder / "sdks" / "someone-cognito-access-token" / "someone_cognito_access_token" / "cognito_auth.py"
    assert "def user_pool_id(self) -> pulumi.Output" in typed.read_text()


def test_the_yaml_example_deploys_as_it_is(person: Person, pristine: Checkout) -> None:
    text = (ROOT / "examples" / "yaml" / "Pulumi.yaml").read_text(encoding="utf-8")
    (person.folder / "Pulumi.yaml").write_text(text.replace("../../components", str(pristine.root / "components")))
    shutil.copy(ROOT / "examples" / "yaml" / "Pulumi.dev.yaml", person.folder)
    assert POOL.fullmatch(deploy(person))


def test_the_typescript_example_deploys_with_the_sdk_that_the_cli_writes(person: Person, pristine: Checkout) -> None:
    for file in ("Pulumi.yaml", "index.ts", "tsconfig.json"):
        text = (ROOT / "examples" / "typescript" / file).read_text(encoding="utf-8")
        (person.folder / file).write_text(text.replace("../../components", str(pristine.root / "components")))
    node = node_variables(ROOT / "examples" / "typescript")
    (person.folder / "node_modules").symlink_to(node["NODE_PATH"])
    steps = (
        f'eval "$({NAME} local env)"',
        f"pulumi package gen-sdk {pristine.root / 'components'} --language nodejs --out sdk >&2",
        "tsc && cp sdk/nodejs/package.json bin/sdk/nodejs/",
        "node bin/index.js",
        "node bin/index.js destroy",
    )
    path = os.pathsep.join([person.path, node["PATH"]])
    ran = person.run("sh", "-ec", "\n".join(steps), variables={"PATH": path})
    outputs = dict(line.split("=", 1) for line in ran.stdout.splitlines())
    assert POOL.fullmatch(outputs["userPoolId"])
    assert outputs["issuer"].endswith(outputs["userPoolId"])
