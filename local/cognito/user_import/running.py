"""A job under way: in the background, a chunk of rows at a time, so that others get at the pool in between."""

import logging
import time
from collections.abc import Iterable
from itertools import islice
from typing import Final

from local.cognito.call import Call
from local.cognito.engine import Engine
from local.cognito.errors import CognitoError
from local.cognito.store.pools import ImportJob, UserPool
from local.cognito.user_import import files
from local.cognito.user_import.jobs import header_of
from local.cognito.user_import.rows import (
    Row,
    RowFailedError,
    Rows,
    RowSkippedError,
    UnreadableFileError,
    import_row,
)

CHUNK: Final = 100
PAUSE_S: Final = 0.001
"""Between two chunks: who waits for the pool gets it."""
LOGGED: Final = 1000
"""Lines that are kept of what CloudWatch would get; the rows that were imported aren't among them."""
STOPPED: Final = "The Import Job was stopped by the developer."
ENDED: Final = "The engine was stopped."
LOGGER: Final = logging.getLogger(__name__)


def start(engine: Engine, pool: UserPool, job: ImportJob) -> None:
    """Run a job in the background; the pool's lock is held."""
    job.status, job.started, job.running = "Pending", engine.clock.now(), True
    engine.background.start("user import", lambda: _run(engine, pool, job))


def _run(engine: Engine, pool: UserPool, job: ImportJob) -> None:
    try:
        _end(engine, pool, job, *_import_all(engine, pool, job))
    except CognitoError:  # the pool is gone, and the job with it
        return
    finally:
        job.running = False  # only now: a job that is active and doesn't run is taken for an earlier engine's


def _import_all(engine: Engine, pool: UserPool, job: ImportJob) -> tuple[str, str]:
    """The status at the end, and the message. Raises CognitoError where the pool is gone."""
    try:
        return _import(engine, pool, job)
    except UnreadableFileError as error:
        return "Failed", str(error)
    except CognitoError:
        raise
    except Exception:
        LOGGER.exception("The import job %s failed", job.id)
        return "Failed", "The import job failed because of an internal error."
    finally:
        files.let_go(engine.settings, job)


def _end(engine: Engine, pool: UserPool, job: ImportJob, status: str, message: str) -> None:
    with engine.calling(pool) as call:
        job.status, job.completion_message, job.completed = status, message, call.now
        call.save(job)


def _import(engine: Engine, pool: UserPool, job: ImportJob) -> tuple[str, str]:
    """Import every row; the status at the end, and the message."""
    with files.take(engine.settings, job) as file:
        with engine.calling(pool) as call:
            columns = header_of(pool)
            if job.status == "Pending":
                job.status = "InProgress"
                call.save(job)
        with Rows(file, columns) as rows:
            return _in_chunks(engine, pool, job, rows)


def _in_chunks(engine: Engine, pool: UserPool, job: ImportJob, rows: Rows) -> tuple[str, str]:
    numbered = iter(rows)
    while chunk := list(islice(numbered, CHUNK)):
        with engine.calling(pool) as call:
            if job.status == "Stopping":
                return "Stopped", STOPPED
            if engine.background.ending.is_set():
                return "Failed", ENDED
            _import_chunk(call, pool, job, rows.columns, chunk)
        time.sleep(PAUSE_S)
    return "Succeeded", ""


def _import_chunk(
    call: Call, pool: UserPool, job: ImportJob, columns: list[str], chunk: Iterable[tuple[int, Row]]
) -> None:
    for number, row in chunk:
        try:
            import_row(call, pool, columns, row)
            job.imported += 1
        except RowSkippedError as error:
            job.skipped += 1
            _log(job, f"[SKIPPED] Line Number {number} - {error}")
        except RowFailedError as error:
            job.failed += 1
            _log(job, f"[FAILED] Line Number {number} - {error}")
    call.save(job)


def _log(job: ImportJob, line: str) -> None:
    if len(job.log) < LOGGED:
        job.log.append(line)
