"""Python's dynamic provider, as a process of its own without a CLI."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2_grpc

from local.language_host import DYNAMIC_PROCESS
from local.own_user_listener import HOST
from tests.local import other_user
from tests.local.other_user import needs_root

COMMAND = [sys.executable, "-u", "-P", str(DYNAMIC_PROCESS), f"{HOST}:1"]


@contextmanager
def dynamic_provider(folder: Path | None = None) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A running one, with its port."""
    with subprocess.Popen(COMMAND, stdout=subprocess.PIPE, text=True, cwd=folder) as process:
        assert process.stdout is not None
        try:
            yield process, int(process.stdout.readline())
        finally:
            process.terminate()


def version(port: int) -> str:
    with grpc.insecure_channel(f"{HOST}:{port}") as channel:
        about = provider_pb2_grpc.ResourceProviderStub(channel).GetPluginInfo(empty_pb2.Empty(), timeout=60)
    return str(about.version)


def test_ones_own_user_is_answered_and_it_ends_when_asked() -> None:
    with dynamic_provider() as (process, port):
        assert version(port)
    assert process.returncode == 0


@needs_root
def test_other_users_get_no_word_from_it() -> None:
    with dynamic_provider() as (_, port):
        assert other_user.ask(port, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") == b""


def test_a_package_of_the_programs_called_local_is_the_programs(tmp_path: Path) -> None:
    script = (
        "import runpy, sys; before = list(sys.path); "
        f"found = runpy.run_path({str(DYNAMIC_PROCESS)!r}); "
        "listener = found['_own_user_listener'](); "
        "address = listener.address; listener._folder.cleanup(); "
        "ours = [name for name in sys.modules if name.partition('.')[0] == 'local']; "
        "print(address.startswith('unix:'), ours, sys.path == before)"
    )
    command = [sys.executable, "-P", "-c", script]
    assert subprocess.check_output(command, text=True, cwd=tmp_path).split(maxsplit=1) == ["True", "[] True\n"]


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_it_leaves_when_whoever_started_it_is_gone() -> None:
    script = (
        "import subprocess; "
        f"process = subprocess.Popen({COMMAND!r}, stdout=subprocess.PIPE); "
        "print(process.pid, process.stdout.readline().decode(), flush=True)"
    )
    # Its standard error is ours: there is an end of it once the last process that has it is gone.
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert not Path(f"/proc/{int(ended.stdout.split()[0])}/exe").exists()
