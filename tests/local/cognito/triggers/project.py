"""A project's folder with functions in it, and their calls."""

import time
from pathlib import Path

from local.cognito.errors import CognitoError
from local.cognito.json_types import JsonObject
from local.cognito.triggers.calls import TriggerCall
from local.cognito.triggers.events.common import TriggerContext
from local.cognito.triggers.events.messages import custom_message
from local.cognito.triggers.events.sign_up import BY_USER, pre_sign_up
from local.cognito.triggers.functions import LocalFunction
from local.cognito.triggers.invocation import Triggers
from local.cognito.triggers.limits import Limits
from local.processes import start_time

CONTEXT = TriggerContext("us-east-1", "us-east-1_Example01", "1example23456789")
ARN = "arn:aws:lambda:us-east-1:123456789012:function:"
PATIENT = Limits(call_s=120, start_s=120)
"""For functions that answer, however slow the machine."""
IMPATIENT = Limits(call_s=0.1, start_s=120)
"""For functions that never answer."""
ENOUGH_S = 120
CHANGED_MESSAGE = {"smsMessage": None, "emailMessage": None, "emailSubject": None}


class Project:
    """Functions below a folder; each has its own file's name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[str] = []
        self._open: list[Triggers] = []
        (folder / "triggers").mkdir()

    def write(self, name: str, text: str) -> Path:
        """A file in the folder of functions."""
        path = self.folder / "triggers" / name
        path.write_text(text, encoding="utf-8")
        return path

    def function(self, name: str, handler: str = "handler", **options) -> LocalFunction:
        """The function of the file `name`."""
        return LocalFunction(name, f"triggers/{name}.{handler}", self.folder, **options)

    def triggers(self, *functions: LocalFunction, limits: Limits = PATIENT, **options) -> Triggers:
        """An engine's triggers, closed at the end of the test."""
        found = Triggers(functions, limits=limits, say=self.said.append, **options)
        self._open.append(found)
        return found

    def python(self, text: str, limits: Limits = PATIENT, **options) -> Triggers:
        """Triggers with the one function `function` of this text."""
        self.write("function.py", text)
        return self.triggers(self.function("function"), limits=limits, **options)

    def javascript(self, text: str, suffix: str = ".js", limits: Limits = PATIENT, **options) -> Triggers:
        """Triggers with the one function `function` of this text."""
        self.write(f"function{suffix}", text)
        return self.triggers(self.function("function"), limits=limits, **options)

    def close(self) -> None:
        for triggers in self._open:
            triggers.close()


def sign_up_event() -> JsonObject:
    return pre_sign_up(CONTEXT, BY_USER, "ada", {"email": "ada@example.com"}, validation_data={"password": "hunter-22"})


def sign_up(triggers: Triggers, name: str = "function") -> JsonObject:
    """Call the function at a sign-up."""
    return triggers.invoke(trigger="PreSignUp", source=BY_USER, arn=ARN + name, event=sign_up_event())


def message_of(triggers: Triggers, name: str = "function") -> str:
    """Call the function before a message is sent, and return its `emailMessage`."""
    source = "CustomMessage_SignUp"
    event = custom_message(CONTEXT, source, "ada", {})
    response = triggers.invoke(trigger="CustomMessage", source=source, arn=ARN + name, event=event)
    return str(response["emailMessage"])


def refusal(triggers: Triggers, name: str = "function") -> str:
    """Code and text of the error with which a sign-up ends."""
    try:
        sign_up(triggers, name)
    except CognitoError as error:
        return str(error)
    return "no error"


def last_call(triggers: Triggers) -> TriggerCall:
    return triggers.latest()[0]


def wait_until(condition) -> None:
    """Wait for what must come, and fail where it doesn't."""
    deadline = time.monotonic() + ENOUGH_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_gone(pid: int) -> bool:
    return start_time(pid) is None
