"""`functions` of the stack's local configuration."""

from pathlib import Path

import pytest

from local.cognito.triggers.configuration import FunctionsConfigurationError, from_json, read_functions, to_json
from local.cognito.triggers.functions import FunctionReference, LocalFunction
from tests.local.cognito.triggers.project import ARN, Project


def problems(given: object, folder: Path) -> list[str]:
    with pytest.raises(FunctionsConfigurationError) as raised:
        read_functions(given, folder)
    return [str(problem) for problem in raised.value.problems]


def test_functions_are_read(project: Project) -> None:
    project.write("pre_token.py", "")
    file = project.write("send.mjs", "")
    given = {
        "pre-token": {"handler": "triggers/pre_token.handler"},
        f"{ARN}send:live": {"handler": f"{file.with_suffix('')}.main", "environment": {"HOST": "h"}, "python": "/p"},
    }

    first, second = read_functions(given, project.folder)

    assert first == LocalFunction("pre-token", "triggers/pre_token.handler", project.folder)
    assert (first.runtime, first.file) == ("python", project.folder / "triggers" / "pre_token.py")
    assert (second.runtime, second.file, second.handler_name) == ("javascript", file, "main")
    assert (second.short_name, second.environment, second.python) == ("send", {"HOST": "h"}, "/p")


def test_no_functions_are_fine(tmp_path: Path) -> None:
    assert read_functions(None, tmp_path) == []
    assert read_functions({}, tmp_path) == []


@pytest.mark.parametrize(("suffix", "runtime"), [(".js", "javascript"), (".cjs", "javascript"), (".py", "python")])
def test_the_file_that_is_there_says_what_runs_it(project: Project, suffix: str, runtime: str) -> None:
    project.write(f"f{suffix}", "")

    assert project.function("f").runtime == runtime


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (["pre-token"], "functions: must be an object; {pre-token: {handler: triggers/pre_token.handler}} would pass"),
        (
            {"pre token": {"handler": "triggers/f.handler"}},
            "functions.pre token: must be the name or the ARN of a Lambda function; pre-token would pass",
        ),
        (
            {1: {"handler": "triggers/f.handler"}},
            "functions.1: must be the name or the ARN of a Lambda function; pre-token would pass",
        ),
        (
            {"f": "triggers/f.handler"},
            "functions.f: must be an object; {handler: triggers/pre_token.handler} would pass",
        ),
        (
            {"f": {"handler": "triggers/f.handler", "runtime": "python"}},
            "functions.f.runtime: is not one of handler, environment, python; functions.f.handler would pass",
        ),
        (
            {"f": {}},
            (
                "functions.f.handler: is required; FILE is a path without .py, .js, .mjs or .cjs; "
                "triggers/pre_token.handler would pass"
            ),
        ),
        (
            {"f": {"handler": "triggers/f.py"}},
            "functions.f.handler: must be FILE.FUNCTION; it is 'triggers/f.py'",
        ),
        (
            {"f": {"handler": "triggers/f.py.handler"}},
            (
                "functions.f.handler: must be FILE.FUNCTION; it is 'triggers/f.py.handler'; "
                "FILE is a path without .py, .js, .mjs or .cjs; triggers/pre_token.handler would pass"
            ),
        ),
        ({"f": {"handler": "handler"}}, "functions.f.handler: must be FILE.FUNCTION; it is 'handler'"),
        ({"f": {"handler": "triggers/.handler"}}, "functions.f.handler: must be FILE.FUNCTION"),
        ({"f": {"handler": "triggers/f.1st"}}, "functions.f.handler: must be FILE.FUNCTION"),
        ({"f": {"handler": "triggers/f\0.handler"}}, "functions.f.handler: must be FILE.FUNCTION"),
        ({"f": {"handler": 5}}, "functions.f.handler: must be FILE.FUNCTION; it is 5"),
        ({"f": {"handler": "triggers/f.handler", "python": 3}}, "functions.f.python: must be the path of a Python"),
        (
            {"f": {"handler": "triggers/f.handler", "environment": ["A"]}},
            "functions.f.environment: must be an object whose values are strings; {TABLE: users} would pass",
        ),
        (
            {"f": {"handler": "triggers/f.handler", "environment": {"A-B": "x"}}},
            "functions.f.environment.A-B: can't be the name of an environment variable; TABLE would pass",
        ),
        (
            {"f": {"handler": "triggers/f.handler", "environment": {"PIN": 4711}}},
            'functions.f.environment.PIN: must be a string, in quotes; "8080" would pass',
        ),
    ],
)
def test_what_is_wrong_is_said_with_a_value_that_passes(project: Project, given: object, problem: str) -> None:
    project.write("f.cjs", "")

    assert problems(given, project.folder)[0].startswith(problem)


def test_every_problem_is_said_at_once(project: Project) -> None:
    assert len(problems({"a b": {}, "f": {"handler": 1, "python": 1}}, project.folder)) == 3


def test_a_missing_file_suggests_one_that_is_there(project: Project) -> None:
    project.write("send_mail.js", "")

    (problem,) = problems({"f": {"handler": "triggers/sendmail.handler"}}, project.folder)

    assert problem == (
        "functions.f.handler: names a file that doesn't exist: none of sendmail.py, sendmail.mjs, sendmail.js, "
        f"sendmail.cjs is in {project.folder / 'triggers'}; triggers/send_mail.handler would pass"
    )


def test_a_relative_path_stays_inside_the_project(project: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "f.py").write_text("")
    (project.folder / "triggers" / "link").symlink_to(outside)
    relative = f"../../{outside.parent.name}/{outside.name}/f.handler"

    for handler in (relative, "triggers/link/f.handler"):
        (problem,) = problems({"f": {"handler": handler}}, project.folder)
        assert problem.startswith(
            f"functions.f.handler: must be inside the project folder {project.folder}, unless its path is absolute; "
        )
    (read,) = read_functions({"f": {"handler": f"{outside}/f.handler"}}, project.folder)
    assert read.file == outside / "f.py"


def test_functions_are_handed_over_as_json(project: Project) -> None:
    project.write("f.py", "")
    functions = read_functions(
        {"f": {"handler": "triggers/f.handler", "environment": {"TOKEN": "secret"}, "python": "/usr/bin/python3"}},
        project.folder,
    )

    assert from_json(to_json(functions)) == functions
    assert "secret" not in repr(functions)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({}, "functions: must be a list"),
        ([1], "functions[0].folder: must be an absolute path"),
        ([{"name": "f", "folder": "here"}], "functions[0].folder: must be an absolute path"),
        ([{"name": "f", "folder": "/"}], "functions.f.handler: is required"),
    ],
)
def test_what_is_handed_over_is_checked(given: object, problem: str) -> None:
    with pytest.raises(FunctionsConfigurationError) as raised:
        from_json(given)

    assert str(raised.value.problems[0]).startswith(problem)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{ARN}f", ("f", "", "us-east-1")),
        (f"{ARN}f:live", ("f", "live", "us-east-1")),
        ("f", ("f", "", "")),
        ("f:$LATEST", ("f", "$LATEST", "")),
        ("", ("", "", "")),
    ],
)
def test_arns_and_names_are_told_apart(text: str, expected: tuple[str, str, str]) -> None:
    assert FunctionReference.parse(text) == (text, *expected)
