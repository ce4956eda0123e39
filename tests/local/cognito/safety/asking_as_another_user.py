"""Many requests of another user of this machine, each over a connection of its own."""

import base64
import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from tests.local.other_user import NOBODY

# Everything is imported before, since the interpreter may be in a folder that is closed to others.
PROGRAM = f"""
import base64, encodings.idna, json, os, socket, sys
wanted = json.load(sys.stdin)
os.setgroups([])
os.setgid({NOBODY})
os.setuid({NOBODY})
assert os.geteuid() == {NOBODY}
for words in wanted["requests"]:
    said = b""
    try:
        with socket.create_connection(("127.0.0.1", wanted["port"]), 30) as connection:
            connection.sendall(base64.b64decode(words))
            connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(65536):
                said += part
    except ConnectionError:
        pass
    print(base64.b64encode(said).decode())
"""


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    head: str
    body: str

    @property
    def error(self) -> str:
        """The code of an AWS-shaped error; empty for anything else."""
        try:
            return str(json.loads(self.body).get("__type", ""))
        except (ValueError, AttributeError):
            return ""


def ask(port: int, requests: Iterable[bytes]) -> list[Reply]:
    """The answers to raw requests, in their order."""
    wanted = {"port": port, "requests": [base64.b64encode(one).decode() for one in requests]}
    done = subprocess.run(
        [sys.executable, "-I", "-c", PROGRAM], input=json.dumps(wanted), capture_output=True, text=True, check=True
    )
    return [_reply(base64.b64decode(line)) for line in done.stdout.splitlines()]


def _reply(said: bytes) -> Reply:
    head, _, body = said.decode("latin-1").partition("\r\n\r\n")
    return Reply(int(head.split()[1]) if head else 0, head, body)
