"""Python functions run as they do on Lambda."""

import json

import pytest

from tests.local.cognito.triggers.project import ARN, Project, last_call, message_of, refusal, sign_up


def test_a_function_changes_the_response(project: Project) -> None:
    triggers = project.python(
        "def handler(event, context):\n    event['response']['autoConfirmUser'] = True\n    return event"
    )

    assert sign_up(triggers) == {"autoConfirmUser": True, "autoVerifyEmail": False, "autoVerifyPhone": False}


def test_the_process_stays_warm(project: Project) -> None:
    triggers = project.python(
        "import os\ncalls = []\ndef handler(event, context):\n    calls.append(1)\n"
        "    event['response']['emailMessage'] = f'{os.getpid()} {len(calls)}'\n    return event"
    )

    (first_pid, first), (second_pid, second) = message_of(triggers).split(), message_of(triggers).split()

    assert first_pid == second_pid
    assert (first, second) == ("1", "2")


def test_modules_of_its_own_folder_and_of_the_project_are_found(project: Project) -> None:
    project.write("neighbour.py", "WORD = 'near'")
    (project.folder / "shared_words.py").write_text("WORD = 'far'")
    triggers = project.python(
        "import neighbour, shared_words\ndef handler(event, context):\n"
        "    event['response']['emailMessage'] = neighbour.WORD + shared_words.WORD\n    return event"
    )

    assert message_of(triggers) == "nearfar"


def test_a_file_may_be_called_as_a_module_of_the_standard_library(project: Project) -> None:
    project.write(
        "json.py", "def handler(event, context):\n    event['response']['emailMessage'] = __file__\n    return event"
    )
    triggers = project.triggers(project.function("json"))

    assert message_of(triggers, "json") == str(project.folder / "triggers" / "json.py")


def test_no_compiled_files_are_left_in_the_project(project: Project) -> None:
    project.write("neighbour.py", "")
    triggers = project.python("import neighbour\ndef handler(event, context):\n    return event")

    sign_up(triggers)

    assert {path.name for path in (project.folder / "triggers").iterdir()} == {"function.py", "neighbour.py"}


def test_the_context_is_that_of_lambda(project: Project) -> None:
    triggers = project.python(
        "import json\ndef handler(event, context):\n    found = {name: getattr(context, name) for name in"
        " ('function_name', 'function_version', 'invoked_function_arn', 'log_group_name', 'client_context')}\n"
        "    found['remaining'] = 0 < context.get_remaining_time_in_millis() <= 120_000\n"
        "    found['request'] = len(context.aws_request_id)\n"
        "    found['identity'] = context.identity.cognito_identity_id\n"
        "    event['response']['emailMessage'] = json.dumps(found)\n    return event"
    )

    assert json.loads(message_of(triggers)) == {
        "function_name": "function",
        "function_version": "$LATEST",
        "invoked_function_arn": ARN + "function",
        "log_group_name": "/aws/lambda/function",
        "client_context": None,
        "remaining": True,
        "request": 36,
        "identity": None,
    }


def test_what_it_prints_and_logs_is_its_log(project: Project) -> None:
    triggers = project.python(
        "import logging, sys\nlogging.getLogger().setLevel('INFO')\nprint('loaded')\ndef handler(event, context):\n"
        "    print('printed')\n    print('to stderr', file=sys.stderr)\n    logging.info('logged')\n    return event"
    )

    sign_up(triggers)
    first = last_call(triggers).log
    sign_up(triggers)

    assert first == ("loaded", "printed", "to stderr", "[INFO]\tlogged")
    assert last_call(triggers).log == ("printed", "to stderr", "[INFO]\tlogged")


def test_what_it_raises_refuses(project: Project) -> None:
    triggers = project.python("def handler(event, context):\n    raise Exception('not invited')")

    assert refusal(triggers) == "UserLambdaValidationException: PreSignUp failed with error not invited."
    assert last_call(triggers).outcome == "raised"
    assert "Exception: not invited" in last_call(triggers).log


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "import there_is_no_such_module",
            "Unable to import module 'function': No module named 'there_is_no_such_module'",
        ),
        ("def handler(:", "Syntax error in module 'function': invalid syntax (function.py, line 1)"),
        ("def other(event, context): pass", "Handler 'handler' missing on module 'function'"),
        ("raise ValueError('no database')", "no database"),
    ],
)
def test_a_file_that_does_not_load_refuses_every_call(project: Project, text: str, message: str) -> None:
    triggers = project.python(text)

    expected = f"UserLambdaValidationException: PreSignUp failed with error {message}."
    assert [refusal(triggers), refusal(triggers)] == [expected, expected]


def test_a_file_that_is_missing_refuses(project: Project) -> None:
    triggers = project.triggers(project.function("function"))

    assert "Unable to import module 'function': No module named 'function'." in refusal(triggers)


def test_a_folder_that_is_missing_refuses(project: Project) -> None:
    function = project.function("function")
    triggers = project.triggers(type(function)("function", function.handler, project.folder / "gone"))

    assert "function can't be started" in refusal(triggers)


@pytest.mark.parametrize(
    ("result", "message"),
    [
        ("None", "InvalidLambdaResponseException: Invalid lambda function output : Invalid JSON"),
        ("'text'", "InvalidLambdaResponseException: Invalid lambda function output : Invalid JSON"),
        ("float('nan')", "InvalidLambdaResponseException: Invalid lambda function output : Invalid JSON"),
        ("{'foo': 1}", "InvalidLambdaResponseException: Unrecognizable lambda output"),
        ("{**event, 'response': []}", "InvalidLambdaResponseException: Unrecognizable lambda output"),
        (
            "{1, 2}",
            (
                "UserLambdaValidationException: PreSignUp failed with error "
                "Unable to marshal response: Object of type set is not JSON serializable."
            ),
        ),
        (
            "'x' * 7_000_000",
            (
                "UserLambdaValidationException: PreSignUp failed with error "
                "Response payload size exceeded maximum allowed payload size (6291556 bytes).."
            ),
        ),
    ],
)
def test_an_answer_that_is_no_event_is_refused(project: Project, result: str, message: str) -> None:
    triggers = project.python(f"def handler(event, context):\n    return {result}")

    assert refusal(triggers) == message
    assert last_call(triggers).error == message


def test_another_python_can_be_chosen(project: Project, tmp_path) -> None:
    project.write("function.py", "def handler(event, context): return event")
    missing = str(tmp_path / "no-python")
    triggers = project.triggers(project.function("function", python=missing))

    assert f"function can't be started: {missing}: No such file or directory." in refusal(triggers)
