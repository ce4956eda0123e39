"""The program as a library: open a stack, obtain tokens, find and reap environments, without a terminal.

Nothing is printed and nobody is asked anything: what the command would say on stderr goes to the logger
`cognito_access_token` (Python's logging, where warnings show unless they are turned off). Errors are `DriverError`,
whose text is for people and whose `code` is for programs (docs/errors.md); `UsageError` is said before anything is
changed. The process's signal handlers stay its own: an interruption is a KeyboardInterrupt wherever it arrives.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from automation.environment import AppClient, Environment
from automation.errors import DriverError, StackMissingError, UsageError
from automation.inventory.reaping import Outcome, reap
from automation.inventory.survey import Found, Survey, SurveyRequest, survey
from automation.records.stack_id import checked_stack_name
from automation.sessions.sign_in import SignedIn, SignInRequest, sign_in
from automation.stacks.kept_stack import KeptStack, kept_stack
from automation.targets.plan import StackReference, checked_region
from automation.targets.proxies import keep_loopback_off_proxies
from automation.targets.target import Target, make_target
from automation.terminal.log_console import LogConsole
from automation.terminal.runtime import Runtime
from automation.terminal.signals import Signals
from automation.tokens.token_set import TokenSet
from local.program import project_folder

__all__ = [
    "AppClient",
    "DriverError",
    "Environment",
    "Found",
    "KeptStack",
    "Outcome",
    "SignInRequest",
    "SignedIn",
    "StackMissingError",
    "Survey",
    "TokenSet",
    "UsageError",
    "find_environments",
    "obtain_tokens",
    "open_stack",
    "reap_environments",
]

TARGETS: Final = ("local", "aws")
REGION: Final = "AWS_REGION"


@contextmanager
def open_stack(
    name: str = "dev",
    *,
    target: str = "local",
    region: str | None = None,
    project: Path | str | None = None,
    config: Path | str | None = None,
) -> Iterator[KeptStack]:
    """Open a stack that was deployed with `up` or `pulumi up`, as a context manager that gives a `KeptStack`.

    The arguments are the options of those names: `name` of `Pulumi.<name>.yaml` in the folder `project` (without one as
    for the command: a checkout's root, else the nearest folder upwards with a `Pulumi.yaml`), or of the file `config`.

    Raises UsageError where no such stack can exist or the target can't be used, StackMissingError (a DriverError) where
    nothing is deployed. A stack whose time to live is over is destroyed, as by every command.
    """
    runtime = _runtime(project)
    file = None if config is None else Path(config)
    try:
        reference = StackReference(_target(target, runtime), checked_stack_name(name), region, file)
    except ValueError as error:
        raise UsageError(f"{error}.") from None
    with kept_stack(reference, runtime) as kept:
        yield kept


def obtain_tokens(stack: KeptStack, request: SignInRequest | None = None) -> SignedIn:
    """Return verified tokens: cached while they are valid, otherwise renewed, otherwise from a new sign-in.

    Without a request, or without `user` in it, they are of the stack's own test user, who is made when first needed.
    A password that this program doesn't know is given in the request. Challenges are answered from what earlier
    sign-ins left, and from the request's `answers`.

    Raises UsageError where the question can't give tokens, DriverError naming what was refused and why.
    """
    return sign_in(request or SignInRequest(), stack, stack.console)


def find_environments(
    targets: Sequence[str] = ("local",), *, region: str | None = None, project: Path | str | None = None
) -> Survey:
    """Return the environments that exist, as `list` shows them. With `aws`, queries the account and the backend.

    `Survey.problems` has what couldn't be asked. Raises UsageError where a target can't be used.
    """
    return _found(targets, region, _runtime(project))


def reap_environments(
    targets: Sequence[str] = ("local",), *, region: str | None = None, project: Path | str | None = None
) -> list[Outcome]:
    """Destroy environments that are expired or abandoned, as `reap` does, and return the outcome of each.

    What goes wrong with one is in its `Outcome` (`action`, `reason`), and the next one follows. Raises UsageError where
    a target can't be used.
    """
    runtime = _runtime(project)
    return [reap(found, runtime) for found in _found(targets, region, runtime).found if found.is_reapable]


def _found(targets: Sequence[str], region: str | None, runtime: Runtime) -> Survey:
    result = Survey([], [])
    for name in targets:
        _target(name, runtime)
        request = SurveyRequest((name,), name, partial(_region, region, runtime))
        of_target = survey(request, runtime, datetime.now(UTC))
        result.found.extend(of_target.found)
        result.problems.extend(of_target.problems)
    return result


def _region(asked: str | None, runtime: Runtime) -> str:
    named = asked or runtime.variables.get(REGION) or runtime.variables.get("AWS_DEFAULT_REGION")
    if not named:
        raise UsageError(f"In which region of AWS? Give `region`, or set {REGION}.")
    return checked_region(named, f"`region`, or {REGION}")


def _target(name: str, runtime: Runtime) -> Target:
    if name not in TARGETS:
        raise UsageError(f"There is no target {name!r}. The targets: {', '.join(TARGETS)}.")
    return make_target(name, runtime.root, runtime.console)


def _runtime(project: Path | str | None) -> Runtime:
    keep_loopback_off_proxies(os.environ)
    root = Path(project or project_folder()).absolute()
    return Runtime(root, LogConsole(), Signals(), os.environ)
