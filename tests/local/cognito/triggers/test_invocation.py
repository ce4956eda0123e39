"""Which function a trigger calls, what it fails with, and what is remembered."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from local.cognito.errors import CognitoError
from local.cognito.triggers.events.migration import AT_SIGN_IN, user_migration
from local.cognito.triggers.events.senders import custom_sender
from local.cognito.triggers.events.sign_up import BY_USER
from local.cognito.triggers.failures import FunctionTimedOutError
from local.cognito.triggers.functions import LocalFunction
from local.cognito.triggers.limits import Limits
from tests.local.cognito.triggers.project import (
    ARN,
    CONTEXT,
    PATIENT,
    Project,
    last_call,
    message_of,
    refusal,
    sign_up,
    sign_up_event,
)

ECHO = "def handler(event, context):\n    return event"


def test_a_function_that_nobody_serves_is_refused_as_on_aws_and_the_log_says_how_to_give_one(
    project: Project,
) -> None:
    triggers = project.triggers()

    assert refusal(triggers, "pre-sign-up") == (
        "UnexpectedLambdaException: PreSignUp invocation failed due to error AccessDeniedException."
    )
    assert "`local: {functions: {pre-sign-up: {handler: FILE.FUNCTION}}}`" in project.said[0]
    assert "AWS_ENDPOINT_URL_LAMBDA" in project.said[0]
    assert f"{ARN}pre-sign-up" in project.said[0]
    assert last_call(triggers).outcome == "failed"


@pytest.mark.parametrize(
    ("key", "arn"),
    [
        ("function", f"{ARN}function"),
        ("function", f"{ARN}function:live"),
        ("function", f"{ARN}function:$LATEST"),
        ("function:live", f"{ARN}function:live"),
        (f"{ARN}function", f"{ARN}function"),
        (f"{ARN}function", f"{ARN}function:live"),
        (f"{ARN}function:live", f"{ARN}function:live"),
        ("function", "function"),
    ],
)
def test_a_function_is_found_by_arn_and_by_name_with_or_without_a_qualifier(
    project: Project, key: str, arn: str
) -> None:
    project.write("function.py", ECHO)
    triggers = project.triggers(LocalFunction(key, "triggers/function.handler", project.folder))

    triggers.invoke(trigger="PreSignUp", source=BY_USER, arn=arn, event=sign_up_event())

    assert last_call(triggers).outcome == "ok"


@pytest.mark.parametrize("key", ["other", "function:live", f"{ARN}function:live", f"{ARN[:-1]}x:function"])
def test_another_function_is_not_found(project: Project, key: str) -> None:
    project.write("function.py", ECHO)
    triggers = project.triggers(LocalFunction(key, "triggers/function.handler", project.folder))

    assert "AccessDeniedException" in refusal(triggers, "function")


def test_the_exact_key_wins(project: Project) -> None:
    for name in ("a", "b"):
        text = f"def handler(event, context):\n    event['response']['emailMessage'] = '{name}'\n    return event"
        project.write(f"{name}.py", text)
    triggers = project.triggers(
        LocalFunction("function", "triggers/a.handler", project.folder),
        LocalFunction("function:live", "triggers/b.handler", project.folder),
    )

    assert (message_of(triggers, "function"), message_of(triggers, "function:live")) == ("a", "b")


def test_functions_can_be_replaced_and_those_that_stay_stay_warm(project: Project) -> None:
    for name in ("stays", "goes"):
        text = "import os\ndef handler(event, context):\n    event['response']['emailMessage'] = str(os.getpid())\n"
        project.write(f"{name}.py", text + "    return event")
    stays, goes = project.function("stays"), project.function("goes")
    triggers = project.triggers(stays, goes)
    before = message_of(triggers, "stays")
    message_of(triggers, "goes")

    triggers.set_functions([LocalFunction("stays", "triggers/stays.handler", project.folder)])

    assert message_of(triggers, "stays") == before
    assert "AccessDeniedException" in refusal(triggers, "goes")
    assert triggers.functions == (stays,)


def test_a_call_is_remembered(project: Project) -> None:
    triggers = project.python(
        "def handler(event, context):\n    print('hello')\n    event['response']['autoConfirmUser'] = True\n"
        "    return event",
        now=lambda: 1_700_000_000.0,
    )

    sign_up(triggers)

    call = last_call(triggers)
    assert (call.at, call.user_pool_id, call.user_name) == (1_700_000_000.0, "us-east-1_Example01", "ada")
    assert (call.trigger, call.source, call.function) == ("PreSignUp", "PreSignUp_SignUp", "function")
    assert (call.outcome, call.error, call.tries, call.log) == ("ok", "", 1, ("hello",))
    assert call.duration_s > 0
    found = call.to_json()
    assert found["response"] == {"autoConfirmUser": True, "autoVerifyEmail": False, "autoVerifyPhone": False}
    assert found["event"]["request"]["userAttributes"] == {"email": "ada@example.com"}
    assert found["duration_ms"] > 0
    assert (found["kind"], found["user_pool_id"], found["username"]) == ("trigger", "us-east-1_Example01", "ada")


def test_the_newest_call_comes_first_and_only_so_many_are_kept(project: Project) -> None:
    triggers = project.triggers()

    for number in range(210):
        refusal(triggers, f"function-{number}")

    assert [call.function for call in triggers.latest()][:2] == ["function-209", "function-208"]
    assert len(triggers.latest()) == 200


def test_what_is_remembered_is_small(project: Project) -> None:
    triggers = project.python(
        "def handler(event, context):\n    if event['userName'] == 'eve':\n        raise Exception('x' * 1_000_000)\n"
        "    event['response'] |= {'member': ['y' * 2_000] * (3 if event['userName'] == 'ada' else 1_000)}\n"
        "    event['response'] |= {f'more {n}': '' for n in range(1_000)}\n    return event"
    )

    sign_up(triggers)
    answered = last_call(triggers)
    large = {**sign_up_event(), "userName": "bob"}
    triggers.invoke(trigger="PreSignUp", source=BY_USER, arn=f"{ARN}function", event=large)
    too_large = last_call(triggers)
    event = {**sign_up_event(), "userName": "eve"}
    with pytest.raises(CognitoError) as raised:
        triggers.invoke(trigger="PreSignUp", source=BY_USER, arn=f"{ARN}function", event=event)

    assert len(answered.response) == 100
    assert answered.response["member"] == ["y" * 1_000 + "…"] * 3
    assert too_large.response == {"…": "too large to be remembered"}
    assert len(last_call(triggers).error) == 1_001
    assert len(raised.value.message) < 11_000


def test_texts_that_are_no_unicode_are_mended(project: Project) -> None:
    triggers = project.python(
        "def handler(event, context):\n    event['response']['emailMessage'] = 'é\\ud800{####}'\n    return event"
    )

    assert message_of(triggers) == "é?{####}"


def test_an_error_that_is_no_unicode_is_mended(project: Project) -> None:
    triggers = project.python("def handler(event, context):\n    raise Exception('\\ud800!')")

    assert refusal(triggers) == "UserLambdaValidationException: PreSignUp failed with error ?!."


def test_secrets_are_remembered_nowhere(project: Project) -> None:
    triggers = project.python(
        "def handler(event, context):\n    print('got', event)\n"
        "    raise Exception('wrong password ' + event['request']['password'])"
    )
    event = user_migration(
        CONTEXT,
        AT_SIGN_IN,
        "ada",
        password="hunter-22",
        validation_data={"temporaryPassword": "hunter-33", "plan": "a"},
    )

    with pytest.raises(CognitoError, match="hunter-22"):  # the caller knows it
        triggers.invoke(trigger="UserMigration", source=AT_SIGN_IN, arn=f"{ARN}function", event=event)

    call = last_call(triggers)
    assert call.event["request"]["password"] == "***"
    assert call.event["request"]["validationData"] == {"temporaryPassword": "***", "plan": "a"}
    assert call.log[0].startswith("got {")
    everything = f"{call.to_json()}{call!r}{project.said}"
    assert "hunter" not in everything
    assert event["request"]["password"] == "hunter-22"


@pytest.mark.parametrize("password", ['Pa"ss\\w0rd!', "Pässw0rd!!", "Line\tbreak1!"])
@pytest.mark.parametrize("written", ["json.dumps(event)", "json.dumps(event, ensure_ascii=False)", "event"])
def test_a_secret_is_masked_however_a_function_writes_it(project: Project, password: str, written: str) -> None:
    triggers = project.python(f"import json\ndef handler(event, context):\n    print({written})\n    return event")
    event = user_migration(CONTEXT, AT_SIGN_IN, "ada", password=password)
    triggers.invoke(trigger="UserMigration", source=AT_SIGN_IN, arn=f"{ARN}function", event=event)
    log = "\n".join(last_call(triggers).log)
    assert "***" in log
    for form in (password, json.dumps(password)[1:-1], json.dumps(password, ensure_ascii=False)[1:-1], repr(password)):
        assert form not in log


def test_a_secret_across_the_end_of_the_longest_line_is_masked_whole(project: Project) -> None:
    triggers = project.python(
        "def handler(event, context):\n    print('x' * 1995 + event['request']['password'])\n    return event"
    )
    event = user_migration(CONTEXT, AT_SIGN_IN, "ada", password="Secret-Password1")
    triggers.invoke(trigger="UserMigration", source=AT_SIGN_IN, arn=f"{ARN}function", event=event)
    (line,) = last_call(triggers).log
    assert "Secret" not in line
    assert len(line) <= 2000


def test_functions_that_are_created_at_once_are_all_served(project: Project) -> None:
    triggers = project.triggers()
    names = [f"function-{number}" for number in range(200)]
    with ThreadPoolExecutor(16) as threads:
        list(threads.map(lambda name: triggers.create_function(project.function(name)), names))
    assert {function.name for function in triggers.functions} == set(names)


def test_answers_to_challenges_are_not_remembered(project: Project) -> None:
    project.write("function.py", ECHO)
    triggers = project.triggers(project.function("function"))
    event = {
        "request": {"privateChallengeParameters": {"answer": "sesame"}, "challengeAnswer": "sesame!"},
        "response": {"answerCorrect": True},
    }

    triggers.invoke(trigger="VerifyAuthChallengeResponse", source="s", arn=f"{ARN}function", event=event)

    request = last_call(triggers).event["request"]
    assert request == {"privateChallengeParameters": {"answer": "***"}, "challengeAnswer": "***"}


def test_a_sender_is_called_without_waiting_and_finds_the_code(project: Project) -> None:
    triggers = project.python(
        "import pathlib\ndef handler(event, context):\n"
        "    (pathlib.Path(__file__).parents[1] / 'sent').write_text(context.plaintext_code)\n"
        "    print('sending', context.plaintext_code)"
    )
    event = custom_sender(CONTEXT, "CustomEmailSender_SignUp", "ada", {"email": "a@b.c"}, code="ciphertext")

    triggers.invoke_later(
        trigger="CustomEmailSender",
        source="CustomEmailSender_SignUp",
        arn=f"{ARN}function",
        event=event,
        plaintext_code="123456",
    )
    triggers.wait_for_senders()

    assert (project.folder / "sent").read_text() == "123456"
    assert (last_call(triggers).outcome, last_call(triggers).log) == ("ok", ("sending ***",))


def test_a_sender_that_fails_fails_nobody_else(project: Project) -> None:
    triggers = project.python("def handler(event, context):\n    raise Exception('no mail today')")
    event = custom_sender(CONTEXT, "CustomSMSSender_SignUp", "ada", {}, code="ciphertext")

    triggers.invoke_later(trigger="CustomSMSSender", source="CustomSMSSender_SignUp", arn=f"{ARN}function", event=event)
    triggers.wait_for_senders()

    call = last_call(triggers)
    assert (call.outcome, call.tries) == ("raised", 1)
    assert "CustomSMSSender failed with error no mail today." in call.error
    assert "no mail today" in project.said[0]


class Flaky:
    """A process that answers in time at the third try only."""

    started = 0

    def __init__(self, function, variables) -> None:
        type(self).started += 1
        self.pid, self.is_alive, self.is_ready = 1, True, True

    def wait_until_ready(self, log, limit_s) -> None:
        pass

    def call(self, call, log, limit_s) -> str:
        if self.started < 3:
            raise FunctionTimedOutError
        return '{"response": {}}'

    def end(self) -> None:
        pass

    def close(self) -> None:
        pass


def test_the_third_try_may_answer(project: Project) -> None:
    triggers = project.triggers(project.function("function"), limits=Limits(), start=Flaky)

    assert sign_up(triggers) == {}
    assert (last_call(triggers).tries, last_call(triggers).outcome) == (3, "ok")


def test_many_threads_call_at_a_time(project: Project) -> None:
    triggers = project.python(ECHO, limits=Limits(call_s=PATIENT.call_s, start_s=PATIENT.start_s, processes=3))
    answers: list[object] = []
    threads = [threading.Thread(target=lambda: answers.append(sign_up(triggers))) for _ in range(12)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == 12
    assert {call.outcome for call in triggers.latest()} == {"ok"}


def test_after_the_end_nothing_is_called(project: Project) -> None:
    triggers = project.python(ECHO)
    triggers.close()

    event = custom_sender(CONTEXT, "CustomSMSSender_SignUp", "ada", {}, code="x")
    triggers.invoke_later(trigger="CustomSMSSender", source="s", arn=f"{ARN}function", event=event)

    assert "the function is no longer served" in refusal(triggers)
    assert len(triggers.latest()) == 1
