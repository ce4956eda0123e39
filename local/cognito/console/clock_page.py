"""The engine's clock, moved by the control interface's own functions."""

from typing import Final

from local.cognito.console.paths import CLOCK
from local.cognito.console.replies import REFUSED, Reply, redirect
from local.cognito.console.requests import ConsoleRequest
from local.cognito.control import clock
from local.cognito.control.requests import ControlRequest
from local.cognito.errors import CognitoError, invalid
from local.cognito.pages.problems import Problem

SPANS: Final = (("+5m", "5 minutes"), ("+1h", "1 hour"), ("+1d", "1 day"), ("+30d", "30 days"))
DONE: Final = {"moved": "The clock was moved.", "reset": "The clock shows the real time again."}


def show(request: ConsoleRequest) -> Reply:
    """GET and POST /_console/clock: move it on by `span`, set it to `moment`, or back to the machine's time."""
    problems: list[Problem] = []
    if request.is_sent:
        about = next((name for name in ("span", "moment") if name in request.form), "")
        try:
            _move(request, about)
        except CognitoError as error:
            problems = [Problem(error.message, about)]
        else:
            return redirect(f"{CLOCK}?done={'moved' if about else 'reset'}")
    return request.page(
        "clock.html",
        REFUSED if problems else 200,
        spans=SPANS,
        done=DONE.get(request.query.get("done", ""), ""),
        typed=request.typed,
        problems=problems,
    )


def _move(request: ConsoleRequest, about: str) -> None:
    given = request.typed[about].strip()
    if about == "span":
        clock.advance_clock(ControlRequest(request.engine, body={"advance": given}))
    elif about == "moment":
        clock.set_clock(ControlRequest(request.engine, body={"now": given}))
    elif request.form.get("reset"):
        clock.set_clock(ControlRequest(request.engine, body={"offset_s": 0}))
    else:
        raise invalid("Give a duration or a time, or reset the clock to this machine's time.")
