"""Imports users by Cognito's own CSV import jobs (the developer guide, "Importing users from a CSV file").

Imported users have no password: each must reset it at the first sign-in.
"""

import csv
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import requests
from botocore.exceptions import BotoCoreError, ClientError

from automation.errors import DriverError, UsageError, reason
from automation.terminal.console import Console
from automation.users.batch import Batch
from automation.users.test_user import attributes_of

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

MANY = 50_000
"""Beyond so many the admin APIs take over half an hour, and Cognito's import jobs are what is made for it."""
MAX_USERS = 500_000
"""Of one job (the developer guide, "Formatting the CSV file")."""
NAME_COLUMN = "cognito:username"
MFA_COLUMN = "cognito:mfa_enabled"
ENDED = frozenset({"Stopped", "Expired", "Failed", "Succeeded"})
POLL_S = 2.0
UPLOAD_TIMEOUT_S = 300
ANY_ROLE = "arn:aws:iam::000000000000:role/cognito-import"
"""For an endpoint that isn't AWS and writes no log."""


def import_users(  # noqa: PLR0913, PLR0917 - what a job needs, and what holds time and network in tests
    cognito: "CognitoIdentityProviderClient",
    user_pool_id: str,
    file: Path,
    role_arn: str | None,
    console: Console,
    sleep: Callable[[float], None] = time.sleep,
) -> dict[str, Any]:
    """Create, fill and start a job, and wait for its end; how many were imported, skipped and failed.

    Raises UsageError for a file that can't be imported, DriverError with Cognito's words.
    """
    header = header_of(cognito, user_pool_id)
    _check(file, header)
    if role_arn is None:
        if _is_aws(cognito):
            raise UsageError(
                'Import jobs need a role that writes their log. Give --cloud-watch-logs-role-arn ARN (see "Creating '
                'the CloudWatch Logs IAM role" in the developer guide).'
            )
        role_arn = ANY_ROLE
    try:
        job = cognito.create_user_import_job(
            UserPoolId=user_pool_id, JobName=f"import-{file.stem[:100]}", CloudWatchLogsRoleArn=role_arn
        )["UserImportJob"]
        job_id = job["JobId"]
        console.say(f"Uploading {file.name} ({file.stat().st_size:,} bytes) to the import job {job_id}")
        with file.open("rb") as stream:
            headers = {"x-amz-server-side-encryption": "aws:kms", "Content-Type": "text/csv"}
            answer = requests.put(job["PreSignedUrl"], data=stream, headers=headers, timeout=UPLOAD_TIMEOUT_S)
        answer.raise_for_status()
        cognito.start_user_import_job(UserPoolId=user_pool_id, JobId=job_id)
        while True:
            job = cognito.describe_user_import_job(UserPoolId=user_pool_id, JobId=job_id)["UserImportJob"]
            if job["Status"] in ENDED:
                break
            console.detail(f"The import job {job_id} is {job['Status']}")
            sleep(POLL_S)
    except (ClientError, BotoCoreError, requests.RequestException) as error:
        raise DriverError(f"Importing {file.name} into the user pool {user_pool_id} failed: {reason(error)}") from error
    return {
        "job_id": job_id,
        "status": job["Status"],
        "imported": job.get("ImportedUsers", 0),
        "skipped": job.get("SkippedUsers", 0),
        "failed": job.get("FailedUsers", 0),
        "completion_message": job.get("CompletionMessage", ""),
    }


def columns_for(cognito: "CognitoIdentityProviderClient", batch: Batch) -> list[str]:
    """The columns of the pool's CSV files. Raises UsageError where the batch is nothing for an import job."""
    if batch.count > MAX_USERS:
        raise UsageError(
            f"An import job takes up to {MAX_USERS} users. Create more in several runs, each with its own --prefix."
        )
    if batch.groups or batch.one_password:
        raise UsageError(
            f"More than {MANY:,} users are created by an import job, which doesn't take passwords or groups. Leave "
            "out --password and --group."
        )
    header = header_of(cognito, batch.user_pool_id)
    if unknown := sorted(set(batch.attributes) - set(header)):
        raise UsageError(f"The user pool {batch.user_pool_id} has no attribute {', '.join(unknown)}.")
    return header


class SupportsWrite(Protocol):
    """What `csv` writes to."""

    def write(self, text: str, /) -> object:
        """Write it."""


def write_batch(stream: SupportsWrite, columns: list[str], batch: Batch, pool: Mapping[str, Any]) -> None:
    """Write the file of a batch for the pool (a `UserPoolType`), a line at a time."""
    users = ((user.username, {**attributes_of(user, pool), **batch.attributes}) for user in batch.users())
    write_rows(stream, columns, pool, users)


def write_rows(
    stream: SupportsWrite, columns: list[str], pool: Mapping[str, Any], users: Iterable[tuple[str, Mapping[str, str]]]
) -> None:
    """Write a file of names and attributes; commas behind a backslash and no quotes (the same page of the guide)."""
    rows = csv.DictWriter(
        stream, columns, restval="", lineterminator="\n", extrasaction="ignore", quoting=csv.QUOTE_NONE, escapechar="\\"
    )
    rows.writeheader()
    fixed = {name: "false" for name in columns if name.endswith("_verified")}
    fixed[MFA_COLUMN] = "true" if pool.get("MfaConfiguration") == "ON" else "false"
    for username, attributes in users:
        rows.writerow({**fixed, **attributes, NAME_COLUMN: username})


def read_rows(file: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The names and attributes of a file that `import_users` takes."""
    with file.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, escapechar="\\"):
            yield row[NAME_COLUMN].strip(), {name: value for name, value in row.items() if name and value}


def header_of(cognito: "CognitoIdentityProviderClient", user_pool_id: str) -> list[str]:
    """The columns of a pool's CSV files (GetCSVHeader). Raises DriverError."""
    try:
        return cognito.get_csv_header(UserPoolId=user_pool_id)["CSVHeader"]
    except (ClientError, BotoCoreError) as error:
        raise DriverError(f"Getting the CSV header of the user pool {user_pool_id} failed: {reason(error)}") from error


def _check(file: Path, header: list[str]) -> None:
    # Cognito would say so after the upload, in a log.
    try:
        with file.open(encoding="utf-8") as stream:
            first = stream.readline().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} can't be read: {error}.") from None
    if first.split(",") != header:
        raise UsageError(
            f"The first line of {file} must be the user pool's CSV header, in this order: {','.join(header)}"
        )


def _is_aws(cognito: "CognitoIdentityProviderClient") -> bool:
    return cognito.meta.endpoint_url.endswith(("amazonaws.com", "amazonaws.com.cn"))
