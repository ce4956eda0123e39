"""The one scan for secrets: after each command no secret stands where somebody else could read it.

Secrets are learnt from the files that may hold them and from what commands answer; they are then looked for in every
other file that the program keeps, in the logs, the compressed ones among them, in what commands say on stderr, and in
the arguments and variables of the processes that a command starts, those of the plain Pulumi CLI among them. Not looked
for are codes, and what was never written down nor answered; the engine log that the CLI itself encrypts (`PLOG`) can't
be looked into.
"""

import json
import re
import sqlite3
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from local.paths import files_below

HOLDERS: Final[Mapping[str, str]] = {
    "Pulumi.*adopted.yaml": "what `adopt` found of identity providers, which it says; with its copy for plain Pulumi",
    "batches/*": "the same of batches of test users",
    "connection.json": "the client secret of a pool that was connected",
    "home/*": "what the user exports, and where",
    "users*.json": "the only copy of the test users' passwords",
    "tokens.json": "tokens that are still good",
    "token-rows.json": "the same for `token --all`",
    "client-secrets.json": "secrets that were rotated since Pulumi has said the outputs",
    "outputs.json": "a stack's outputs, client secrets among them",
    "credentials.json": "the local engine's credentials, which its service hands out",
    "passphrase": "what encrypts the secrets in the local backend",
    "cognito.sqlite*": "the local engine's state, which is what signs and checks",
}
"""Files that may hold secrets, while nobody else can read them; and why."""
CALLERS_VARIABLES: Final = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
"""SDKs, Pulumi's plugins among them, read the caller's credentials from nowhere else that every one of them knows."""
PROGRAMS_VARIABLES: Final = "COGNITO_"
"""With `-- PROGRAM`, its variables hold the environment and its tokens: that is what it is called for."""
MEMBERS: Final = frozenset(
    {
        *("password", "totp_secret", "client_secret", "secret_key", "private_key", "passphrase"),
        *("access_token", "id_token", "refresh_token", "device_password"),
    }
)
VARIABLES: Final = re.compile(
    r"COGNITO_(CLIENT)_(?:.*_)?(SECRET)|COGNITO_(PASSWORD|ACCESS_TOKEN|ID_TOKEN|REFRESH_TOKEN)"
)
"""As `export json` and `serve` call the same: of every client, of the user."""
TOKEN: Final = re.compile(r"eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}")
PRIVATE_KEY: Final = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\w+/=\\]+-----END [A-Z ]*PRIVATE KEY-----\\n")
LINE_OF_THE_EXPONENT: Final = 10
"""Of a key's PEM: the lines before it are the public modulus."""
MIN_LENGTH: Final = 6
"""Characters: Cognito takes no shorter password, and no other secret is as short (PasswordPolicyType)."""
GZIP: Final = b"\x1f\x8b"
GZIP_WINDOW: Final = 31
"""That a stream with gzip's header is read."""
OTHERS: Final = 0o077
PAUSE_S: Final = 0.1


@dataclass(frozen=True)
class Finding:
    """A secret where it shouldn't be."""

    kind: str
    """Whose value it is: the name of the member, or of the file."""
    place: str

    def __str__(self) -> str:
        return f"a secret ({self.kind}) stands in plain text in {self.place}"


class SecretScan:
    """All secrets of one checkout that were ever seen, and where they were found."""

    def __init__(self, folders: Callable[[], Iterable[Path]], pids: Callable[[], Iterable[int]]) -> None:
        """`folders` are those to search, and `pids` the processes that belong to the checkout."""
        self._folders, self._pids = folders, pids
        self._secrets: dict[str, str] = {}
        """Each form in which a secret could stand in a text, with its kind."""
        self._clean: dict[Path, tuple[int, int, int]] = {}
        """Files in which nothing was found: time and size then, and how many secrets were looked for."""
        self._processes: dict[tuple[str, str], set[str]] = {}
        self._said: list[tuple[str, str]] = []
        self._lock = threading.RLock()
        self.findings: list[Finding] = []

    def learn(self, kind: str, value: str) -> None:
        """Look for this one from now on."""
        if len(value) >= MIN_LENGTH:
            with self._lock:
                for form in (value, quote(value, safe=""), json.dumps(value)[1:-1]):
                    self._secrets.setdefault(form, kind)

    def said(self, command: str, stdout: str, stderr: str) -> None:
        """What a command answered, which may hold secrets, and what it said besides, which may not."""
        with suppress(ValueError, RecursionError):
            self._learn_members(json.loads(stdout))
        for token in TOKEN.findall(stdout):
            self.learn("token", token)
        self._said.append((f"the stderr of `{command}`", stderr))

    def watch_until(self, is_over: Callable[[], bool], own: Sequence[str], variables: Mapping[str, str]) -> None:
        """`watching` for a command that goes on."""

        def watch() -> None:
            while not is_over():
                self.note_processes(own, variables)
                time.sleep(PAUSE_S)

        threading.Thread(target=watch, daemon=True).start()

    @contextmanager
    def watching(self, own: Sequence[str], variables: Mapping[str, str]) -> Iterator[None]:
        """While a command runs, note what the processes it starts have as arguments and variables.

        `own` are the arguments that the caller gave, and `variables` the caller's own.
        """
        over = threading.Event()
        thread = threading.Thread(target=self._watch, args=(over, own, variables), daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def look(self) -> list[Finding]:
        """Search everything once more; what was found, the earlier findings included."""
        files = [path for folder in self._folders() for path in _files(folder)]
        with self._lock:
            for path in files:
                if _is_holder(path):
                    self._learn_file(path)
            found = [*self._in_files(files), *self._in_processes(), *self._in_what_was_said()]
            self.findings = list(dict.fromkeys([*self.findings, *found]))
            return self.findings

    def clear(self) -> None:
        """Begin anew."""
        self._secrets.clear()
        self._clean.clear()
        self._processes.clear()
        self._said.clear()
        self.findings = []

    def note_processes(self, own: Sequence[str] = (), variables: Mapping[str, str] | None = None) -> None:
        """Note those that are there now."""
        for pid in self._pids():
            with suppress(OSError):
                arguments = _strings(Path(f"/proc/{pid}/cmdline"))
                environment = _strings(Path(f"/proc/{pid}/environ"))
                program = Path(arguments[0]).name if arguments else "?"
                if not own or tuple(arguments[-len(own) :]) != tuple(own):
                    self._note(program, "arguments", arguments)
                for one in environment:
                    name, _, value = one.partition("=")
                    if "--" in own and name.startswith(PROGRAMS_VARIABLES):
                        continue
                    if name not in CALLERS_VARIABLES and (variables or {}).get(name) != value:
                        self._note(program, f"variable {name}", [value])

    def _note(self, program: str, where: str, values: Iterable[str]) -> None:
        with self._lock:
            self._processes.setdefault((program, where), set()).update(values)

    def _watch(self, over: threading.Event, own: Sequence[str], variables: Mapping[str, str]) -> None:
        while not over.wait(PAUSE_S):
            self.note_processes(own, variables)

    def _learn_file(self, path: Path) -> None:
        if path.suffix == ".sqlite":
            self._learn_signing_keys(path)
            return
        with suppress(OSError, ValueError, RecursionError):
            text = path.read_text(encoding="utf-8")
            if path.name == "passphrase":
                self.learn("passphrase", text.strip())
            else:
                self._learn_members(json.loads(text))

    def _learn_signing_keys(self, path: Path) -> None:
        """What pools sign tokens with, of the engine's state."""
        with suppress(sqlite3.Error), closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            query = "SELECT content FROM records WHERE content LIKE '%PRIVATE KEY%'"
            for (content,) in connection.execute(query):
                for key in PRIVATE_KEY.findall(json.dumps(json.loads(content))):
                    pem = str(json.loads(f'"{key}"'))
                    self.learn("signing key", pem)
                    self.learn("signing key", pem.splitlines()[LINE_OF_THE_EXPONENT])

    def _learn_members(self, value: Any) -> None:
        if isinstance(value, list):
            for one in value:
                self._learn_members(one)
        if isinstance(value, dict):
            for name, one in value.items():
                kind = _kind_of(name)
                if kind in MEMBERS and isinstance(one, str):
                    self.learn(kind, one)
                self._learn_members(one)

    def _in_files(self, files: Iterable[Path]) -> Iterator[Finding]:
        for path in files:
            with suppress(OSError):
                status = path.stat()
                state = (status.st_mtime_ns, status.st_size, len(self._secrets))
                if self._clean.get(path) == state or (_is_holder(path) and not status.st_mode & OTHERS):
                    continue
                found = list(self._in_text(_text(path), str(path)))
                if not found:
                    self._clean[path] = state
                yield from found

    def _in_processes(self) -> Iterator[Finding]:
        for (program, where), values in self._processes.items():
            yield from self._in_text("\n".join(values), f"the {where} of a process {program}")

    def _in_what_was_said(self) -> Iterator[Finding]:
        for place, text in self._said:
            yield from self._in_text(text, place)

    def _in_text(self, text: str, place: str) -> Iterator[Finding]:
        yield from (Finding(kind, place) for form, kind in self._secrets.items() if form in text)


def _kind_of(member: str) -> str:
    """What a member, or a variable, holds."""
    found = VARIABLES.fullmatch(member)
    return "_".join(filter(None, found.groups())).lower() if found else member


def _text(path: Path) -> str:
    """A file's, as far as it is written where it is compressed."""
    content = path.read_bytes()
    if content.startswith(GZIP):
        with suppress(zlib.error):
            content = zlib.decompressobj(GZIP_WINDOW).decompress(content)
    return content.decode("utf-8", errors="replace")


def _is_holder(path: Path) -> bool:
    return any(path.match(pattern) for pattern in HOLDERS)


def _files(folder: Path) -> list[Path]:
    if folder.is_file():
        return [folder]
    return [path for path in files_below(folder) if path.is_file() and not path.is_symlink()]


def _strings(path: Path) -> list[str]:
    return path.read_bytes().decode(errors="replace").rstrip("\0").split("\0")
