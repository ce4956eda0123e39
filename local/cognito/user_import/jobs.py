"""Import jobs: what time makes of them, and where their files are put."""

from typing import Final

from local.cognito.call import Call
from local.cognito.settings import EngineSettings
from local.cognito.store.pools import ImportJob, UserPool
from local.cognito.user_import import files
from local.cognito.user_import.paths import PATH

ACTIVE: Final = frozenset({"Pending", "InProgress", "Stopping"})
MAX_JOBS: Final = 1000
"""Of a user pool ("Quotas in Amazon Cognito")."""
URL_LIVES_S: Final = 15 * 60
JOB_LIVES_S: Final = 24 * 60 * 60
NAME: Final = "cognito:username"
MFA: Final = "cognito:mfa_enabled"
NOT_IMPORTED: Final = frozenset({"sub", "identities"})
"""Attributes without a column."""


def header_of(pool: UserPool) -> list[str]:
    """The columns of a pool's files, as GetCSVHeader gives them; their order doesn't matter."""
    names = [attribute["Name"] for attribute in pool.schema if attribute["Name"] not in NOT_IMPORTED]
    return [*names, MFA, NAME]


def settled(call: Call, job: ImportJob) -> ImportJob:
    """A job as it is now: one that nobody started has expired, and one whose engine is gone has failed."""
    if job.status == "Created" and call.now > job.created + JOB_LIVES_S:
        job.status = "Expired"
        files.let_go(call.engine.settings, job)
        call.save(job)
    if job.status in ACTIVE and not job.running:
        job.status, job.completion_message, job.completed = "Failed", "The engine was stopped.", call.moment
        files.let_go(call.engine.settings, job)
        call.save(job)
    return job


def presigned_url(settings: EngineSettings, job: ImportJob) -> str:
    """A job's PreSignedUrl."""
    return f"{settings.endpoint_url}{PATH}{job.pool_id}/{job.id}?X-Amz-Signature={job.upload_key}"


def takes_file(job: ImportJob, now: float) -> bool:
    """Whether a job still waits for its file."""
    return job.status == "Created" and now < job.created + URL_LIVES_S
