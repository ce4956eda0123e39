"""User import jobs: a CSV file is put at a job's address, then its users are made in the background."""

import secrets
from collections.abc import Mapping
from typing import Final

from local.cognito import ids
from local.cognito.api import paging
from local.cognito.call import Call, Handler
from local.cognito.errors import CognitoError, invalid, not_found
from local.cognito.json_types import JsonObject
from local.cognito.store.pools import ImportJob, UserPool
from local.cognito.user_import.jobs import ACTIVE, MAX_JOBS, header_of, presigned_url, settled

ID_LENGTH: Final = 10


def get_csv_header(call: Call) -> JsonObject:
    """GetCSVHeader: a column for each attribute that can be imported."""
    return {"UserPoolId": call.pool.id, "CSVHeader": header_of(call.pool)}


def create_user_import_job(call: Call) -> JsonObject:
    """CreateUserImportJob: its PreSignedUrl takes the file by PUT, for fifteen minutes."""
    pool = call.pool
    if call.get("PasswordHashingAlgorithm"):
        raise invalid("PasswordHashingAlgorithm is not available on the local target. Use a user pool on AWS for it.")
    if len(pool.import_jobs) >= MAX_JOBS:
        raise CognitoError("LimitExceededException", f"Exceeded the maximum number of user import jobs: {MAX_JOBS}")
    job = ImportJob(
        pool.id,
        f"import-{ids.random_text(ids.LETTERS_AND_DIGITS, ID_LENGTH)}",
        call["JobName"],
        call.moment,
        call["CloudWatchLogsRoleArn"],
        secrets.token_hex(32),
    )
    call.add(job)
    return _described(call, job)


def describe_user_import_job(call: Call) -> JsonObject:
    """DescribeUserImportJob."""
    return _described(call, _job(call))


def list_user_import_jobs(call: Call) -> JsonObject:
    """ListUserImportJobs, the latest first."""
    latest_first = list(call.pool.import_jobs.values())[::-1]
    jobs, following = paging.page(latest_first, call.get("PaginationToken"), call["MaxResults"], "import jobs")
    described = [_described(call, settled(call, job))["UserImportJob"] for job in jobs]
    return {"UserImportJobs": described, **({"PaginationToken": following} if following else {})}


def start_user_import_job(call: Call) -> JsonObject:
    """StartUserImportJob: once, with its file, and while no other job is active."""
    from local.cognito.user_import import running

    pool, job = call.pool, _job(call)
    if job.status != "Created":
        raise _unmet(f"User import job {job.id} cannot be started in status {job.status}.")
    if not job.uploaded:
        raise _unmet("No file was uploaded to the pre-signed URL of the user import job.")
    if not pool.settings.get("AutoVerifiedAttributes"):
        raise _unmet("The user pool must have at least one auto-verified attribute.")
    if any(_is_active(other) for other in list(call.engine.store.pools.values())):
        raise _unmet("Another user import job is active: there can be one at a time.")
    running.start(call.engine, pool, job)
    call.save(job)
    return _described(call, job)


def stop_user_import_job(call: Call) -> JsonObject:
    """StopUserImportJob."""
    job = _job(call)
    if job.status not in ACTIVE:
        raise _unmet(f"User import job {job.id} cannot be stopped in status {job.status}.")
    job.status = "Stopping"
    call.save(job)
    return _described(call, job)


def _is_active(pool: UserPool) -> bool:
    """Whether a job runs in a pool."""
    return any(job.running for job in list(pool.import_jobs.values()))


def _job(call: Call) -> ImportJob:
    job = call.pool.import_jobs.get(call["JobId"])
    if job is None:
        raise not_found(f"User import job {call['JobId']} does not exist.")
    return settled(call, job)


def _described(call: Call, job: ImportJob) -> JsonObject:
    """UserImportJobType in its response."""
    dates = {"StartDate": job.started, "CompletionDate": job.completed}
    return {
        "UserImportJob": {
            "JobName": job.name,
            "JobId": job.id,
            "UserPoolId": job.pool_id,
            "PreSignedUrl": presigned_url(call.engine.settings, job),
            "CreationDate": job.created,
            **{name: value for name, value in dates.items() if value is not None},
            "Status": job.status,
            "CloudWatchLogsRoleArn": job.role_arn,
            "ImportedUsers": job.imported,
            "SkippedUsers": job.skipped,
            "FailedUsers": job.failed,
            **({"CompletionMessage": job.completion_message} if job.completion_message else {}),
        }
    }


def _unmet(message: str) -> CognitoError:
    return CognitoError("PreconditionNotMetException", message)


OPERATIONS: Final[Mapping[str, Handler]] = {
    "GetCSVHeader": get_csv_header,
    "CreateUserImportJob": create_user_import_job,
    "DescribeUserImportJob": describe_user_import_job,
    "ListUserImportJobs": list_user_import_jobs,
    "StartUserImportJob": start_user_import_job,
    "StopUserImportJob": stop_user_import_job,
}
