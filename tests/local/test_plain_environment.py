"""The real CLI, by hand, in a checkout in small."""

import json
import os
import shlex
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from local import service
from local.errors import UnknownStackError
from local.language_host import write_dynamic_provider, write_language_host
from local.plain_environment import as_exports, passphrase_file, prepare
from local.pulumi_cli import PulumiCli
from tests.busy_locks import hold_until_waited_for
from tests.local.conftest import Sayings

pytestmark = pytest.mark.end_to_end

RAISE = {
    "run_error": ("raise pulumi.RunError('a clear message')", "a clear message"),
    "at_once": ("raise ValueError('boom')", "ValueError: boom"),
    "in_an_apply": ("pulumi.Output.from_input(1).apply(lambda _: 1 / 0)", "ZeroDivisionError: division by zero"),
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def variables(project: Path, home: Path, pulumi_cli: PulumiCli) -> Iterator[dict[str, str]]:
    caller = {**os.environ, "HOME": str(home), "PATH": f"{pulumi_cli.folder}:{os.environ['PATH']}"}
    prepared = prepare(project, "dev", None, Sayings(), caller)
    yield {**caller, **prepared}
    service.stop(project)


def pulumi(project: Path, variables: Mapping[str, str], *arguments: str, code: int = 0) -> str:
    finished = subprocess.run(
        ["pulumi", "--non-interactive", *arguments],
        cwd=project,
        env=dict(variables),
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == code, finished.stdout + finished.stderr
    return finished.stdout + finished.stderr


def test_the_plain_cli_works_and_nothing_of_the_users_changes(
    project: Path, home: Path, variables: dict[str, str]
) -> None:
    tracked = {
        path.name: path.read_bytes() for path in project.iterdir() if path.is_file() and "local-" not in path.name
    }
    assert "1 to create" in pulumi(project, variables, "preview")
    out = pulumi(project, variables, "up", "--yes", "--skip-preview")
    assert "warning" not in out
    outputs = json.loads(pulumi(project, variables, "stack", "output", "--json", "--show-secrets"))
    assert outputs == {"greeting": "hello", "password": "hush"}
    assert pulumi(project, variables, "config", "get", "aws:region").strip() == "eu-west-1"
    pulumi(project, variables, "preview", "--expect-no-changes")
    pulumi(project, variables, "refresh", "--yes")
    pulumi(project, variables, "destroy", "--yes")
    now = {path.name: path.read_bytes() for path in project.iterdir() if path.is_file() and "local-" not in path.name}
    assert now == tracked
    assert list(home.iterdir()) == []
    state = "".join(path.read_text() for path in (project / ".local" / "state").rglob("*.json"))
    assert "hush" not in state


def test_a_pool_that_was_made_by_hand_is_imported(project: Path, variables: dict[str, str]) -> None:
    script = "import boto3; print(boto3.client('cognito-idp').create_user_pool(PoolName='made')['UserPool']['Id'])"
    python = project / ".venv" / "bin" / "python"
    pool_id = subprocess.check_output([python, "-c", script], env=variables, text=True).strip()
    arguments = ("--yes", "--generate-code=false", "aws:cognito/userPool:UserPool", "pool", pool_id)
    assert "1 imported" in pulumi(project, variables, "import", *arguments)
    assert pool_id in pulumi(project, variables, "stack", "export")


def test_preparing_again_gives_the_same_and_starts_no_cli(
    project: Path, variables: dict[str, str], tmp_path: Path
) -> None:
    again = prepare(project, "dev", None, Sayings(), variables)
    assert {name: variables[name] for name in again} == again


def test_an_unknown_stack_starts_nothing(project: Path, said: Sayings, monkeypatch: pytest.MonkeyPatch) -> None:
    for waiting in ([], ["Waiting for another process that is preparing a local stack"]):
        with pytest.raises(UnknownStackError, match="The stacks: dev"):
            prepare(project, "nope", None, said, os.environ)
        assert service.status(project) is None
        assert said == waiting
        hold_until_waited_for(monkeypatch)


@pytest.mark.parametrize("case", RAISE)
def test_an_error_of_the_program_appears_once(project: Path, variables: dict[str, str], case: str) -> None:
    statement, message = RAISE[case]
    (project / "__main__.py").write_text(f"import pulumi\n{statement}\n")
    out = pulumi(project, variables, "preview", code=1)
    diagnostics = out[out.index("Diagnostics:") :]
    assert diagnostics.count(message) == 1
    assert ("Traceback" in diagnostics) is (case != "run_error")


def test_what_a_program_prints_and_where_it_stands_is_what_it_would_be(
    project: Path, variables: dict[str, str]
) -> None:
    (project / "beside.py").write_text("NAME = 'beside'\n")
    (project / "__main__.py").write_text(
        "import os, sys, beside, local\nprint('at', os.getcwd(), beside.NAME, __name__, sys.argv[1:])\n"
    )
    assert f"at {project} beside __main__ []" in pulumi(project, variables, "preview")


def test_an_interrupted_cli_leaves_no_language_host(project: Path, variables: dict[str, str]) -> None:
    (project / "__main__.py").write_text("import os, time\nprint('pid', os.getpid(), flush=True)\ntime.sleep(60)\n")
    process = subprocess.Popen(
        ["pulumi", "--non-interactive", "preview"],
        cwd=project,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    with process:
        assert process.stdout
        for line in process.stdout:
            if " pid " in line:
                host = int(line.split()[-1])
                break
        process.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 30
    while Path(f"/proc/{host}").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_plugin_written_in_python_runs_by_the_same_interpreter(
    project: Path, variables: dict[str, str], tmp_path: Path
) -> None:
    component = project / "components"
    component.mkdir()
    (component / "PulumiPlugin.yaml").write_text("runtime: python\n")
    (component / "__main__.py").write_text(
        "import sys\nsys.path.insert(0, __file__.rpartition('/')[0])\n"
        "from pulumi.provider.experimental import component_provider_host\nfrom greeter import Greeter\n"
        "component_provider_host(name='greeting', components=[Greeter])\n"
    )
    (component / "greeter.py").write_text(
        "from typing import TypedDict\nimport pulumi\n\n\n"
        "class GreeterArgs(TypedDict):\n    name: pulumi.Input[str]\n\n\n"
        "class Greeter(pulumi.ComponentResource):\n    greeting: pulumi.Output[str]\n\n"
        "    def __init__(self, name: str, args: GreeterArgs, opts: pulumi.ResourceOptions | None = None) -> None:\n"
        "        super().__init__('greeting:index:Greeter', name, {}, opts)\n"
    )
    out = pulumi(project, variables, "package", "get-schema", "./components")
    schema, _ = json.JSONDecoder().raw_decode(out[out.index("{") :])
    assert "greeting:index:Greeter" in schema["resources"]


def test_the_exports_mean_what_was_meant(tmp_path: Path) -> None:
    meant = {"PATH": "/bin:/usr/bin", "A": 'it\'s $HOME `date` "x" \\', "B": ""}
    script = f'{as_exports(meant)}\nprintf \'%s|%s|%s\' "$A" "$B" "${{AWS_PROFILE-unset}}"'
    out = subprocess.check_output(["sh", "-c", f"eval {shlex.quote(script)}"], env={"AWS_PROFILE": "prod"}, text=True)
    assert out == f"{meant['A']}||unset"


def test_the_passphrase_is_made_once_for_us_alone(tmp_path: Path) -> None:
    made: list[str] = []
    threads = [threading.Thread(target=lambda: made.append(passphrase_file(tmp_path).read_text())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert len(set(made)) == 1
    assert len(made[0]) >= 32
    assert passphrase_file(tmp_path).stat().st_mode & 0o777 == 0o600


def test_the_language_host_is_an_executable_that_names_its_interpreter(tmp_path: Path) -> None:
    written = write_language_host(tmp_path / "bin", Path("/a b/python"))
    assert written == tmp_path / "bin" / "pulumi-language-python"
    assert os.access(written, os.X_OK)
    assert "'/a b/python'" in written.read_text()


@pytest.mark.parametrize("virtualenv", ["venv", "", "missing"])
def test_dynamic_resources_run_in_the_programs_own_environment_where_it_has_one(
    tmp_path: Path, virtualenv: str
) -> None:
    ours, theirs = tmp_path / "our s" / "python", tmp_path / "venv" / "bin" / "python"
    for python in (ours, theirs):
        python.parent.mkdir(parents=True)
        python.write_text('#!/bin/sh\necho "$0" "$@"\n')
        python.chmod(0o755)
    written = write_dynamic_provider(tmp_path / "bin", ours)

    variables = {"PULUMI_RUNTIME_VIRTUALENV": virtualenv}
    said = subprocess.check_output([written, "127.0.0.1:1"], cwd=tmp_path, env=variables, text=True)
    assert written.name == "pulumi-resource-pulumi-python"
    assert said.startswith("venv/bin/python" if virtualenv == "venv" else str(ours))
    assert said.endswith("dynamic_provider_process.py 127.0.0.1:1\n")
