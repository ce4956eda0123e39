"""Fixtures that give any back end's tests real Cognito tokens.

`pip install pytest-cognito-access-token` is all it takes; from a checkout, `PYTHONPATH=<checkout> pytest -p
automation.pytest_plugin` in the project's folder. Needs pytest and the standard library, whatever else the tested
project has installed: the environment is brought up and spoken to through the command `cognito-access-token` (in a
checkout its `automation/run.py`), in a process of its own that ends, and destroys what it made, when this one does.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import warnings
    from collections.abc import Callable, Generator, Iterable, Mapping

CHECKOUT = Path(__file__).resolve().parent.parent
IS_CHECKOUT = __name__ == "automation.pytest_plugin"
"""Otherwise this is the distribution `pytest-cognito-access-token`."""
COMMAND = "cognito-access-token"
SECRET_VARIABLES = re.compile(r"COGNITO_CLIENT_(.*_)?SECRET|COGNITO_PASSWORD|AWS_SECRET_ACCESS_KEY")
"""By name: of the environment's clients, of its user, of the local engine."""
KILL_AFTER_S = 60
GRACE_S = 300
"""How long the environment may take to be destroyed; on AWS a domain takes its time."""


RENEW_BEFORE_S = 120
"""How long before its expiry a token of the environment's own user is replaced by a new one."""
HOSTILE_GOOD_FOR_S = 120
"""For how long hostile tokens are kept: they are made of genuine ones, which expire."""
MIN_SECRET_LENGTH = 8
"""Characters: anything shorter would be found in words that are none of its business."""
MASK = "…"
CUT = "..."
"""What pytest leaves out of a long value."""
LONG_SECRET = 40
"""Characters from which on a secret is looked for in pieces anywhere; a shorter one's could be ordinary words."""
PIECE = 12
PIECE_BESIDE_A_CUT = 4
"""Characters of a secret that a report may not show, even where it is a part of it."""
STATE_OPTIONS = ("origin", "client", "flow", "scopes", "authority", "allow_remote")
"""Of `CognitoEnvironment.storage_state`, besides `library`; the others that a fixture is given are the browser's."""
HOSTILE_TOKEN_NAMES = (
    "no-token",
    "empty-token",
    "wrong-scheme",
    "no-scheme",
    "not-a-jwt",
    "two-parts",
    "four-parts",
    "altered-payload",
    "raised-rights",
    "altered-signature",
    "no-signature",
    "signature-of-another-token",
    "alg-none",
    "alg-none-capitalized",
    "alg-none-upper-case",
    "alg-none-signed",
    "hs256-public-key-pem",
    "hs256-public-key-pkcs1",
    "hs256-public-key-jwk",
    "hs256-public-key-modulus",
    "hs256-empty-secret",
    "own-key-known-kid",
    "own-key-unknown-kid",
    "own-key-no-kid",
    "embedded-jwk",
    "embedded-x5c",
    "foreign-jku",
    "foreign-x5u",
    "other-pool",
    "id-token-as-access-token",
    "expired",
    "not-yet-valid",
    "missing-exp",
    "exp-of-text",
    "wrong-issuer",
    "issuer-lookalike",
    "missing-iss",
    "iss-of-a-list",
    "other-client",
    "missing-client",
    "client-of-a-list",
    "unknown-token-use",
    "missing-token-use",
    "token-use-of-a-list",
    "missing-sub",
    "critical-header",
)
"""Of the tokens that every back end must refuse, whichever scope or group it asks for."""


class CognitoError(Exception):
    """What the driver answered: one paragraph on what failed and what to do."""

    def __init__(self, text: str, code: str = "failed") -> None:
        """`code` is what programs know the error by (docs/errors.md)."""
        super().__init__(text)
        self.code = code


class _Secrets:
    """Everything that a fixture ever gave and that no report may show."""

    def __init__(self) -> None:
        self._values: set[str] = set()
        self.tell: Callable[[str], None] | None = None
        """Told each value: where a test prints one, a log of GitHub Actions has to show `***`."""

    def note(self, *values: str | None) -> None:
        """Remember values, and the pieces that a report may show alone: a token's three parts."""
        for value in values:
            if value and self.tell and len(value) >= MIN_SECRET_LENGTH and value not in self._values:
                self.tell(value)
            for piece in (value, *value.split(".")) if value else ():
                if len(piece) >= MIN_SECRET_LENGTH:
                    self._values.add(piece)

    def masked(self, text: str) -> str:
        """The text without them; also as `repr`, JSON and an assertion's shortened difference write them."""
        for value in sorted(self._values, key=len, reverse=True):
            if value in text:
                text = text.replace(value, MASK)
            escaped = json.dumps(value)[1:-1]
            if escaped != value:
                text = text.replace(escaped, MASK)
        return text

    def masked_in_pieces(self, text: str) -> str:
        """The text without them and without pieces of them, which pytest leaves where it shortens what it shows."""
        values = self._values | {json.dumps(value)[1:-1] for value in self._values}
        text = _without_pieces(self.masked(text), {value for value in values if len(value) >= LONG_SECRET})
        if CUT not in text:
            return text
        for value in values:
            longest = PIECE if len(value) >= LONG_SECRET else len(value)
            for length in range(longest - 1, PIECE_BESIDE_A_CUT - 1, -1):
                text = text.replace(value[:length] + CUT, MASK + CUT).replace(CUT + value[-length:], CUT + MASK)
        return text


def _without_pieces(text: str, values: set[str]) -> str:
    pieces = {value[start : start + PIECE] for value in values for start in range(len(value) - PIECE + 1)}
    kept, place = [], 0
    while place < len(text):
        end = place
        while text[end : end + PIECE] in pieces:
            end += 1
        kept.append(MASK if end > place else text[place])
        place = end + PIECE - 1 if end > place else place + 1
    return "".join(kept)


_SECRETS = _Secrets()


class User:
    """A test user that can sign in."""

    def __init__(self, described: Mapping[str, Any]) -> None:
        """`described` is the contract's `user` object."""
        self.username: str = described["username"]
        self.email: str = described["email"]
        self.groups: tuple[str, ...] = tuple(described["groups"])
        self._password: str = described["password"]
        _SECRETS.note(self._password)

    @property
    def password(self) -> str:
        """Secret."""
        return self._password

    def __repr__(self) -> str:
        """Without the password."""
        return f"User({self.username!r}, groups={self.groups!r})"


class Token(str):
    """A token as a string, with what came along with it. Not shown by `repr`, so that no report of a test holds it."""

    __slots__ = ("claims", "id_token", "refresh_token")

    claims: Mapping[str, Any]
    """The verified claims of this token."""
    id_token: Token | None
    refresh_token: str | None

    def __repr__(self) -> str:
        """Whose it is."""
        return f"<token of {self.claims.get('username') or self.claims.get('client_id') or self.claims.get('sub')}>"

    @property
    def header(self) -> dict[str, str]:
        """The request header that carries it (RFC 6750 section 2.1)."""
        return _Header(Authorization=f"Bearer {self}")


class _Header(dict[str, str]):
    def __repr__(self) -> str:
        return "{'Authorization': 'Bearer …'}"


class HostileToken(str):
    """A token that a back end must refuse, or nothing. Not shown by `repr`."""

    __slots__ = ("authorization", "name", "reason")

    name: str
    """Stays the same from release to release."""
    reason: str
    """Why it must be refused."""
    authorization: str
    """The header's value; empty where there is to be no header."""

    def __repr__(self) -> str:
        """What is wrong with it."""
        return f"<hostile token {self.name}: {self.reason}>"

    @property
    def header(self) -> dict[str, str]:
        """The request header that carries it; empty where there is to be none."""
        return _Header(Authorization=self.authorization) if self.authorization else _Header()


class BrowserState:
    """A browser that is signed in. Not shown by `repr`."""

    def __init__(self, answer: Mapping[str, Any]) -> None:
        """`answer` is what `serve` answers to `storage_state`."""
        self.storage_state: dict[str, Any] = answer["storage_state"]
        """For Playwright's `new_context(storage_state=…)`. Secret."""
        self.init_script: str = answer["init_script"]
        """For a context's `add_init_script`, where it isn't empty: what belongs into a tab's session storage."""
        self.origin: str = answer["origin"]
        tokens = answer["tokens"]
        _SECRETS.note(*(tokens.get(name) for name in ("access_token", "id_token", "refresh_token")))
        _SECRETS.note(*(cookie["value"] for cookie in self.storage_state["cookies"]))

    def __repr__(self) -> str:
        """For whose pages."""
        return f"<a browser that is signed in at {self.origin or 'the hosted UI'}>"


class CognitoEnvironment:
    """A deployed user pool with its domain, clients and a test user; the fixture `cognito`."""

    def __init__(self, stack: str | None, target: str, region: str | None, config: str | None = None) -> None:
        """Bring it up. Raises CognitoError with the driver's words."""
        region_option = ["--region", region] if region else []
        stack_option = [*(["--config", config] if config else []), *(["--stack", stack] if stack else [])]
        self._stderr: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        self._process = subprocess.Popen(
            [*command(), "serve", *stack_option, "--target", target, *region_option],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            # What it masks in a job's log would only be read here, and told as its words where it fails.
            env={
                name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "GITHUB_ACTIONS"))
            },
            text=True,
            encoding="utf-8",
            start_new_session=True,  # Ctrl-C is pytest's: the environment goes when its fixture does
        )
        try:
            ready = self._read()
        except BaseException:  # an interruption as well: what was begun goes before this process does
            self._end_by_force()
            raise
        self.protocol: int = ready["protocol"]
        report = ready["environment"]
        self.name: str = report["environment"]
        self.target: str = report["target"]
        self.region: str = report["region"]
        self.outputs: dict[str, Any] = report["outputs"]
        """The stack outputs, with client secrets."""
        self.variables: dict[str, str] = ready["variables"]
        """What `-- PROGRAM` gets: `COGNITO_…`, `AWS_REGION` and where need be the endpoint."""
        self.user = User(report["user"])
        self._access_token = _tokens({**report["tokens"], "claims": report["claims"]})
        self._hostile: dict[str, tuple[float, list[HostileToken]]] = {}
        _SECRETS.note(*_secrets_in(self.outputs))
        _SECRETS.note(*(value for name, value in self.variables.items() if SECRET_VARIABLES.fullmatch(name)))

    @property
    def access_token(self) -> Token:
        """The access token of the environment's own user, renewed when it is about to expire."""
        if float(self._access_token.claims.get("exp", 0)) - time.time() < RENEW_BEFORE_S:
            self._access_token = self.token_for()
        return self._access_token

    def create_user(
        self,
        username: str | None = None,
        *,
        groups: Iterable[str] = (),
        attributes: Mapping[str, str] | None = None,
        password: str | None = None,
    ) -> User:
        """Create a confirmed user; groups that the pool lacks are created too. Raises CognitoError."""
        asked = {
            "username": username,
            "groups": list(groups),
            "attributes": dict(attributes or {}),
            "password": password,
        }
        return User(self._ask("create_user", **asked)["user"])

    def delete_user(self, user: User) -> None:
        """Delete a user; one that is gone already is no error. Raises CognitoError."""
        self._ask("delete_user", username=user.username)

    def token_for(  # noqa: PLR0913 - named by whoever calls it, and rarely more than two
        self,
        who: User | str | None = None,
        *,
        client: str | None = None,
        flow: str | None = None,
        scopes: Iterable[str] = (),
        resource: str | None = None,
        expires_in: int | None = None,
    ) -> Token:
        """An access token for a user, or for a machine client by its name. Raises CognitoError.

        `resource` is what it is bound to, its `aud` (RFC 8707). `expires_in` is for how many seconds it is to be valid,
        on the local target; else the client's setting counts.
        """
        asked: dict[str, Any] = {"client": client, "flow": flow, "scopes": list(scopes), "expires_in": expires_in}
        asked |= {"resource": resource} if resource else {}
        if isinstance(who, str):
            asked["client"] = who
        else:
            user = who or self.user
            asked |= {"user": user.username, "password": user.password}
        return _tokens(self._ask("tokens", **asked))

    def storage_state(
        self, user: User | None = None, *, library: str | Iterable[str] = (), origin: str | None = None, **options: Any
    ) -> BrowserState:
        """Sign a user in, and give what that leaves in a browser (docs/front-ends.md). Raises CognitoError.

        `library` is what the application at `origin` keeps its tokens with: `amplify`, `amazon-cognito-identity-js`,
        `oidc-client-ts`, several, or none. The options are `client`, `flow`, `scopes`, `authority`, `allow_remote`.
        """
        who = user or self.user
        libraries = [library] if isinstance(library, str) else list(library)
        asked = {**options, "libraries": libraries, "origin": origin, "user": who.username, "password": who.password}
        return BrowserState(self._ask("storage_state", **asked))

    def hostile_tokens(
        self,
        *,
        use: str = "access",
        scope: str | None = None,
        group: str | None = None,
        resource: str | None = None,
    ) -> list[HostileToken]:
        """What a back end must refuse that takes tokens of that use and asks for that scope and group. CognitoError.

        So it is with a `resource` that they must be bound to. Without these there are no tokens that only lack them.
        """
        asked = {"use": use, "scope": scope, "group": group, **({"resource": resource} if resource else {})}
        key = json.dumps(asked)
        made_at, made = self._hostile.get(key, (float("-inf"), []))
        if time.monotonic() - made_at > HOSTILE_GOOD_FOR_S:
            made = [_hostile(one) for one in self._ask("hostile_tokens", **asked)["tokens"]]
            self._hostile[key] = time.monotonic(), made
        return list(made)

    def hostile_token(self, name: str, **demand: str) -> HostileToken:
        """One of them by its name. Raises KeyError where none of that name is hostile to such a back end."""
        for token in self.hostile_tokens(**demand):
            if token.name == name:
                return token
        raise KeyError(name)

    def close(self) -> None:
        """Destroy the environment and wait until it is gone. Raises CognitoError where something is left."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it ended before; what it says is read below
            self._process.stdin.close()
        try:
            code = self._process.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            self._end_by_force()
            raise CognitoError(
                f"The environment {self.name} wasn't destroyed within {GRACE_S} s. See what is left and remove it: "
                f"{' '.join(command())} list; … reap"
            ) from None
        words = self._words()
        self._close_pipes()
        if code != 0:
            raise CognitoError(words)

    def _end_by_force(self) -> None:
        self._process.terminate()  # the driver destroys what it can on the way
        try:
            self._process.wait(KILL_AFTER_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._close_pipes()

    def _close_pipes(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout, self._stderr):
            if pipe:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()

    def _ask(self, what: str, **members: object) -> dict[str, Any]:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps({"do": what, **members}) + "\n")
            self._process.stdin.flush()
        except (BrokenPipeError, ValueError):
            raise CognitoError(f"The environment has ended: {self._words()}") from None
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._process.wait(GRACE_S)
            raise CognitoError(self._words())
        answer: dict[str, Any] = json.loads(line)
        if not answer.get("ok"):
            error = answer.get("error") or {}
            raise CognitoError(str(error.get("text")), str(error.get("code")))
        return answer

    def _words(self) -> str:
        self._stderr.seek(0)
        lines = self._stderr.read().decode("utf-8", "replace").strip().splitlines()
        return "\n".join(lines[-8:]) or f"The driver exited with code {self._process.returncode}."


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which environment the tests get."""
    group = parser.getgroup("cognito", "Amazon Cognito environments")
    group.addoption("--cognito-stack", help="the stack, configured by Pulumi.<stack>.yaml (default: dev)")
    group.addoption("--cognito-config", metavar="FILE", help="path of a configuration file")
    group.addoption(
        "--cognito-target", default="local", choices=("local", "aws"), help="the local engine or AWS (default: local)"
    )
    group.addoption("--cognito-region", help="the AWS region (default: the stack's aws:region)")


def pytest_configure(config: pytest.Config) -> None:
    """In GitHub Actions, have the job's log mask what the fixtures give."""
    capture = config.pluginmanager.getplugin("capturemanager")

    def mask(value: str) -> None:
        with capture.global_and_fixture_disabled() if capture else contextlib.nullcontext():
            sys.stderr.write(f"\n::add-mask::{value.replace('%', '%25')}\n")
            sys.stderr.flush()

    _SECRETS.tell = mask if os.environ.get("GITHUB_ACTIONS") == "true" else None


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Step back before the project's own modules are imported, which may have the same names as this checkout's."""
    if not IS_CHECKOUT:
        return
    if str(CHECKOUT) in sys.path:
        sys.path.remove(str(CHECKOUT))
        sys.path.append(str(CHECKOUT))
    package = sys.modules.get("automation")
    if package and str(CHECKOUT) in str(package.__file__):
        del sys.modules["automation"]


@pytest.fixture(scope="session")
def cognito(pytestconfig: pytest.Config) -> Generator[CognitoEnvironment, None, None]:
    """One environment for the run (with pytest-xdist one per worker), destroyed after it.

    While it is there its variables are in `os.environ`, as they are for `-- PROGRAM`.
    """
    option = pytestconfig.getoption
    with _ending_in_order():
        environment = CognitoEnvironment(
            option("cognito_stack"), option("cognito_target"), option("cognito_region"), option("cognito_config")
        )
        before = dict(os.environ)
        os.environ.update(environment.variables)
        try:
            yield environment
        finally:
            for name in environment.variables:
                os.environ.pop(name, None)
                if name in before:
                    os.environ[name] = before[name]
            environment.close()


@contextlib.contextmanager
def _ending_in_order() -> Generator[None, None, None]:
    """Have SIGTERM, which a CI job is cancelled with, end the run and its environment first. A second one is final."""
    can_be_handled = threading.current_thread() is threading.main_thread()
    if not can_be_handled or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield  # somebody else sees to it
        return
    own = os.getpid()

    def leave(number: int, _frame: object) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        if os.getpid() != own:  # a copy, which has nothing to destroy
            os.kill(os.getpid(), number)
        pytest.exit("SIGTERM: destroying the environment first", returncode=128 + number)

    signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


@pytest.fixture
def user_factory(cognito: CognitoEnvironment) -> Generator[Callable[..., User], None, None]:
    """`user_factory(username=None, *, groups=(), attributes=None, password=None)`; the users go with the test."""
    created: list[User] = []

    def create(username: str | None = None, **options: Any) -> User:
        created.append(cognito.create_user(username, **options))
        return created[-1]

    yield create
    for user in created:
        cognito.delete_user(user)


@pytest.fixture
def access_token(cognito: CognitoEnvironment) -> Token:
    """The access token of the environment's test user."""
    return cognito.access_token


@pytest.fixture
def id_token(access_token: Token) -> Token:
    """The ID token of the environment's test user."""
    if access_token.id_token is None:
        pytest.fail("The sign-in flow of this environment issues no ID token.")
    return access_token.id_token


@pytest.fixture
def auth_header(access_token: Token) -> dict[str, str]:
    """`{"Authorization": "Bearer …"}` of the environment's test user."""
    return access_token.header


@pytest.fixture(scope="session")
def token_for(cognito: CognitoEnvironment) -> Callable[..., Token]:
    """`token_for(user or client, flow=…, scopes=…, resource=…, expires_in=…)`, with `id_token` and `claims`."""
    return cognito.token_for


@pytest.fixture
def signed_in_context(
    request: pytest.FixtureRequest, cognito: CognitoEnvironment
) -> Generator[Callable[..., Any], None, None]:
    """`signed_in_context(user=None, *, library=(), origin=…, …)`: a context of pytest-playwright's browser, signed in.

    It takes what `CognitoEnvironment.storage_state` takes; `origin` is `--base-url` where nothing is said. What else it
    is given goes to the browser's `new_context`. It is closed after the test.
    """
    try:
        browser = request.getfixturevalue("browser")
    except pytest.FixtureLookupError:
        pytest.fail("signed_in_context needs pytest-playwright: pip install pytest-playwright", pytrace=False)
    arguments = request.getfixturevalue("browser_context_args")
    opened: list[Any] = []

    def sign_in(user: User | None = None, *, library: str | Iterable[str] = (), **options: Any) -> Any:
        own = {name: options.pop(name) for name in STATE_OPTIONS if name in options}
        if library and "origin" not in own:
            own["origin"] = arguments.get("base_url")
        state = cognito.storage_state(user, library=library, **own)
        context = browser.new_context(**{**arguments, **options, "storage_state": state.storage_state})
        opened.append(context)
        if state.init_script:
            context.add_init_script(state.init_script)
        return context

    yield sign_in
    for context in opened:
        context.close()


@pytest.fixture
def hostile_tokens(cognito: CognitoEnvironment) -> list[HostileToken]:
    """What a back end that lets in `access_token` must refuse, each with `name`, `reason` and `header`."""
    return cognito.hostile_tokens()


@pytest.fixture(params=HOSTILE_TOKEN_NAMES)
def hostile_token(request: pytest.FixtureRequest, cognito: CognitoEnvironment) -> HostileToken:
    """Each of them, in a test of its own."""
    try:
        return cognito.hostile_token(request.param)
    except KeyError:
        pytest.skip(f"There is no {request.param} for the target {cognito.target}: only Cognito could sign it.")


@pytest.fixture
def expired_token(cognito: CognitoEnvironment) -> HostileToken:
    """The environment's own user's access token, which expired an hour ago. On the local target."""
    return _one(cognito, "expired")


@pytest.fixture
def foreign_token(cognito: CognitoEnvironment) -> HostileToken:
    """An access token of another user pool."""
    return _one(cognito, "other-pool")


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, Any, None]:
    """Take out of a report what no report may show: of its failure or excuse, its output, its properties."""
    outcome = yield
    report = outcome.get_result()
    if report.longrepr is not None:
        words = str(report.longrepr)
        if _SECRETS.masked_in_pieces(words) != words:
            report.longrepr = _masked(report.longrepr, words)
    if hasattr(report, "wasxfail"):
        report.wasxfail = _SECRETS.masked(report.wasxfail)
    report.sections = [(title, _SECRETS.masked(text)) for title, text in report.sections]
    report.user_properties = [(name, _masked_value(value)) for name, value in report.user_properties]


@pytest.hookimpl(tryfirst=True)
def pytest_warning_recorded(warning_message: warnings.WarningMessage) -> None:
    """Take it out of a warning, which stands in the summary."""
    words = str(warning_message.message)
    if _SECRETS.masked(words) != words:
        warning_message.message = UserWarning(_SECRETS.masked(words))


def _masked(longrepr: Any, words: str) -> Any:
    """The failure without secrets: text, with the place where it crashed for the reports that ask for it."""
    if isinstance(longrepr, tuple):  # a skip: file, line, reason
        return (*longrepr[:2], _SECRETS.masked_in_pieces(str(longrepr[2])))
    crash = getattr(longrepr, "reprcrash", None)
    masked = _MaskedFailure(_SECRETS.masked_in_pieces(words))
    if crash is not None:
        masked.reprcrash = type(crash)(crash.path, crash.lineno, _SECRETS.masked_in_pieces(crash.message))
    return masked


class _MaskedFailure(str):
    """What pytest shows of a failure, as a text."""

    __slots__ = ("reprcrash",)

    reprcrash: Any


def _masked_value(value: object) -> object:
    return _SECRETS.masked(value) if isinstance(value, str) else value


def _secrets_in(outputs: Mapping[str, Any]) -> list[str | None]:
    """The clients' secrets among the stack's outputs."""
    clients = outputs.get("clients") or {}
    return [outputs.get("client_secret"), *(client.get("client_secret") for client in clients.values())]


def _tokens(answer: Mapping[str, Any]) -> Token:
    _SECRETS.note(*(answer.get(name) for name in ("access_token", "id_token", "refresh_token")))
    access_token = Token(answer["access_token"])
    access_token.claims = answer["claims"]["access_token"]
    access_token.refresh_token = answer.get("refresh_token")
    access_token.id_token = None
    if answer.get("id_token"):
        access_token.id_token = Token(answer["id_token"])
        access_token.id_token.claims = answer["claims"]["id_token"]
        access_token.id_token.refresh_token = access_token.refresh_token
        access_token.id_token.id_token = None
    return access_token


def _hostile(described: Mapping[str, Any]) -> HostileToken:
    _SECRETS.note(described["token"])
    token = HostileToken(described["token"])
    token.name, token.reason = described["name"], described["reason"]
    token.authorization = described["authorization"]
    return token


def _one(cognito: CognitoEnvironment, name: str) -> HostileToken:
    try:
        return cognito.hostile_token(name)
    except KeyError:
        pytest.fail(f"There is no {name} token for the target {cognito.target}: only Cognito could sign it.")


def command() -> list[str]:
    """What starts the driver: the checkout's, or the command that is installed here or on PATH, or one that uvx gets.

    Raises CognitoError with what to install where there is none.
    """
    if IS_CHECKOUT:  # its own Python where that is built; otherwise any will do, and build it
        own = CHECKOUT / ".venv" / "bin" / "python"
        return [str(own) if own.exists() else sys.executable, str(CHECKOUT / "automation" / "run.py")]
    beside = shutil.which(COMMAND, path=sysconfig.get_path("scripts"))
    if found := beside or shutil.which(COMMAND):
        return [found]
    version = importlib.metadata.version(f"pytest-{COMMAND}")
    if uvx := shutil.which("uvx"):
        return [uvx, "--quiet", f"{COMMAND}@{version}"]
    raise CognitoError(
        f"The command {COMMAND}, which creates the environment, isn't installed. Install it on its own: `uv tool "
        f"install {COMMAND}=={version}`, or `pipx install {COMMAND}=={version}`. With uv installed "
        "(https://docs.astral.sh/uv/), it is fetched automatically."
    )
