"""Processes of functions: time limits, crashes, changed files, several at a time, and that none is left behind."""

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from local.cognito.triggers.events.messages import custom_message
from local.cognito.triggers.failures import InvocationFailedError
from local.cognito.triggers.function_log import FunctionLog
from local.cognito.triggers.limits import Limits
from local.cognito.triggers.pool import FunctionPool
from tests.local.cognito.triggers.project import (
    CONTEXT,
    ENOUGH_S,
    IMPATIENT,
    PATIENT,
    Project,
    is_gone,
    last_call,
    message_of,
    refusal,
    sign_up,
    wait_until,
)
from tests.node import node_variables

TIMED_OUT = (
    "UnexpectedLambdaException: PreSignUp invocation failed due to error Socket timeout while invoking Lambda function."
)
FOR_EVER = {
    "function.py": "import os, pathlib, time\n"
    "with pathlib.Path(__file__).with_name('pids.txt').open('a') as f: f.write(f'{os.getpid()}\\n')\n"
    "def handler(event, context):\n    while True: pass\n",
    "function.js": "const fs = require('node:fs');\n"
    "fs.appendFileSync(`${__dirname}/pids.txt`, `${process.pid}\\n`);\n"
    "exports.handler = () => { while (true); };\n",
}
"""Functions that never answer nor give way; each process that loads one writes its id down."""


@pytest.fixture(autouse=True)
def node(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", node_variables()["PATH"])


def pids_in(project: Project) -> list[int]:
    path = project.folder / "triggers" / "pids.txt"
    return [int(line) for line in path.read_text().split()] if path.exists() else []


@pytest.mark.parametrize("file", FOR_EVER)
def test_a_function_that_takes_too_long_is_ended_and_tried_three_times(project: Project, file: str) -> None:
    project.write(file, FOR_EVER[file])
    triggers = project.triggers(project.function("function"), limits=IMPATIENT)

    assert refusal(triggers) == TIMED_OUT

    pids = pids_in(project)
    assert len(set(pids)) == 3
    assert all(map(is_gone, pids))
    call = last_call(triggers)
    assert (call.tries, call.outcome) == (3, "timed out")
    assert call.log[-1] == "function was stopped: it didn't respond in time."


def test_a_file_that_never_loads_is_given_up(project: Project) -> None:
    triggers = project.python("while True: pass", limits=Limits(call_s=120, start_s=0.1, tries=2))

    assert refusal(triggers) == TIMED_OUT
    assert last_call(triggers).tries == 2


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("import os\ndef handler(event, context):\n    os._exit(3)", "Runtime exited with error: exit status 3"),
        ("import sys\ndef handler(event, context):\n    sys.exit(0)", "Runtime exited without providing a reason"),
        (
            "import os, signal\ndef handler(event, context):\n    os.kill(os.getpid(), signal.SIGKILL)",
            "Runtime exited with error: signal: killed",
        ),
        (
            "import ctypes\ndef handler(event, context):\n    ctypes.string_at(0)",
            "Runtime exited with error: signal: segmentation fault",
        ),
    ],
)
def test_a_process_that_ends_in_a_call_refuses_it_and_the_next_gets_a_new_one(
    project: Project, text: str, how: str
) -> None:
    triggers = project.python(text)

    for _ in range(2):
        found = refusal(triggers)
        assert found.startswith("UserLambdaValidationException: PreSignUp failed with error RequestId: ")
        assert found.endswith(f" Error: {how}.")


def test_a_process_that_ends_between_calls_is_replaced(project: Project) -> None:
    triggers = project.python(
        "import os, pathlib, threading, time\ngo = pathlib.Path(__file__).parents[1] / 'go'\n"
        "def end():\n    while not go.exists(): time.sleep(0.01)\n    os._exit(1)\n"
        "def handler(event, context):\n    threading.Thread(target=end).start()\n"
        "    event['response']['emailMessage'] = str(os.getpid())\n    return event"
    )
    first = int(message_of(triggers))
    (project.folder / "go").touch()
    wait_until(lambda: is_gone(first))
    (project.folder / "go").unlink()

    assert int(message_of(triggers)) != first


def test_something_else_in_the_answers_refuses(project: Project) -> None:
    triggers = project.python(
        "import os, sys\ndef handler(event, context):\n"
        "    for descriptor in range(3, 64):\n"
        "        try: os.write(descriptor, b'no answer\\n')\n"
        "        except OSError: pass\n    return event"
    )

    assert "Error: Runtime exited with error." in refusal(triggers)


@pytest.mark.parametrize(
    ("file", "first", "second"),
    [
        (
            "function.py",
            "def handler(event, context):\n    event['response']['emailMessage'] = 'one'\n    return event",
            "def handler(event, context):\n    event['response']['emailMessage'] = 'two'\n    return event",
        ),
        (
            "function.js",
            "exports.handler = async (event) => { event.response.emailMessage = 'one'; return event; };",
            "exports.handler = async (event) => { event.response.emailMessage = 'two'; return event; };",
        ),
    ],
)
def test_a_changed_file_is_loaded_anew(project: Project, file: str, first: str, second: str) -> None:
    project.write(file, first)
    triggers = project.triggers(project.function("function"))
    assert message_of(triggers) == "one"

    project.write(file, second)

    assert message_of(triggers) == "two"


def test_a_changed_neighbour_is_loaded_anew(project: Project) -> None:
    project.write("words.py", "WORD = 'one'")
    triggers = project.python(
        "import words\ndef handler(event, context):\n"
        "    event['response']['emailMessage'] = words.WORD\n    return event"
    )
    assert message_of(triggers) == "one"

    project.write("words.py", "WORD = 'two'")

    assert message_of(triggers) == "two"


def test_a_file_that_is_mended_answers(project: Project) -> None:
    triggers = project.python("def handler(:")
    assert "Syntax error" in refusal(triggers)

    project.write("function.py", "def handler(event, context):\n    return event")

    assert refusal(triggers) == "no error"


def test_two_calls_at_a_time_get_a_process_each(project: Project) -> None:
    # Each call waits for the other one, as a function does that calls Cognito, which calls it again.
    triggers = project.python(
        "import pathlib, time\nroom = pathlib.Path(__file__).parents[1]\ndef handler(event, context):\n"
        "    (room / f'{context.aws_request_id}.call').touch()\n"
        "    while len(list(room.glob('*.call'))) < 2: time.sleep(0.01)\n    return event"
    )
    answers: list[object] = []
    threads = [threading.Thread(target=lambda: answers.append(sign_up(triggers))) for _ in range(2)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(ENOUGH_S)

    assert len(answers) == 2


def test_a_call_too_many_is_throttled(project: Project) -> None:
    project.write(
        "function.py",
        "import pathlib, time\nroom = pathlib.Path(__file__).parents[1]\ndef handler(event, context):\n"
        "    (room / 'begun').touch()\n    while not (room / 'go').exists(): time.sleep(0.01)\n    return event",
    )
    pool = FunctionPool(project.function("function"), {}, Limits(call_s=120, start_s=120, processes=1))
    call: dict[str, object] = {"id": "1", "name": "function", "arn": "a", "event": {}}
    first = threading.Thread(target=pool.call, args=(call, FunctionLog(10), ENOUGH_S))
    try:
        first.start()
        wait_until((project.folder / "begun").exists)

        with pytest.raises(InvocationFailedError, match="TooManyRequestsException"):
            pool.call(call, FunctionLog(10), 0.05)
    finally:
        (project.folder / "go").touch()
        first.join(ENOUGH_S)
        pool.close()


def test_processes_of_a_burst_end_later_but_for_one(project: Project) -> None:
    project.write(
        "function.py",
        "import pathlib, time\nroom = pathlib.Path(__file__).parents[1]\ndef handler(event, context):\n"
        "    (room / f'{context.aws_request_id}.call').touch()\n"
        "    while len(list(room.glob('*.call'))) < 3: time.sleep(0.01)\n    return event",
    )
    pool = FunctionPool(project.function("function"), {}, Limits(call_s=120, start_s=120, idle_s=0))

    def call(number: int) -> None:
        message: dict[str, object] = {"id": str(number), "name": "function", "arn": "a", "event": {}}
        pool.call(message, FunctionLog(10), ENOUGH_S)

    try:
        threads = [threading.Thread(target=call, args=(number,)) for number in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(ENOUGH_S)
        assert len(pool.pids) == 3

        call(3)

        assert len(pool.pids) == 2  # the one that was used, and the one that was used last before it
    finally:
        pool.close()


def test_a_log_without_end_is_kept_small(project: Project) -> None:
    triggers = project.python(
        "def handler(event, context):\n    for number in range(50_000): print(number, 'x' * 100)\n"
        "    print('y' * 1_000_000)\n    print('the end')\n    return event",
        limits=Limits(call_s=120, start_s=120, log_lines=20),
    )

    sign_up(triggers)

    log = last_call(triggers).log
    assert len(log) == 20
    assert log[-1] == "the end"
    assert max(map(len, log)) <= 2_000


def test_output_between_calls_does_not_hold_a_function_up(project: Project) -> None:
    triggers = project.python(
        "import pathlib, threading\nroom = pathlib.Path(__file__).parents[1]\ndef flood():\n"
        "    for number in range(20_000): print('flood', number)\n    (room / 'done').touch()\n"
        "def handler(event, context):\n    threading.Thread(target=flood).start()\n    return event"
    )

    sign_up(triggers)
    sign_up(triggers)

    assert last_call(triggers).outcome == "ok"


def test_all_processes_end_with_the_engine(project: Project) -> None:
    project.write("py.py", "import os\nprint(os.getpid(), flush=True)\ndef handler(event, context): return event")
    project.write("js.js", "console.log(process.pid);\nexports.handler = async (event) => event;")
    triggers = project.triggers(project.function("py"), project.function("js"))
    pids = []
    for name in ("py", "js"):
        sign_up(triggers, name)
        pids.append(int(last_call(triggers).log[0]))

    triggers.close()

    assert all(map(is_gone, pids))
    assert "the function is no longer served" in refusal(triggers, "py")


def test_what_a_function_has_started_ends_with_it(project: Project) -> None:
    triggers = project.python(
        "import subprocess\nchild = subprocess.Popen(['sleep', '1000'])\n"
        "def handler(event, context):\n    event['response']['emailMessage'] = str(child.pid)\n    return event"
    )
    pid = int(message_of(triggers))
    assert not is_gone(pid)

    triggers.close()

    wait_until(lambda: is_gone(pid))


def test_a_call_under_way_fails_when_the_engine_ends(project: Project) -> None:
    triggers = project.python(FOR_EVER["function.py"])
    found: list[str] = []
    thread = threading.Thread(target=lambda: found.append(refusal(triggers)))
    thread.start()
    wait_until(lambda: pids_in(project))

    triggers.close()
    thread.join(ENOUGH_S)

    assert "UserLambdaValidationException" in found[0] or "UnexpectedLambdaException" in found[0]
    assert all(map(is_gone, pids_in(project)))


ENGINE = """
import json, sys, threading
from pathlib import Path
from local.cognito.triggers.functions import LocalFunction
from local.cognito.triggers.invocation import Triggers
from local.cognito.triggers.limits import Limits
from tests.local.cognito.triggers.project import sign_up
folder = Path(sys.argv[1])
triggers = Triggers([LocalFunction(name, f"triggers/{name}.handler", folder) for name in sys.argv[2:]],
                    limits=Limits(call_s=1000, start_s=1000))
for name in sys.argv[2:]:
    threading.Thread(target=sign_up, args=(triggers, name)).start()
"""


def test_nothing_is_left_when_the_engine_is_killed_in_the_middle_of_calls(project: Project) -> None:
    # One that is idle, one that never gives way in Python, one in JavaScript, and what a function has started.
    project.write("busy_py.py", FOR_EVER["function.py"])
    project.write("busy_js.js", FOR_EVER["function.js"])
    project.write(
        "idle.py",
        "import os, pathlib, subprocess\nchild = subprocess.Popen(['sleep', '1000'])\n"
        "with pathlib.Path(__file__).with_name('pids.txt').open('a') as f: f.write(f'{os.getpid()}\\n{child.pid}\\n')\n"
        "def handler(event, context): return event\n",
    )
    command = [sys.executable, "-c", ENGINE, str(project.folder), "busy_py", "busy_js", "idle"]
    engine = subprocess.Popen(command, cwd=Path(__file__).parents[4])
    try:
        wait_until(lambda: len(pids_in(project)) == 4)
    finally:
        engine.kill()
        engine.wait()

    wait_until(lambda: all(map(is_gone, pids_in(project))))


def test_a_function_that_holds_the_interpreters_lock_does_not_outlive_the_engine_for_long(project: Project) -> None:
    project.write(
        "function.py",
        "import os, pathlib, re\n"
        "with pathlib.Path(__file__).with_name('pids.txt').open('a') as f: f.write(f'{os.getpid()}\\n')\n"
        "def handler(event, context):\n    pathlib.Path(__file__).with_name('called').touch()\n"
        "    re.match('(a+)+$', 'a' * 100 + 'b')",
    )
    command = [
        sys.executable,
        "-c",
        ENGINE.replace("call_s=1000", "call_s=0.5, tries=1"),
        str(project.folder),
        "function",
    ]
    engine = subprocess.Popen(command, cwd=Path(__file__).parents[4])
    try:
        wait_until((project.folder / "triggers" / "called").exists)
    finally:
        engine.kill()
        engine.wait()

    wait_until(lambda: all(map(is_gone, pids_in(project))))


def test_the_environment_is_chosen(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "of-the-developer")
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("COGNITO_ENGINE_KEY", "of-the-engine")
    monkeypatch.setenv("PYTHONPATH", "/of/the/engine")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    project.write(
        "function.py",
        "import json, os\ndef handler(event, context):\n"
        "    event['response']['emailMessage'] = json.dumps(dict(os.environ))\n    return event",
    )
    function = project.function("function", environment={"TABLE": "users", "AWS_LAMBDA_FUNCTION_NAME": "other"})
    variables = {"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_ACCESS_KEY_ID": "k", "AWS_REGION": "us-east-1"}
    triggers = project.triggers(function, variables=variables)

    found = json.loads(message_of(triggers))

    assert found == found | variables | {
        "TABLE": "users",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_LAMBDA_FUNCTION_NAME": "function",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "_HANDLER": "triggers/function.handler",
        "LAMBDA_TASK_ROOT": str(project.folder),
        "LC_ALL": "C.UTF-8",
    }
    assert not {"AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "COGNITO_ENGINE_KEY", "PYTHONPATH"} & set(found)


@pytest.mark.parametrize(
    ("arn", "region"),
    [("arn:aws:lambda:eu-central-1:123456789012:function:function", "eu-central-1"), ("function", "us-west-2")],
)
def test_the_region_is_that_of_the_functions_arn(project: Project, arn: str, region: str) -> None:
    triggers = project.python(
        "import os\ndef handler(event, context):\n"
        "    event['response']['emailMessage'] = os.environ['AWS_REGION'] + ' ' + os.environ['AWS_DEFAULT_REGION']\n"
        "    return event",
        variables={"AWS_DEFAULT_REGION": "us-west-2"},
    )
    event = custom_message(CONTEXT, "CustomMessage_SignUp", "ada", {})

    response = triggers.invoke(trigger="CustomMessage", source="CustomMessage_SignUp", arn=arn, event=event)

    assert response["emailMessage"] == f"{region} {region}"


def test_variables_that_come_later_reach_the_next_process(project: Project) -> None:
    variables: dict[str, str] = {}
    triggers = project.python(
        "import os\ndef handler(event, context):\n"
        "    event['response']['emailMessage'] = os.environ.get('AWS_ENDPOINT_URL', '-')\n    return event",
        variables=variables,
    )
    assert message_of(triggers) == "-"

    variables["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1"

    assert message_of(triggers) == "http://127.0.0.1:1"


def test_no_descriptors_are_left(project: Project) -> None:
    triggers = project.python("import os\ndef handler(event, context):\n    os._exit(1)")
    refusal(triggers)
    before = len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").exists() else 0

    for _ in range(5):
        refusal(triggers)

    after = len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").exists() else 0
    assert after == before


def test_limits_are_those_of_cognito() -> None:
    assert (Limits().call_s, Limits().tries) == (5.0, 3)
    assert PATIENT.tries == 3
