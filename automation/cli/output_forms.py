"""The forms of an answer that each command has: any other is refused before anything happens."""

from collections.abc import Mapping
from typing import Any, Final

from automation.errors import UsageError

_PLAIN: Final = ("table", "json")
_ONE_VALUE: Final = (*_PLAIN, "raw")
_ROWS: Final = (*_ONE_VALUE, "csv")
FORMS: Final[Mapping[str, tuple[str, ...]]] = {
    "": _ONE_VALUE,
    "adopt": _ONE_VALUE,
    "audit": (*_PLAIN, "csv", "html", "junit", "sarif"),
    "check-backend": (*_PLAIN, "csv", "junit"),
    "clients": _ONE_VALUE,
    "connect": _PLAIN,
    "destroy": _PLAIN,
    "doctor": _PLAIN,
    "export": _ONE_VALUE,
    "hostile-tokens": _ROWS,
    "init": _PLAIN,
    "list": _ROWS,
    "local": _ONE_VALUE,
    "login": _ONE_VALUE,
    "logout": _ONE_VALUE,
    "outputs": _PLAIN,
    "reap": _ROWS,
    "revoke": _PLAIN,
    "serve": _PLAIN,
    "token": _ROWS,
    "token --all": (*_PLAIN, "csv"),
    "up": _PLAIN,
    "userinfo": _PLAIN,
    "users create": (*_PLAIN, "csv"),
    "users delete": _PLAIN,
    "users export": (*_PLAIN, "csv"),
    "users import": _PLAIN,
    "users list": _ROWS,
    "verify": _ONE_VALUE,
}
"""By command, with the action or the option that changes its answer; without a command it is empty.

JSON goes with every command: it says in which form an error is told, where there is no answer besides.
"""


def check_form(command: str | None, options: Mapping[str, Any], output: str) -> None:
    """Raise UsageError where a command's answer doesn't have that form, with the forms that it has."""
    name = _specific(command, options)
    forms = FORMS.get(name) or FORMS.get(command or "")
    if forms is not None and output not in forms:
        called = f"`{name}` has" if name else "a one-shot environment has"
        raise UsageError(f"-o {output} isn't available here: {called} {', '.join(forms)}. Nothing was done.")


def _specific(command: str | None, options: Mapping[str, Any]) -> str:
    if command == "token" and options.get("all"):
        return "token --all"
    if command == "users":
        return f"users {options.get('action')}"
    return command or ""
