"""A project of somebody else's, whose suite gets its tokens from the plugin."""

import signal
import subprocess
import sys
import time

import pytest

PROJECT = {
    # Folders of the same names as the checkout's.
    "automation/__init__.py": "WHOSE = 'the project'",
    "local/__init__.py": "WHOSE = 'the project'",
    "conftest.py": "",
    "tests/test_backend.py": """
import os
import pytest

def test_the_projects_own_packages_are_found():
    import automation, local
    assert automation.WHOSE == local.WHOSE == "the project"

def test_every_fixture(cognito, user_factory, access_token, id_token, auth_header, token_for):
    assert auth_header == {"Authorization": f"Bearer {access_token}"}
    assert id_token.claims["sub"] == access_token.claims["sub"]
    assert os.environ["COGNITO_USER_POOL_ID"] == cognito.outputs["user_pool_id"]
    user = user_factory(groups=["admins"], attributes={"given_name": "Ada"})
    token = token_for(user)
    assert token.claims["cognito:groups"] == ["admins"]
    assert token_for(user, flow="code", scopes=["openid"]).claims["scope"] == "openid"
    assert str(token) not in repr([token, token.header, user]) and user.password not in repr(user)

def test_a_refusal_is_said_in_words(cognito, token_for):
    with pytest.raises(Exception, match="no app client 'nobody'"):
        token_for("nobody")
""",
    "tests/test_leaks.py": """
import sys

def test_fails_with_all_it_has(cognito, access_token, id_token, user_factory, record_property, auth_header):
    user, secret = user_factory(), cognito.outputs["client_secret"]
    print("on stdout", access_token, user.password)
    print("on stderr", secret, file=sys.stderr)
    record_property("token", str(id_token))
    shown = {"access": str(access_token), "password": user.password, "secret": secret, "header": dict(auth_header)}
    with open("secrets.txt", "w") as file:
        given = [str(access_token), *str(id_token).split("."), user.password, secret, cognito.user.password]
        file.write("\\n".join(given))
    assert shown == {}, f"{access_token} of {cognito.user.password}"
""",
    "tests/test_killed.py": """
import os, signal

def test_is_killed(cognito):
    os.kill(os.getpid(), signal.SIGKILL)
""",
    "tests/test_terminated.py": """
import os, signal

def test_is_terminated(cognito):
    os.kill(os.getpid(), signal.SIGTERM)
    signal.pause()
""",
}


@pytest.fixture
def project(tmp_path):
    for name, text in PROJECT.items():
        path = tmp_path / "backend" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "backend"


def run_suite(checkout, project, name, *options):
    starter = "import sys, pytest; sys.path.pop(0); sys.path.insert(0, sys.argv.pop(1)); sys.exit(pytest.main())"
    return subprocess.run(
        [
            sys.executable,
            "-c",
            starter,
            str(checkout.root),
            "-p",
            "automation.pytest_plugin",
            *options,
            f"tests/{name}",
        ],
        cwd=project,
        env=checkout.variables(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_any_projects_suite_gets_users_and_tokens_and_leaves_nothing(checkout, project):
    finished = run_suite(checkout, project, "test_backend.py")
    assert "3 passed" in finished.stdout, finished.stdout + finished.stderr
    assert checkout.environments() == []


def test_no_report_of_a_failure_shows_a_secret(checkout, project):
    finished = run_suite(checkout, project, "test_leaks.py", "-vv", "--showlocals", "--junit-xml=report.xml")
    report = finished.stdout + finished.stderr + (project / "report.xml").read_text()

    assert "1 failed" in finished.stdout
    assert "test_fails_with_all_it_has" in report
    secrets = (project / "secrets.txt").read_text().split("\n")
    assert len(secrets) == 7
    assert [secret for secret in secrets if secret in report] == []


def test_a_suite_that_is_killed_leaves_nothing_either(checkout, project):
    finished = run_suite(checkout, project, "test_killed.py")
    assert finished.returncode == -signal.SIGKILL
    deadline = time.monotonic() + 30
    while (checkout.processes() or checkout.environments()) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert checkout.processes() == []
    assert checkout.environments() == []


def test_a_suite_that_is_terminated_has_destroyed_its_environment_when_it_ends(checkout, project):
    finished = run_suite(checkout, project, "test_terminated.py")
    assert finished.returncode == 128 + signal.SIGTERM, finished.stdout + finished.stderr
    assert checkout.environments() == []
    assert not (checkout.root / ".local" / "service.json").exists()
    assert checkout.processes() == []


def test_an_unknown_stack_is_said_once_and_clearly(checkout, project):
    finished = run_suite(checkout, project, "test_backend.py", "--cognito-stack", "nosuch", "-k", "every_fixture")
    assert "There is no stack 'nosuch'" in finished.stdout
    assert finished.returncode == 1
