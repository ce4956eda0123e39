"""Another user of this machine, for tests that run as root."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

NOBODY = 65534
needs_root = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root can become another user"
)
# Everything is imported before, since the interpreter may be in a folder that is closed to others.
_CONNECT = f"""
import os, socket, sys
os.setuid({NOBODY})
connection = socket.socket()
connection.connect(("127.0.0.1", int(sys.argv[1])))
"""
_STAY = "sys.stdin.read()"
_ASK = """
try:
    connection.sendall(sys.argv[2].encode())
    while chunk := connection.recv(4096):
        sys.stdout.buffer.write(chunk)
except ConnectionError:
    pass
"""


@contextmanager
def connected(port: int) -> Iterator[None]:
    """While another user is connected to the port."""
    command = [sys.executable, "-I", "-c", _CONNECT + _STAY, str(port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        yield
        process.communicate()


def ask(port: int, words: str) -> bytes:
    """What another user is answered who says this."""
    command = [sys.executable, "-I", "-c", _CONNECT + _ASK, str(port), words]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=60).stdout
