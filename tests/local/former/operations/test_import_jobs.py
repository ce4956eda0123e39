"""Developer guide: "Importing users into user pools from a CSV file". API reference: UserImportJobType, GetCSVHeader,
Create-, Describe-, Start- and StopUserImportJob, ListUserImportJobs.
"""

import csv
import io
import time
from typing import Any

import pytest
import requests

ROLE = "arn:aws:iam::123456789012:role/import"
ENCRYPTED = {"x-amz-server-side-encryption": "aws:kms"}


@pytest.fixture
def pool(make_pool) -> str:
    schema = [{"Name": "department", "AttributeDataType": "String", "Mutable": True}]
    return str(make_pool(AutoVerifiedAttributes=["email"], Schema=schema))


def create(cognito: Any, pool: str) -> Any:
    made = cognito.create_user_import_job(JobName="staff", UserPoolId=pool, CloudWatchLogsRoleArn=ROLE)
    return made["UserImportJob"]


def csv_of(cognito: Any, pool: str, *users: dict[str, str]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, cognito.get_csv_header(UserPoolId=pool)["CSVHeader"], restval="")
    writer.writeheader()
    writer.writerows({"cognito:mfa_enabled": "FALSE", "email_verified": "TRUE", **user} for user in users)
    return text.getvalue()


def person(username: str, **more: str) -> dict[str, str]:
    return {"cognito:username": username, "email": f"{username}@example.com", **more}


def put(job: Any, content: str | bytes, headers: dict[str, str] = ENCRYPTED) -> int:
    return requests.put(job["PreSignedUrl"], data=content, headers=headers, timeout=10).status_code


def finished(cognito: Any, job: Any) -> Any:
    """The job when it is at its end."""
    deadline = time.monotonic() + 30
    names = {"UserPoolId": job["UserPoolId"], "JobId": job["JobId"]}
    while (found := cognito.describe_user_import_job(**names)["UserImportJob"])["Status"] in (
        "Pending",
        "InProgress",
        "Stopping",
    ):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


def run(cognito: Any, pool: str, content: str) -> Any:
    job = create(cognito, pool)
    assert put(job, content) == 200
    started = cognito.start_user_import_job(UserPoolId=pool, JobId=job["JobId"])["UserImportJob"]
    assert started["Status"] in {"Pending", "InProgress", "Succeeded", "Failed"}
    return finished(cognito, job)


def test_the_header_has_a_column_for_each_attribute_that_can_be_imported(cognito, pool):
    header = cognito.get_csv_header(UserPoolId=pool)
    assert header["UserPoolId"] == pool
    assert {"cognito:username", "cognito:mfa_enabled", "email", "email_verified", "custom:department"} < set(
        header["CSVHeader"]
    )
    assert "sub" not in header["CSVHeader"]


def test_users_are_imported_and_have_to_reset_their_passwords(cognito, pool):
    content = csv_of(
        cognito, pool, person("ada", name="Ada, Countess", **{"custom:department": "maths"}), person("grace")
    )
    job = run(cognito, pool, content)
    assert (job["Status"], job["ImportedUsers"], job["SkippedUsers"], job["FailedUsers"]) == ("Succeeded", 2, 0, 0)
    assert job["CreationDate"] <= job["StartDate"] <= job["CompletionDate"]
    user = cognito.admin_get_user(UserPoolId=pool, Username="ada")
    assert user["UserStatus"] == "RESET_REQUIRED"
    attributes = {attribute["Name"]: attribute["Value"] for attribute in user["UserAttributes"]}
    assert attributes.pop("sub")
    assert attributes == {
        "email": "ada@example.com",
        "email_verified": "true",
        "name": "Ada, Countess",
        "custom:department": "maths",
    }


def test_an_existing_user_is_skipped_and_a_wrong_line_fails_without_the_others(cognito, pool):
    cognito.admin_create_user(UserPoolId=pool, Username="ada", MessageAction="SUPPRESS")
    job = run(
        cognito,
        pool,
        csv_of(
            cognito,
            pool,
            person("ada"),
            person("unverified", email_verified="FALSE"),
            person("nothing to verify", email=""),
            person("with-mfa", **{"cognito:mfa_enabled": "TRUE"}),
            person(""),
            person("no-number", phone_number="12"),
            person("no-address", email="nowhere"),
            person("long", name="x" * 2049),
            person("grace"),
        )
        + "too,few,columns\n",
    )
    assert (job["Status"], job["ImportedUsers"], job["SkippedUsers"]) == ("Succeeded", 1, 1)
    assert job["FailedUsers"] == 8
    users = cognito.list_users(UserPoolId=pool)["Users"]
    assert [user["Username"] for user in users] == ["ada", "grace"]


@pytest.mark.parametrize("content", ["", "cognito:username,email\nada,ada@example.com\n", 'a,"b\n'])
def test_a_file_without_the_pools_header_fails_the_job(cognito, pool, content):
    job = run(cognito, pool, content)
    assert (job["Status"], job["ImportedUsers"]) == ("Failed", 0)
    assert job["CompletionMessage"]


def test_the_address_takes_the_file_once_it_is_encrypted_and_signed(cognito, pool):
    job = create(cognito, pool)
    assert job["Status"] == "Created"
    assert put(job, "a", headers={}) == 403
    assert put({"PreSignedUrl": job["PreSignedUrl"] + "0"}, "a") == 403
    assert put(job, b"\xff\xfe") == 400
    assert requests.get(job["PreSignedUrl"], timeout=10).status_code == 405
    assert put(job, csv_of(cognito, pool, person("ada"))) == 200


def test_a_job_starts_with_a_file_and_once(cognito, pool):
    job = create(cognito, pool)
    names = {"UserPoolId": pool, "JobId": job["JobId"]}
    with pytest.raises(cognito.exceptions.PreconditionNotMetException, match="No file"):
        cognito.start_user_import_job(**names)
    put(job, csv_of(cognito, pool, person("ada")))
    cognito.start_user_import_job(**names)
    finished(cognito, job)
    with pytest.raises(cognito.exceptions.PreconditionNotMetException, match="Succeeded"):
        cognito.start_user_import_job(**names)
    with pytest.raises(cognito.exceptions.PreconditionNotMetException, match="cannot be stopped"):
        cognito.stop_user_import_job(**names)
    assert put(job, "again") == 403


def test_a_pool_that_verifies_nothing_by_itself_imports_nobody(cognito, make_pool):
    pool = make_pool()
    job = create(cognito, pool)
    put(job, csv_of(cognito, pool, person("ada")))
    with pytest.raises(cognito.exceptions.PreconditionNotMetException, match="auto-verified"):
        cognito.start_user_import_job(UserPoolId=pool, JobId=job["JobId"])


def test_one_job_runs_at_a_time_and_stops_when_it_is_told_to(cognito, pool):
    long, other = create(cognito, pool), create(cognito, pool)
    put(long, csv_of(cognito, pool, *(person(f"user-{number}") for number in range(3000))))
    put(other, csv_of(cognito, pool, person("ada")))
    cognito.start_user_import_job(UserPoolId=pool, JobId=long["JobId"])
    with pytest.raises(cognito.exceptions.PreconditionNotMetException, match="one at a time"):
        cognito.start_user_import_job(UserPoolId=pool, JobId=other["JobId"])
    stopping = cognito.stop_user_import_job(UserPoolId=pool, JobId=long["JobId"])["UserImportJob"]
    assert stopping["Status"] in {"Stopping", "Stopped"}
    stopped = finished(cognito, long)
    assert stopped["Status"] == "Stopped"
    assert stopped["ImportedUsers"] < 3000
    cognito.start_user_import_job(UserPoolId=pool, JobId=other["JobId"])
    assert finished(cognito, other)["ImportedUsers"] == 1


def test_jobs_are_listed_page_by_page_the_latest_first(cognito, pool):
    jobs = [create(cognito, pool)["JobId"] for _ in range(3)]
    first = cognito.list_user_import_jobs(UserPoolId=pool, MaxResults=2)
    last = cognito.list_user_import_jobs(UserPoolId=pool, MaxResults=2, PaginationToken=first["PaginationToken"])
    assert [job["JobId"] for page in (first, last) for job in page["UserImportJobs"]] == jobs[::-1]
    assert "PaginationToken" not in last


def test_a_job_that_does_not_exist_is_not_found(cognito, pool):
    for call in (cognito.describe_user_import_job, cognito.start_user_import_job, cognito.stop_user_import_job):
        with pytest.raises(cognito.exceptions.ResourceNotFoundException):
            call(UserPoolId=pool, JobId="import-nowhere")


def test_the_users_of_a_pool_whose_names_are_mail_addresses_are_imported(cognito, make_pool):
    pool = make_pool(AutoVerifiedAttributes=["email"], UsernameAttributes=["email"])
    user = {"cognito:username": "ada@example.com", "email": "ada@example.com"}
    assert run(cognito, pool, csv_of(cognito, pool, user))["ImportedUsers"] == 1
    assert cognito.admin_get_user(UserPoolId=pool, Username="ada@example.com")["UserStatus"] == "RESET_REQUIRED"
