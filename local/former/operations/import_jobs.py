"""User import jobs: a CSV file is put at a job's address, then its users are made in the background.

What a file must have, and what becomes of a line, is the developer guide's: "Importing users into user pools from a CSV
file". Nothing is written to CloudWatch Logs.
"""

import contextvars
import csv
import os
import re
import secrets
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from local.former import state, strictness
from local.former.errors import CognitoError
from local.former.operations.lookup import invalid, not_found, pool_of
from local.former.operations.paging import page
from local.former.operations.types import Handler, Parameters, Result

JOBS: Final = "_UserImportJobs"
FILE: Final = "_File"
SIGNATURE: Final = "_Signature"
PROCESS: Final = "_Process"
ACTIVE: Final = frozenset({"Pending", "InProgress", "Stopping"})
MOST_JOBS: Final = 1000
MOST_USERS: Final = 500_000
MOST_CHARACTERS: Final = 2048
FORMS: Final = {"email": re.compile(r"[^@\s]+@[^@\s]+"), "phone_number": re.compile(r"\+[0-9]{1,15}")}
URL_LIVES_S: Final = 15 * 60
JOB_LIVES_S: Final = 24 * 60 * 60
Job = dict[str, Any]


class UnreadableFileError(Exception):
    """The file is none that a job can import: its message is the job's CompletionMessage."""


def get_csv_header(parameters: Parameters) -> Result:
    """GetCSVHeader: a column for each attribute that can be imported."""
    pool = pool_of(parameters)
    return {"UserPoolId": pool["Id"], "CSVHeader": header_of(pool)}


def create_user_import_job(parameters: Parameters) -> Result:
    """CreateUserImportJob: its PreSignedUrl takes the file by PUT, for fifteen minutes."""
    pool = pool_of(parameters)
    if parameters.get("PasswordHashingAlgorithm"):
        raise invalid("PasswordHashingAlgorithm is not available on the local target; deploy with --target aws.")
    jobs = pool.setdefault(JOBS, {})
    if len(jobs) >= MOST_JOBS:
        raise CognitoError("LimitExceededException", f"Exceeded the maximum number of user import jobs: {MOST_JOBS}")
    job_id = f"import-{uuid.uuid4().hex[:10]}"
    jobs[job_id] = {
        "JobName": parameters["JobName"],
        "JobId": job_id,
        "UserPoolId": pool["Id"],
        "CreationDate": time.time(),
        "Status": "Created",
        "CloudWatchLogsRoleArn": parameters["CloudWatchLogsRoleArn"],
        "ImportedUsers": 0,
        "SkippedUsers": 0,
        "FailedUsers": 0,
        SIGNATURE: secrets.token_hex(32),
    }
    return _described(jobs[job_id])


def describe_user_import_job(parameters: Parameters) -> Result:
    """DescribeUserImportJob."""
    return _described(_job(pool_of(parameters), parameters))


def list_user_import_jobs(parameters: Parameters) -> Result:
    """ListUserImportJobs, the latest first."""
    jobs = [_described(job)["UserImportJob"] for job in pool_of(parameters).get(JOBS, {}).values()]
    return page(jobs[::-1], parameters, "UserImportJobs", limit="MaxResults", following="PaginationToken")


def start_user_import_job(parameters: Parameters) -> Result:
    """StartUserImportJob: once, with its file, and while no other job is active."""
    pool = pool_of(parameters)
    job = _job(pool, parameters)
    if job["Status"] != "Created":
        raise _unmet(f"User import job {job['JobId']} cannot be started in status {job['Status']}.")
    if FILE not in job:
        raise _unmet("No file was uploaded to the pre-signed URL of the user import job.")
    if not pool.get("AutoVerifiedAttributes"):
        raise _unmet("The user pool must have at least one auto-verified attribute.")
    if any(
        _settled(other)["Status"] in ACTIVE for any_pool in state.pools() for other in any_pool.get(JOBS, {}).values()
    ):
        raise _unmet("Another user import job is active: there can be one at a time.")
    job |= {"Status": "Pending", "StartDate": time.time(), PROCESS: os.getpid()}
    described = _described(job)
    # The account and region of this request are the ones of the job.
    run: Callable[..., None] = contextvars.copy_context().run
    threading.Thread(target=run, args=(_run, pool, job), name="user-import", daemon=True).start()
    return described


def stop_user_import_job(parameters: Parameters) -> Result:
    """StopUserImportJob."""
    job = _job(pool_of(parameters), parameters)
    if job["Status"] not in ACTIVE:
        raise _unmet(f"User import job {job['JobId']} cannot be stopped in status {job['Status']}.")
    job["Status"] = "Stopping"
    return _described(job)


def accept_file(pool: state.Pool, job_id: str, signature: str, content: str) -> bool:
    """Keep a job's file; False where the address isn't, or is no longer, the one of a job that waits for it."""
    job = pool.get(JOBS, {}).get(job_id)
    fresh = job is not None and job["Status"] == "Created" and time.time() < job["CreationDate"] + URL_LIVES_S
    if not fresh or not secrets.compare_digest(job[SIGNATURE], signature):
        return False
    job[FILE] = content
    return True


def header_of(pool: state.Pool) -> list[str]:
    """The columns of a pool's files, in an order that doesn't matter."""
    names = [
        attribute["Name"] for attribute in pool["SchemaAttributes"] if attribute["Name"] not in ("sub", "identities")
    ]
    return [*names, "cognito:mfa_enabled", "cognito:username"]


def _run(pool: state.Pool, job: Job) -> None:
    content = job.pop(FILE)
    if job["Status"] == "Pending":
        job["Status"] = "InProgress"
    try:
        for line in _lines(pool, content):
            if job["Status"] == "Stopping":
                break
            job[_import(pool, line)] += 1
        status, message = (
            ("Stopped", "The import job was stopped.") if job["Status"] == "Stopping" else ("Succeeded", "")
        )
    except UnreadableFileError as error:
        status, message = "Failed", str(error)
    except Exception:
        status, message = "Failed", "The import job failed by an internal error."
        raise
    finally:
        job |= {"CompletionDate": time.time(), "Status": status}
        if message:
            job["CompletionMessage"] = message


def _lines(pool: state.Pool, content: str) -> Iterable[Mapping[str, str | None]]:
    rows = csv.DictReader(content.splitlines(), strict=True)
    try:
        if sorted(rows.fieldnames or ()) != sorted(header_of(pool)):
            raise UnreadableFileError("The header of the file doesn't match the attributes of the user pool.")
        lines = list(rows)
    except csv.Error as error:
        raise UnreadableFileError("The file could not be parsed.") from error
    if len(lines) > MOST_USERS:
        raise UnreadableFileError(f"The file has more than {MOST_USERS} users.")
    return lines


def _import(pool: state.Pool, line: Mapping[str, str | None]) -> str:
    """Make a line's user; gives the member of the job that counts it."""
    if None in line or None in line.values():  # too many or too few columns
        return "FailedUsers"
    values = {name: value or "" for name, value in line.items()}
    username, mfa = values.pop("cognito:username"), values.pop("cognito:mfa_enabled").lower()
    attributes = {
        name: value.lower() if name.endswith("_verified") else value for name, value in values.items() if value
    }
    allowed_mfa = {"ON": {"true"}, "OFF": {"false"}}.get(pool.get("MfaConfiguration", "OFF"), {"true", "false"})
    if mfa not in allowed_mfa or not _fits(pool, attributes) or not _is_verified(pool, attributes):
        return "FailedUsers"
    request = {
        "UserPoolId": pool["Id"],
        "Username": username,
        "UserAttributes": [{"Name": name, "Value": value} for name, value in attributes.items()],
        "MessageAction": "SUPPRESS",
        # Nobody learns it, and it fits every policy: a user who was imported begins by resetting it.
        "TemporaryPassword": f"Aa1!{secrets.token_hex(48)}",
    }
    try:
        strictness.check("AdminCreateUser", request)
    except CognitoError:
        return "FailedUsers"
    refused = state.create_user(request)
    if refused:
        return "SkippedUsers" if refused == "UsernameExistsException" else "FailedUsers"
    user = state.user(pool, username)
    assert user is not None
    user["UserStatus"] = "RESET_REQUIRED"
    if mfa == "true" and "phone_number" in attributes:
        user["_mfa_enabled"] = ["SMS_MFA"]
    return "ImportedUsers"


def _fits(pool: state.Pool, attributes: Mapping[str, str]) -> bool:
    """Whether the pool's schema has these attributes so."""
    return all(_fits_attribute(attribute, attributes.get(attribute["Name"])) for attribute in pool["SchemaAttributes"])


def _fits_attribute(attribute: Mapping[str, Any], value: str | None) -> bool:
    name, limits = attribute["Name"], attribute.get("StringAttributeConstraints") or {}
    if value is None:
        return name == "sub" or not attribute.get("Required")
    long_enough = int(limits.get("MinLength") or 0) <= len(value) <= int(limits.get("MaxLength") or MOST_CHARACTERS)
    return long_enough and (name not in FORMS or FORMS[name].fullmatch(value) is not None)


def _is_verified(pool: state.Pool, attributes: Mapping[str, str]) -> bool:
    """Whether one of the attributes that the pool verifies by itself is there and verified."""
    return any(
        attributes.get(name) and attributes.get(f"{name}_verified") == "true" for name in pool["AutoVerifiedAttributes"]
    )


def _job(pool: state.Pool, parameters: Parameters) -> Job:
    job = pool.get(JOBS, {}).get(parameters["JobId"])
    if job is None:
        raise not_found(f"User import job {parameters['JobId']} does not exist.")
    return _settled(job)


def _settled(job: Job) -> Job:
    """A job whose time is up has expired, and one whose process is gone has failed."""
    if job["Status"] == "Created" and time.time() > job["CreationDate"] + JOB_LIVES_S:
        job["Status"] = "Expired"
        job.pop(FILE, None)
    if job["Status"] in ACTIVE and job[PROCESS] != os.getpid():
        job |= {"Status": "Failed", "CompletionMessage": "The emulator was stopped.", "CompletionDate": time.time()}
    return job


def _described(job: Job) -> Result:
    told = {name: value for name, value in _settled(job).items() if not name.startswith("_")}
    address = f"{state.emulator_address()}/_user-import/{job['UserPoolId']}/{job['JobId']}"
    return {"UserImportJob": {**told, "PreSignedUrl": f"{address}?X-Amz-Signature={job[SIGNATURE]}"}}


def _unmet(message: str) -> CognitoError:
    return CognitoError("PreconditionNotMetException", message)


ADDED: Final[Mapping[str, Handler]] = {
    "GetCSVHeader": get_csv_header,
    "CreateUserImportJob": create_user_import_job,
    "DescribeUserImportJob": describe_user_import_job,
    "ListUserImportJobs": list_user_import_jobs,
    "StartUserImportJob": start_user_import_job,
    "StopUserImportJob": stop_user_import_job,
}
