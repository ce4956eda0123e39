"""What is remembered of the calls of functions, for the console and `local events`."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, Literal

from local.cognito.json_types import JsonObject
from local.cognito.triggers.function_log import MASK, FunctionLog, without_secrets, written_forms
from local.cognito.triggers.functions import FunctionReference

Outcome = Literal["ok", "raised", "timed out", "failed", "invalid response"]
_SECRET: Final = re.compile(
    r"password|passwd|secret|_token$|^token|^code$|^otp$|^pin$|captcha|^challengeAnswer$"
    r"|^privateChallengeParameters$|^tokenResponse$|^FEEDBACK_TOKEN$",
    re.IGNORECASE,
)
_MIN_MASKED_LENGTH: Final = 4
"""Characters: masking shorter ones in a log would hide everything but the secret."""
_MAX_TEXT_LENGTH: Final = 1_000
_MAX_MEMBERS: Final = 100
_MAX_SIZE: Final = 20_000
"""Characters of JSON of an event or an answer."""


@dataclass(frozen=True, slots=True)
class TriggerCall:
    """One call of a function, tries included."""

    at: float
    """Seconds since the epoch, by the engine's clock."""
    user_pool_id: str
    trigger: str
    """A name of LambdaConfigType: PreSignUp."""
    source: str
    """triggerSource: PreSignUp_SignUp."""
    function: str
    """The function's name."""
    user_name: str
    duration_s: float
    tries: int
    outcome: Outcome
    error: str = ""
    """Code and text of the error that the caller got."""
    log: tuple[str, ...] = ()
    """The last lines that the function printed."""
    event: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """What the function was sent, secrets masked."""
    response: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """What it answered, secrets masked."""

    def to_json(self) -> JsonObject:
        """The call as the control interface tells it, in the manner of `local.cognito.events`."""
        return {
            "kind": "trigger",
            "at": self.at,
            "trigger": self.trigger,
            "source": self.source,
            "function": self.function,
            "user_pool_id": self.user_pool_id,
            "username": self.user_name,
            "outcome": self.outcome,
            "error": self.error,
            "tries": self.tries,
            "duration_ms": round(self.duration_s * 1000, 2),
            "log": list(self.log),
            "event": dict(self.event),
            "response": dict(self.response),
        }


@dataclass(slots=True, kw_only=True)
class CallUnderWay:
    """One call of a function before it is remembered."""

    trigger: str
    source: str
    arn: str
    event: JsonObject = field(repr=False)
    log: FunctionLog
    plaintext_code: str | None = field(default=None, repr=False)
    tries: int = 0
    outcome: Outcome = "ok"
    response: JsonObject = field(default_factory=dict, repr=False)

    @property
    def reference(self) -> FunctionReference:
        """The function that is called."""
        return FunctionReference.parse(self.arn)

    def record(self, at: float, duration_s: float, error: str) -> TriggerCall:
        """What is to be remembered, without secrets: in the event, in what the function printed, in its error."""
        secrets = {*secrets_in(self.event), *secrets_in(self.response)}
        if self.plaintext_code:
            secrets.add(self.plaintext_code)
        written = {form for secret in secrets for form in written_forms(secret)}
        longest_first = tuple(sorted(written, key=len, reverse=True))
        return TriggerCall(
            at=at,
            user_pool_id=str(self.event.get("userPoolId", "")),
            trigger=self.trigger,
            source=self.source,
            function=self.reference.name,
            user_name=str(self.event.get("userName", "")),
            duration_s=duration_s,
            tries=self.tries,
            outcome=self.outcome,
            error=_shortened(without_secrets(error, longest_first)),
            log=self.log.lines(longest_first),
            event=_remembered(self.event),
            response=_remembered(self.response),
        )


def masked(value: Any, *, is_secret: bool = False) -> Any:
    """`value` with passwords, codes, answers and tokens replaced, and without what is too long to be remembered."""
    if isinstance(value, Mapping):
        return {
            name[:_MAX_TEXT_LENGTH]: masked(member, is_secret=is_secret or bool(_SECRET.search(name)))
            for name, member in islice(value.items(), _MAX_MEMBERS)
        }
    if isinstance(value, list):
        return [masked(member, is_secret=is_secret) for member in value[:_MAX_MEMBERS]]
    if is_secret and value not in (None, ""):
        return MASK
    return _shortened(value) if isinstance(value, str) else value


def _remembered(value: JsonObject) -> JsonObject:
    found: JsonObject = masked(value)
    return found if len(json.dumps(found)) <= _MAX_SIZE else {"…": "too large to be remembered"}


def _shortened(text: str) -> str:
    return text if len(text) <= _MAX_TEXT_LENGTH else f"{text[:_MAX_TEXT_LENGTH]}…"


def secrets_in(value: Any, *, is_secret: bool = False) -> Iterator[str]:
    """The texts that `masked` hides, the ones worth looking for in a log."""
    if isinstance(value, Mapping):
        for name, member in value.items():
            yield from secrets_in(member, is_secret=is_secret or bool(_SECRET.search(str(name))))
    elif isinstance(value, list):
        for member in value:
            yield from secrets_in(member, is_secret=is_secret)
    elif is_secret and isinstance(value, str) and len(value) >= _MIN_MASKED_LENGTH:
        yield value
