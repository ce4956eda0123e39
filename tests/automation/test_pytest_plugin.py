"""The fixtures for back ends' suites, with a driver that only plays its part."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from automation import pytest_plugin
from automation.pytest_plugin import CognitoEnvironment, CognitoError, Token, User

PASSWORD = "Correct-h0rse"
SECRET = "client-secret-of-web"
DRIVER = """
import json, os, sys, time

def answer(**members):
    print(json.dumps({"ok": True, **members}), flush=True)

def tokens(name, seconds=3600):
    return {"access_token": f"{name}header.access-{name}.signature", "id_token": f"{name}header.identity.signature",
            "refresh_token": "refresh-" + name, "expires_in": seconds,
            "claims": {"access_token": {"username": name, "exp": time.time() + seconds}, "id_token": {"sub": name}}}

print(" ".join(sys.argv[1:]), file=sys.stderr, flush=True)
behaviour = os.environ.get("FAKE_DRIVER", "")
if behaviour == "refuses":
    print("error: There is no stack 'dev'.", file=sys.stderr)
    sys.exit(2)
if behaviour == "unready":
    print(json.dumps({"ok": False, "error": {"code": "usage", "text": "Not so."}}), flush=True)
    sys.exit(2)
first = tokens("jane", 10 if behaviour == "expiring" else 3600)
user = {"username": "jane", "email": "jane@example.com", "password": "Correct-h0rse", "groups": ["staff"]}
variables = {"COGNITO_PASSWORD": "Correct-h0rse", "COGNITO_USER_POOL_ID": "us-east-1_x",
             "COGNITO_CLIENT_BATCH_ID": "id-of-batch", "COGNITO_CLIENT_BATCH_SECRET": "client-secret-of-batch"}
answer(protocol=1, variables=variables, environment={
    "environment": "dev-1", "target": "local", "region": "us-east-1", "user": user, "tokens": first,
    "claims": first["claims"], "outputs": {"client_secret": "client-secret-of-web", "clients": {}}})
for line in sys.stdin:
    asked = json.loads(line)
    what = asked["do"]
    if what == "create_user":
        if asked["username"] == "taken":
            print(json.dumps({"ok": False, "error": {"code": "user_exists", "text": "taken is there."}}), flush=True)
            continue
        answer(user={**user, "username": asked["username"] or "made", "groups": asked["groups"]})
    elif what == "delete_user":
        answer()
    elif what == "tokens":
        found = tokens(asked.get("user") or asked["client"], asked["expires_in"] or 3600)
        found["claims"]["access_token"] |= {"aud": asked["resource"]} if "resource" in asked else {}
        answer(**found)
    elif what == "storage_state":
        cookie = {"name": "cognito", "value": "session-of-" + asked["user"]}
        entry = {"name": "of", "value": ",".join([asked["user"], *asked["libraries"]])}
        state = {"cookies": [cookie], "origins": [{"origin": asked["origin"], "localStorage": [entry]}]}
        script = "copy()" if "oidc-client-ts" in asked["libraries"] else ""
        answer(storage_state=state, init_script=script, origin=asked["origin"] or "", tokens=tokens(asked["user"]))
    elif what == "hostile_tokens":
        made = {"token": "hostile.token.value", "reason": "It is over.", "authorization": "Bearer hostile.token.value"}
        none = {"token": "", "reason": "There is none.", "authorization": ""}
        listed = [{"name": "expired", **made}, {"name": "other-pool", **made}, {"name": "no-token", **none}]
        listed += [{"name": "other-resource", **made}] if "resource" in asked else []
        answer(tokens=listed)
    if behaviour == "dies":
        sys.exit(3)
if behaviour == "stays":
    time.sleep(60)
if behaviour == "notes":
    open(os.environ["FAKE_DRIVER_NOTE"], "w").write("destroyed")
if behaviour == "leaves":
    print("error: The pool is still there.", file=sys.stderr)
    sys.exit(1)
"""


@pytest.fixture(autouse=True)
def driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "checkout" / "automation").mkdir(parents=True)
    (tmp_path / "checkout" / "automation" / "run.py").write_text(DRIVER)
    monkeypatch.setattr(pytest_plugin, "CHECKOUT", tmp_path / "checkout")


@pytest.fixture
def environment() -> Iterator[CognitoEnvironment]:
    up = CognitoEnvironment("dev", "local", None)
    yield up
    up.close()


def test_an_environment_has_what_the_driver_said_of_it(environment: CognitoEnvironment):
    assert (environment.name, environment.target, environment.region) == ("dev-1", "local", "us-east-1")
    assert environment.user.password == PASSWORD
    assert environment.access_token.claims["username"] == "jane"
    assert environment.access_token.header == {"Authorization": f"Bearer {environment.access_token}"}


def test_nothing_that_a_report_may_show_holds_a_secret(environment: CognitoEnvironment):
    token = environment.access_token
    shown = repr((token, token.header, environment.user, environment.hostile_tokens()))
    assert "signature" not in shown
    assert PASSWORD not in shown
    assert "jane" in shown


def test_users_are_created_and_deleted_and_a_refusal_has_its_code(environment: CognitoEnvironment):
    made = environment.create_user(groups=["staff"])
    assert (made.username, made.groups) == ("made", ("staff",))
    environment.delete_user(made)
    with pytest.raises(CognitoError, match="taken is there") as refused:
        environment.create_user("taken")
    assert refused.value.code == "user_exists"


def test_tokens_are_of_a_user_or_of_a_machine_client(environment: CognitoEnvironment):
    machine = environment.token_for("batch", scopes=["orders/read"])
    assert machine.claims["username"] == "batch"
    other = User({"username": "ada", "email": "", "password": PASSWORD, "groups": []})
    assert environment.token_for(other).claims["username"] == "ada"
    assert "aud" not in environment.token_for().claims
    assert environment.token_for(resource="https://a.example").claims["aud"] == "https://a.example"
    assert environment.token_for(expires_in=60).claims["exp"] <= time.time() + 60


def test_hostile_tokens_are_asked_for_once_and_found_by_name(environment: CognitoEnvironment):
    assert [token.name for token in environment.hostile_tokens()] == ["expired", "other-pool", "no-token"]
    expired = environment.hostile_token("expired")
    assert expired.header == {"Authorization": "Bearer hostile.token.value"}
    assert environment.hostile_token("no-token").header == {}
    with pytest.raises(KeyError):
        environment.hostile_token("alg-none")
    assert environment.hostile_token("other-resource", resource="https://a.example").name == "other-resource"


def test_a_browsers_state_is_given_and_not_shown(environment: CognitoEnvironment):
    user = environment.create_user("ada")
    state = environment.storage_state(user, library="amplify", origin="http://localhost:5173")
    assert state.storage_state["origins"][0]["localStorage"][0]["value"] == "ada,amplify"
    assert (state.origin, state.init_script) == ("http://localhost:5173", "")
    assert repr(state) == "<a browser that is signed in at http://localhost:5173>"
    assert pytest_plugin._SECRETS.masked("its session-of-ada here") == "its … here"


BROWSERS = """
    import pytest

    closed = []

    class Context:
        def __init__(self, **settings):
            self.settings, self.scripts = settings, []
        def add_init_script(self, script):
            self.scripts.append(script)
        def close(self):
            closed.append(self)

    class Browser:
        new_context = Context

    @pytest.fixture
    def browser_context_args():
        return {"base_url": "http://localhost:5173", "locale": "de"}
"""


def test_a_browser_opens_signed_in_and_is_closed_after_the_test(pytester: pytest.Pytester):
    pytester.makeconftest(
        BROWSERS
        + """
    @pytest.fixture
    def browser():
        return Browser
    """
    )
    pytester.makepyfile(
        """
        import conftest

        def test_opens(signed_in_context):
            context = signed_in_context(library=["oidc-client-ts", "amplify"], locale="en")
            (origin,) = context.settings["storage_state"]["origins"]
            assert origin["origin"] == "http://localhost:5173"
            assert origin["localStorage"][0]["value"] == "jane,oidc-client-ts,amplify"
            assert context.settings["locale"] == "en"
            assert context.scripts == ["copy()"]
            assert signed_in_context().settings["storage_state"]["origins"][0]["origin"] is None

        def test_is_closed():
            assert len(conftest.closed) == 2
        """
    )
    pytester.runpytest_inprocess("-p", "automation.pytest_plugin").assert_outcomes(passed=2)


def test_without_pytest_playwright_it_is_said_what_to_install(pytester: pytest.Pytester):
    pytester.makepyfile("def test_opens(signed_in_context): pass")
    ran = pytester.runpytest_inprocess("-p", "automation.pytest_plugin")
    ran.assert_outcomes(errors=1)
    ran.stdout.fnmatch_lines(["*pip install pytest-playwright*"])


def test_a_token_about_to_expire_is_replaced(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FAKE_DRIVER", "expiring")
    up = CognitoEnvironment("dev", "local", "eu-central-1")
    assert up.access_token.claims["exp"] > time.time() + 60
    up.close()


@pytest.mark.parametrize(("behaviour", "words"), [("refuses", "There is no stack 'dev'"), ("unready", "Not so.")])
def test_an_environment_that_does_not_come_up_says_why(monkeypatch: pytest.MonkeyPatch, behaviour: str, words: str):
    monkeypatch.setenv("FAKE_DRIVER", behaviour)
    with pytest.raises(CognitoError, match=words):
        CognitoEnvironment("dev", "local", None)


def test_an_environment_that_dies_is_said_to_be_gone(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FAKE_DRIVER", "dies")
    up = CognitoEnvironment("dev", "local", None)
    up.create_user()
    with pytest.raises(CognitoError):
        up.create_user()
    with pytest.raises(CognitoError):
        up.close()


def test_what_is_left_when_it_ends_is_said(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FAKE_DRIVER", "leaves")
    up = CognitoEnvironment("dev", "local", None)
    with pytest.raises(CognitoError, match="The pool is still there"):
        up.close()


def test_one_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FAKE_DRIVER", "stays")
    up = CognitoEnvironment("dev", "local", None)
    monkeypatch.setattr(pytest_plugin, "GRACE_S", 0)
    with pytest.raises(CognitoError, match="wasn't destroyed within"):
        up.close()
    assert up._process.returncode is not None  # the driver is gone, and was waited for


TERMINATED = """
import os, signal
import pytest

@pytest.fixture
def own(cognito):
    yield
    print("its own fixtures are taken down")

def test_is_cancelled(own):
    os.kill(os.getpid(), signal.SIGTERM)
    signal.pause()

def test_never_begins():
    print("this one has begun")
"""


def test_a_suite_that_is_terminated_destroys_its_environment_first(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("FAKE_DRIVER", "notes")
    monkeypatch.setenv("FAKE_DRIVER_NOTE", str(tmp_path / "note"))
    pytester.makepyfile(TERMINATED)
    before = signal.getsignal(signal.SIGTERM)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        ran = pytester.runpytest_inprocess("-s", "-p", "no:randomly", "-p", "automation.pytest_plugin")
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    finally:
        signal.signal(signal.SIGTERM, before)

    assert ran.ret == 128 + signal.SIGTERM
    assert (tmp_path / "note").read_text() == "destroyed"
    shown = ran.stdout.str()
    assert "SIGTERM: destroying the environment first" in shown
    assert "its own fixtures are taken down" in shown
    assert "this one has begun" not in shown


def test_a_suite_that_sees_to_sigterm_itself_is_left_to_it():
    before = signal.getsignal(signal.SIGTERM)
    received: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: received.append(number))
    try:
        with pytest_plugin._ending_in_order():
            os.kill(os.getpid(), signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert received == [signal.SIGTERM]


def test_what_is_interrupted_while_it_comes_up_is_ended(monkeypatch: pytest.MonkeyPatch):
    ended: list[int | None] = []

    def interrupted(self: CognitoEnvironment) -> dict[str, object]:
        ended.append(self._process.pid)
        raise KeyboardInterrupt

    monkeypatch.setattr(CognitoEnvironment, "_read", interrupted)
    with pytest.raises(KeyboardInterrupt):
        CognitoEnvironment("dev", "local", None)
    (pid,) = ended
    assert pid is not None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


SUITE = """
import os
import warnings
import pytest

def test_fixtures(cognito, access_token, id_token, auth_header, token_for, user_factory, expired_token, foreign_token):
    assert auth_header["Authorization"].endswith(access_token)
    assert id_token.claims["sub"] == "jane"
    assert token_for("batch").claims["username"] == "batch"
    assert user_factory("ada").username == "ada"
    assert (expired_token.name, foreign_token.name) == ("expired", "other-pool")
    assert os.environ["COGNITO_USER_POOL_ID"] == "us-east-1_x"

def test_every_hostile_token(hostile_token):
    assert hostile_token.reason

def test_all_hostile_tokens(hostile_tokens):
    assert len(hostile_tokens) == 3

def test_that_fails(access_token, cognito, request, token_for):
    print(str(token_for("batch")), token_for("batch").id_token and str(token_for("batch").id_token))
    print(cognito.user.password, os.environ["COGNITO_CLIENT_BATCH_ID"], os.environ["COGNITO_CLIENT_BATCH_SECRET"])
    request.node.user_properties.append(("token", str(access_token)))
    assert str(access_token) == "something else", cognito.user.password

def test_that_skips(access_token):
    pytest.skip("because of " + access_token)

def test_that_is_excused(access_token):
    pytest.xfail("excused, " + access_token)

def test_that_warns(access_token):
    warnings.warn("beware of " + access_token)
"""


def test_a_suite_gets_its_fixtures_and_no_report_of_it_shows_a_secret(pytester: pytest.Pytester):
    pytester.makepyfile(SUITE)
    ran = pytester.runpytest_inprocess(
        *("-p", "automation.pytest_plugin", "-p", "no:cacheprovider", "-W", "default", "-rA", "--junitxml=r")
    )
    skipped = len(pytest_plugin.HOSTILE_TOKEN_NAMES) - 3 + 1
    ran.assert_outcomes(passed=6, failed=1, skipped=skipped, xfailed=1)
    shown = ran.stdout.str() + (pytester.path / "r").read_text()
    assert PASSWORD not in shown
    assert "access-jane" not in shown
    assert "access-batch" not in shown
    assert "client-secret-of-batch" not in shown
    assert "id-of-batch" in shown
    assert "something else" in shown
    assert "excused, " in shown
    assert "beware of " in shown
    assert "COGNITO_USER_POOL_ID" not in os.environ


SHORTENED = """
from automation import pytest_plugin

VALUES = ["Correct-h0rse", "".join(chr(97 + n % 26) + chr(65 + n * 7 % 26) + str(n) for n in range(400))]
WORD = "x" * 200

def test_begins_with_it():
    pytest_plugin._SECRETS.note(*VALUES)
    shown = [VALUES[1][12:], WORD, VALUES]
    assert shown == []

def test_ends_with_it():
    assert WORD + VALUES[0] == ""

def test_is_in_the_middle_of_it():
    assert {"it": VALUES[0] + WORD} == {}

def test_differs_at_its_end():
    header = "Bearer " + VALUES[1]
    assert header == header + "?"

def test_is_raised():
    raise ValueError(VALUES[1][100:900] + WORD)
"""


@pytest.mark.parametrize("shown", ["-q", "-vv", "--showlocals"])
def test_no_report_shows_a_piece_of_a_secret_either(pytester: pytest.Pytester, shown: str):
    values: dict[str, list[str]] = {}
    exec(SHORTENED.split("WORD", maxsplit=1)[0], values)  # as the suite makes them
    password, token = values["VALUES"]
    pytester.makepyfile(SHORTENED)
    ran = pytester.runpytest_inprocess("-p", "automation.pytest_plugin", "-p", "no:cacheprovider", "-rA", shown)
    ran.assert_outcomes(failed=5)
    lines = [line for line in ran.stdout.lines if "VALUES =" not in line]
    text = "\n".join(lines)
    assert "AssertionError" in text
    assert [token[n : n + 12] for n in range(len(token) - 11) if token[n : n + 12] in text] == []
    assert [password[:4] + "..." in text, "..." + password[-4:] in text, password in text] == [False, False, False]


def test_the_plugin_steps_back_behind_the_projects_own_modules(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    checkout = str(tmp_path / "checkout")
    monkeypatch.setattr(sys, "path", [checkout, *sys.path])
    pytest_plugin.pytest_load_initial_conftests()
    assert sys.path[-1] == checkout


def test_the_plugin_runs_in_the_checkouts_own_environment_where_there_is_one(tmp_path: Path):
    assert pytest_plugin.command()[0] == sys.executable
    own = tmp_path / "checkout" / ".venv" / "bin" / "python"
    own.parent.mkdir(parents=True)
    own.touch()
    assert pytest_plugin.command()[0] == str(own)


def test_a_token_without_a_name_is_shown_by_what_it_has():
    token = Token("a.b.c")
    token.claims = {"sub": "1234"}
    assert repr(token) == "<token of 1234>"


@pytest.mark.parametrize("captured", [[], ["-s"]], ids=["captured", "not captured"])
def test_in_github_actions_the_job_s_log_masks_what_fixtures_give(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, captured: list[str]
):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    pytester.makepyfile("""
        from automation import pytest_plugin

        def test_gets_a_secret_twice():
            for _ in range(2):
                pytest_plugin.User({"username": "ada", "email": "", "password": "Correct-h0rse", "groups": []})
        """)
    ran = pytester.runpytest_subprocess("-p", "automation.pytest_plugin", *captured)
    ran.assert_outcomes(passed=1)
    assert [line for line in ran.errlines if line] == ["::add-mask::Correct-h0rse"]
    assert "Correct-h0rse" not in ran.stdout.str()


def test_the_driver_s_own_words_hold_no_masks(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    (pytest_plugin.CHECKOUT / "automation" / "run.py").write_text(
        "import os, sys\nsys.exit(os.environ.get('GITHUB_ACTIONS', 'not there'))\n"
    )
    with pytest.raises(CognitoError, match="not there"):
        CognitoEnvironment("dev", "local", None)
