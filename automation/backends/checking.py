"""Which hostile tokens a back end lets in.

First comes a token that must get in, and once more at the end: who refuses everything has shown nothing.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from automation.backends.probe import Answer, Probe
from automation.errors import DriverError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from local.cognito.hostile_tokens.making import HostileToken

REFUSED: Final = "refused"
LET_IN: Final = "let in"
UNCLEAR: Final = "unclear"
NONSENSE: Final = "not-a-token"
DEFAULT_REFUSALS: Final = frozenset({401, 403})
SUCCESSES: Final = frozenset(range(200, 300))


class BackendError(DriverError):
    """A back end can't be checked."""

    code = "backend_unusable"


@dataclass(frozen=True)
class Statuses:
    """What a back end's answers mean."""

    refusals: frozenset[int] = DEFAULT_REFUSALS
    accepted: frozenset[int] = frozenset()
    """Besides 200 to 299: what it says to a request whose token it has accepted and that is wrong otherwise."""

    def verdict(self, answer: Answer) -> str:
        """`refused`, `let in` or `unclear`."""
        if answer.status in self.refusals:
            return REFUSED
        if answer.status in SUCCESSES | self.accepted:
            return LET_IN
        return UNCLEAR


@dataclass(frozen=True)
class Result:
    """What became of one hostile token."""

    name: str
    reason: str
    """Why it must be refused."""
    verdict: str
    answer: Answer


@dataclass(frozen=True)
class Report:
    """What became of all of them."""

    probe: Probe
    good_status: int
    """What the token got that must get in."""
    results: tuple[Result, ...]

    def of(self, verdict: str) -> list[Result]:
        """Those with that verdict."""
        return [result for result in self.results if result.verdict == verdict]

    @property
    def passed(self) -> bool:
        """Whether every one was refused."""
        return all(result.verdict == REFUSED for result in self.results)


def check_protected(probe: Probe, statuses: Statuses) -> None:
    """Ask without a token, and with what is none: before anybody signs in, and before a token leaves.

    Raises BackendError where nobody answers, and where both get in.
    """
    answers = [probe.send(value) for value in ("", f"{probe.scheme} {NONSENSE}".strip())]
    for answer in answers:
        if answer.status is None:
            raise BackendError(f"{probe.address} {answer.problem}. No token was sent.")
    if all(statuses.verdict(answer) == LET_IN for answer in answers):
        raise BackendError(_unprotected(probe, answers[0].status))


def check_backend(probe: Probe, good: str, hostile: "Iterable[HostileToken]", statuses: Statuses) -> Report:
    """Send them all. `good` is the token that must get in. Raises BackendError where that says nothing."""
    status = _good_status(probe, good, statuses)
    results = []
    for token in hostile:
        value = _value(probe, token)
        if value is None:
            continue
        answer = probe.send(value)
        if answer.refused_connection:
            raise BackendError(f"{probe.address} stopped listening when it was sent the token {token.name}.")
        results.append(Result(token.name, token.reason, statuses.verdict(answer), answer))
    if not results or all(result.verdict == LET_IN for result in results):
        raise BackendError(_unprotected(probe, status))
    again = probe.send(_good_value(probe, good))
    if statuses.verdict(again) != LET_IN:
        said = f"HTTP {again.status}" if again.status else again.problem
        raise BackendError(
            f"{probe.address} accepted the good token at first and refuses it now ({said}): it blocks or throttles "
            "clients that send bad tokens, so its refusals prove nothing. Switch that off for the check."
        )
    return Report(probe, status, tuple(results))


def _unprotected(probe: Probe, status: int | None) -> str:
    return (
        f"{probe.address} answers every request as it does one with a good token (HTTP {status}), even without a "
        "token: it isn't protected at all. Check the address, and that the back end verifies tokens."
    )


def _good_value(probe: Probe, good: str) -> str:
    return f"{probe.scheme} {good}".strip()


def _value(probe: Probe, token: "HostileToken") -> str | None:
    """The header's value; None for a token that is only wrong by its scheme where the back end has another one."""
    if token.scheme != "Bearer" and token.token and probe.scheme != "Bearer":
        return None
    return f"{probe.scheme if token.scheme == 'Bearer' else token.scheme} {token.token}".strip()


def _good_status(probe: Probe, good: str, statuses: Statuses) -> int:
    answer = probe.send(_good_value(probe, good))
    if statuses.verdict(answer) == LET_IN and answer.status is not None:
        return answer.status
    raise BackendError(f"{probe.address} {_why_not_in(answer, probe, statuses)} No hostile token was sent.")


def _why_not_in(answer: Answer, probe: Probe, statuses: Statuses) -> str:
    status = answer.status
    if status is None:
        return f"{answer.problem}."
    if status in statuses.refusals:
        return (
            f"refuses the good token as well (HTTP {status}), so refusing bad ones proves nothing. Configure the "
            "back end for this environment (COGNITO_ISSUER, COGNITO_JWKS_URI and COGNITO_CLIENT_ID of `export "
            "env`). If the route requires a scope, a group or an ID token, give --scope, --group or --use id."
        )
    if 300 <= status < 400:  # noqa: PLR2004 - HTTP's
        where = urlsplit(answer.location).netloc or "another path"
        return (
            f"redirects the good token (HTTP {status}, to {where}), and redirects aren't followed. Give the final "
            "address."
        )
    if status in {404, 405}:
        return f"has no route for {probe.method} (HTTP {status}). Give another address or --method."
    return (
        f"answers the good token with HTTP {status}, which counts neither as accepted nor as refused. If it means "
        f"accepted, give --accepted {status}."
    )
