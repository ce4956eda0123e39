"""All probes of a pool, between a test user's creation and the removal of everything that they made."""

from collections.abc import Sequence
from contextlib import ExitStack
from types import ModuleType
from typing import TYPE_CHECKING, Final

from auditing.audit import Report, Status
from auditing.pool import DescribedPool
from automation.audits.probing import callbacks, existence, guests, sign_up, writing
from automation.audits.probing.created import removed_in_the_end
from automation.audits.probing.probed_pool import ProbedPool, environment_of, make_user, own_http
from automation.terminal.runtime import Runtime

if TYPE_CHECKING:
    from automation.targets.target import AdministratorConnection

PROBES: Final[Sequence[ModuleType]] = (sign_up, writing, existence, guests, callbacks)
PROBED: Final = frozenset(check for probe in PROBES for check in probe.CHECKS)
"""The checks whose claims can be tried."""


def probe(pool: DescribedPool, report: Report, connection: "AdministratorConnection", runtime: Runtime) -> Report:
    """The report with what came of trying the checks that ran. The pool's owner must have been checked before.

    Raises DriverError where something that was created couldn't be removed, or the test user not be made.
    """
    wanted = {result.check.id for result in report.results if result.status is not Status.SKIPPED}
    cognito = connection.cognito()
    with ExitStack() as stack:
        created = stack.enter_context(removed_in_the_end(cognito, pool.name, runtime.signals, runtime.console))
        environment = environment_of(pool.pool, cognito, connection)
        http = stack.enter_context(own_http(connection, environment))
        probed = ProbedPool(
            pool=pool,
            environment=environment,
            connection=connection,
            cognito=cognito,
            http=http,
            created=created,
            user=make_user(pool.pool, cognito, created),
            keeps_messages=connection.inbox(http) is not None,
        )
        attempts = [one for tried in PROBES if wanted & set(tried.CHECKS) for one in tried.attempts(probed)]
    return report.tried(attempts)
