"""Python's language host, as a process of its own without a CLI."""

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import language_pb2, language_pb2_grpc

from local.language_host import PROCESS
from local.own_user_listener import HOST
from tests.local import other_user
from tests.local.other_user import needs_root


@contextmanager
def language_host(*words: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A running one, with its port."""
    command = [sys.executable, "-P", str(PROCESS), *words, f"{HOST}:1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, int(process.stdout.readline())
        finally:
            process.terminate()


def test_ones_own_user_is_answered_and_it_ends_when_asked() -> None:
    with language_host() as (process, port):
        with grpc.insecure_channel(f"{HOST}:{port}") as channel:
            about = language_pb2_grpc.LanguageRuntimeStub(channel).About(empty_pb2.Empty(), timeout=60)
        assert about.executable == sys.executable
    assert process.returncode == 0


def test_one_that_writes_typescript_sdks_says_why_it_runs_nothing() -> None:
    with language_host("--sdks-only", "nodejs") as (_, port), grpc.insecure_channel(f"{HOST}:{port}") as channel:
        stub = language_pb2_grpc.LanguageRuntimeStub(channel)
        with pytest.raises(grpc.RpcError, match="has no language host for nodejs: it generates SDKs"):
            stub.Run(language_pb2.RunRequest(), timeout=60)
        with pytest.raises(grpc.RpcError, match="has no language host for nodejs: it generates SDKs"):
            list(stub.InstallDependencies(language_pb2.InstallDependenciesRequest(), timeout=60))


@needs_root
def test_other_users_get_no_word_from_it() -> None:
    with language_host() as (_, port):
        assert other_user.ask(port, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") == b""


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_it_leaves_when_whoever_started_it_is_gone(tmp_path: Path) -> None:
    script = (
        "import subprocess, sys; "
        f"process = subprocess.Popen([sys.executable, '-P', {str(PROCESS)!r}, '127.0.0.1:1'], stdout=subprocess.PIPE); "
        "print(process.pid, process.stdout.readline().decode(), flush=True)"
    )
    # Its standard error is ours: there is an end of it once the last process that has it is gone.
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    host = int(ended.stdout.split()[0])
    assert not Path(f"/proc/{host}/exe").exists()


def test_a_package_of_the_programs_called_local_is_the_programs() -> None:
    script = (
        "import runpy, sys; before = list(sys.path); "
        f"found = runpy.run_path({str(PROCESS)!r}); "
        "listener = found['_own_user_listener'](); "
        "ours = [name for name in sys.modules if name.partition('.')[0] == 'local']; "
        "print(listener.address.startswith('unix:'), ours, sys.path == before); "
        "listener._folder.cleanup()"
    )
    command = [sys.executable, "-P", "-c", script]
    assert subprocess.check_output(command, text=True, cwd="/").split(maxsplit=1) == ["True", "[] True\n"]


@pytest.mark.parametrize("has_own", [True, False])
def test_a_plugin_runs_in_the_virtual_environment_that_it_names(tmp_path: Path, *, has_own: bool) -> None:
    """A policy pack is one: it asks for other packages than the program beside it."""
    (tmp_path / "__main__.py").write_text("import sys; print(sys.executable, *sys.argv[1:], flush=True)")
    own = tmp_path / "own" / "bin" / "python"
    if has_own:
        own.parent.mkdir(parents=True)
        own.write_text(f'#!/bin/sh\necho "own $@"\nexec {sys.executable} "$@"\n')
        own.chmod(0o755)
    info = language_pb2.ProgramInfo(root_directory=str(tmp_path), program_directory=str(tmp_path), entry_point=".")
    info.options.update({"virtualenv": "own"})
    request = language_pb2.RunPluginRequest(info=info, args=["127.0.0.1:1"], pwd=str(tmp_path))
    with language_host() as (_, port), grpc.insecure_channel(f"{HOST}:{port}") as channel:
        answers = list(language_pb2_grpc.LanguageRuntimeStub(channel).RunPlugin(request, timeout=60))
    said = b"".join(answer.stdout for answer in answers).decode()
    assert (said.startswith("own ")) is has_own
    assert said.endswith(f"{sys.executable} 127.0.0.1:1\n")
    assert answers[-1].exitcode == 0


def test_a_virtual_environment_without_pip_gets_it_before_requirements_are_installed(tmp_path: Path) -> None:
    """uv makes such: a checkout's, of which the component is a plugin."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "own"], check=True)
    with zipfile.ZipFile(tmp_path / "needed-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("needed-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: needed\nVersion: 1\n")
        wheel.writestr("needed-1.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("needed-1.dist-info/RECORD", "")
    (tmp_path / "requirements.txt").write_text("./needed-1-py3-none-any.whl\n")
    info = language_pb2.ProgramInfo(root_directory=str(tmp_path), program_directory=str(tmp_path), entry_point=".")
    info.options.update({"virtualenv": "own"})
    request = language_pb2.InstallDependenciesRequest(info=info)
    with language_host() as (_, port), grpc.insecure_channel(f"{HOST}:{port}") as channel:
        answers = list(language_pb2_grpc.LanguageRuntimeStub(channel).InstallDependencies(request, timeout=120))
    assert "Successfully installed needed-1" in b"".join(answer.stdout for answer in answers).decode()
