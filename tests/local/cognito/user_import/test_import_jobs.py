"""Developer guide: "Importing users into user pools from a CSV file". API reference: UserImportJobType, GetCSVHeader,
Create-, Describe-, Start- and StopUserImportJob, ListUserImportJobs.
"""

import csv
import io
import time
from typing import Any

import pytest

from local.cognito.engine import Engine
from local.cognito.store.sign_ins import Message
from tests.local.cognito.accounts_world import attributes_of, status_of
from tests.local.cognito.asking import ask
from tests.local.cognito.world import World, error_of, make_engine

ROLE = "arn:aws:iam::123456789012:role/import"
ENCRYPTED = {"x-amz-server-side-encryption": "aws:kms"}
SCHEMA = [{"Name": "department", "AttributeDataType": "String", "Mutable": True}]
DEADLINE_S = 60


@pytest.fixture
def world(engine) -> World:
    return World.with_pool(engine, Schema=SCHEMA)


def create(world: World) -> dict[str, Any]:
    made = world.of_pool("CreateUserImportJob", JobName="staff", CloudWatchLogsRoleArn=ROLE)
    job: dict[str, Any] = made["UserImportJob"]
    return job


def csv_of(world: World, *users: dict[str, str]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, world.of_pool("GetCSVHeader")["CSVHeader"], restval="")
    writer.writeheader()
    writer.writerows({"cognito:mfa_enabled": "FALSE", "email_verified": "TRUE", **user} for user in users)
    return text.getvalue()


def person(username: str, **more: str) -> dict[str, str]:
    return {"cognito:username": username, "email": f"{username}@example.com", **more}


def put(world: World, job: dict[str, Any], content: str | bytes, **headers: str) -> int:
    body = content if isinstance(content, bytes) else content.encode()
    path = job["PreSignedUrl"].removeprefix(world.engine.settings.endpoint_url)
    return ask(world.engine, path, method="PUT", headers=headers or ENCRYPTED, body=body).status


def describe(world: World, job: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = world.of_pool("DescribeUserImportJob", JobId=job["JobId"])["UserImportJob"]
    return found


def finished(world: World, job: dict[str, Any]) -> dict[str, Any]:
    """The job when it is at its end."""
    deadline = time.monotonic() + DEADLINE_S
    while (found := describe(world, job))["Status"] in {"Pending", "InProgress", "Stopping"}:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    return found


def start(world: World, job: dict[str, Any]) -> dict[str, Any]:
    started: dict[str, Any] = world.of_pool("StartUserImportJob", JobId=job["JobId"])["UserImportJob"]
    return started


def run(world: World, content: str | bytes) -> dict[str, Any]:
    job = create(world)
    assert put(world, job, content) == 200
    assert start(world, job)["Status"] == "Pending"
    return finished(world, job)


def counts(job: dict[str, Any]) -> tuple[str, int, int, int]:
    return job["Status"], job["ImportedUsers"], job["SkippedUsers"], job["FailedUsers"]


def names(world: World) -> list[str]:
    return [user["Username"] for user in world.of_pool("ListUsers")["Users"]]


def test_the_header_has_a_column_for_each_attribute_that_can_be_imported(world):
    header = world.of_pool("GetCSVHeader")
    assert header["UserPoolId"] == world.pool_id
    assert header["CSVHeader"][0] == "name"
    assert header["CSVHeader"][-3:] == ["custom:department", "cognito:mfa_enabled", "cognito:username"]
    assert "sub" not in header["CSVHeader"]


def test_users_are_imported_and_have_to_reset_their_passwords(world):
    content = csv_of(world, person("ada", name="Ada, Countess", **{"custom:department": " maths "}), person("grace"))
    job = run(world, content)
    assert counts(job) == ("Succeeded", 2, 0, 0)
    assert job["CreationDate"] <= job["StartDate"] <= job["CompletionDate"]
    assert "CompletionMessage" not in job
    assert status_of(world) == "RESET_REQUIRED"
    attributes = attributes_of(world)
    assert attributes.pop("sub")
    assert attributes == {
        "email": "ada@example.com",
        "email_verified": "true",
        "name": "Ada, Countess",
        "custom:department": "maths",
    }
    assert not world.user().has_password
    assert [one for one in world.messages() if isinstance(one, Message)] == []


def test_a_comma_comes_after_a_backslash(world):
    """Creating the user import .csv file: "you must put a backslash (\\) before the comma"."""
    columns = world.of_pool("GetCSVHeader")["CSVHeader"]
    values = {**person("ada", name="Ada\\, Countess"), "email_verified": "true", "cognito:mfa_enabled": "false"}
    content = ",".join(columns) + "\r\n" + ",".join(values.get(name, "") for name in columns)
    assert counts(run(world, content)) == ("Succeeded", 1, 0, 0)
    assert attributes_of(world)["name"] == "Ada, Countess"


def test_an_existing_user_is_skipped_and_a_wrong_row_fails_without_the_others(world):
    world.admin("AdminCreateUser")
    users = [
        person("ada"),
        person("unverified", email_verified="FALSE"),
        person("nothing-to-verify", email=""),
        person("with-mfa", **{"cognito:mfa_enabled": "TRUE"}),
        person("without-mfa", **{"cognito:mfa_enabled": ""}),
        person(""),
        person("two words"),
        person("no-number", phone_number="12"),
        person("no-address", email="nowhere"),
        person("long", name="x" * 2049),
        person("longer", **dict.fromkeys(("name", "nickname", "profile", "website", "picture"), "x" * 3500)),
        person("grace"),
    ]
    job = run(world, csv_of(world, *users) + "too,few,columns\n\n")
    assert counts(job) == ("Succeeded", 1, 1, 11)
    assert names(world) == ["ada", "grace"]
    log = world.pool.import_jobs[job["JobId"]].log
    assert log[0] == "[SKIPPED] Line Number 2 - The user already exists."
    assert log[1].startswith("[FAILED] Line Number 3 - The User Record does not set any of the auto verified")
    assert len(log) == 12
    assert not any("nowhere" in line for line in log)


def test_required_attributes_are_required(engine):
    required = {"Name": "name", "AttributeDataType": "String", "Required": True, "Mutable": True}
    world = World.with_pool(engine, Schema=[required])
    assert counts(run(world, csv_of(world, person("ada"), person("bob", name="Bob")))) == ("Succeeded", 1, 0, 1)


def test_an_alias_of_somebody_else_is_not_taken(engine):
    world = World.with_pool(engine, AliasAttributes=["email"])
    world.add_user()
    assert counts(run(world, csv_of(world, person("eve", email="ada@example.com")))) == ("Succeeded", 0, 1, 0)


@pytest.mark.parametrize(
    "content",
    ["", "cognito:username,email\nada,ada@example.com\n", 'a,"b\n', b"\xff\xfe", "\ufeff", "\0"],
)
def test_a_file_without_the_pools_header_fails_the_job(world, content):
    job = run(world, content)
    assert (job["Status"], job["ImportedUsers"]) == ("Failed", 0)
    assert job["CompletionMessage"]


def test_what_is_not_text_fails_the_job_where_it_comes(world):
    content = csv_of(world, *(person(f"user-{number}") for number in range(150))).encode()
    job = run(world, content + b"\xff\xfe\n")
    assert (job["Status"], job["CompletionMessage"]) == ("Failed", "The file could not be parsed.")


def test_the_address_takes_the_file_once_it_is_encrypted_and_signed(world):
    job = create(world)
    assert job["Status"] == "Created"
    assert put(world, job, "a", **{"x-amz-server-side-encryption": "AES256"}) == 403
    assert put(world, {"PreSignedUrl": job["PreSignedUrl"] + "0"}, "a") == 403
    assert put(world, {"PreSignedUrl": "/_user-import/nowhere/nothing"}, "a") == 403
    path = job["PreSignedUrl"].removeprefix(world.engine.settings.endpoint_url)
    for method in ("GET", "POST", "DELETE"):
        assert ask(world.engine, path, method=method, headers=ENCRYPTED).status in {403, 405}
    assert put(world, job, "first") == 200
    assert put(world, job, csv_of(world, person("ada"))) == 200
    assert counts(finished(world, start(world, job))) == ("Succeeded", 1, 0, 0)


def test_what_is_larger_than_a_file_may_be_is_not_read(world):
    job = create(world)
    assert put(world, job, "", **ENCRYPTED, **{"content-length": str(100 * 1024 * 1024 + 1)}) == 400


def test_an_address_is_good_for_a_quarter_of_an_hour_and_a_job_for_a_day(world):
    job = create(world)
    assert put(world, job, csv_of(world, person("ada"))) == 200
    world.advance(15 * 60 + 1)
    assert put(world, job, "late") == 403
    world.advance(24 * 3600)
    assert describe(world, job)["Status"] == "Expired"
    assert error_of(start, world, job)[0] == "PreconditionNotMetException"


def test_a_job_starts_with_a_file_and_once(world):
    job = create(world)
    assert error_of(start, world, job)[1].startswith("No file")
    put(world, job, csv_of(world, person("ada")))
    finished(world, start(world, job))
    assert error_of(start, world, job) == (
        "PreconditionNotMetException",
        f"User import job {job['JobId']} cannot be started in status Succeeded.",
    )
    refused = error_of(world.of_pool, "StopUserImportJob", JobId=job["JobId"])
    assert "cannot be stopped" in refused[1]
    assert put(world, job, "again") == 403


def test_a_pool_that_verifies_nothing_by_itself_imports_nobody(engine):
    world = World.with_pool(engine, AutoVerifiedAttributes=[])
    job = create(world)
    put(world, job, csv_of(world, person("ada")))
    assert "auto-verified" in error_of(start, world, job)[1]


def test_one_job_runs_at_a_time_and_stops_when_it_is_told_to(world):
    long, other = create(world), create(world)
    put(world, long, csv_of(world, *(person(f"user-{number}") for number in range(5000))))
    put(world, other, csv_of(world, person("ada")))
    start(world, long)
    assert "one at a time" in error_of(start, world, other)[1]
    stopping = world.of_pool("StopUserImportJob", JobId=long["JobId"])["UserImportJob"]
    assert stopping["Status"] == "Stopping"
    stopped = finished(world, long)
    assert (stopped["Status"], stopped["CompletionMessage"]) == (
        "Stopped",
        "The Import Job was stopped by the developer.",
    )
    assert stopped["ImportedUsers"] < 5000
    assert finished(world, start(world, other))["ImportedUsers"] == 1


def test_attributes_are_not_added_meanwhile(world):
    job = create(world)
    put(world, job, csv_of(world, *(person(f"user-{number}") for number in range(5000))))
    start(world, job)
    attributes = [{"Name": "team", "AttributeDataType": "String"}]
    refused = error_of(world.of_pool, "AddCustomAttributes", CustomAttributes=attributes)
    assert refused[0] == "UserImportInProgressException"
    world.of_pool("StopUserImportJob", JobId=job["JobId"])
    finished(world, job)
    world.of_pool("AddCustomAttributes", CustomAttributes=attributes)


def test_jobs_are_listed_page_by_page_the_latest_first(world):
    jobs = [create(world)["JobId"] for _ in range(3)]
    first = world.of_pool("ListUserImportJobs", MaxResults=2)
    last = world.of_pool("ListUserImportJobs", MaxResults=2, PaginationToken=first["PaginationToken"])
    assert [job["JobId"] for page in (first, last) for job in page["UserImportJobs"]] == jobs[::-1]
    assert "PaginationToken" not in last


@pytest.mark.parametrize("operation", ["DescribeUserImportJob", "StartUserImportJob", "StopUserImportJob"])
def test_a_job_that_does_not_exist_is_not_found(world, operation):
    assert error_of(world.of_pool, operation, JobId="import-nowhere")[0] == "ResourceNotFoundException"


def test_hashes_of_passwords_are_refused_by_name(world):
    given = {"JobName": "staff", "CloudWatchLogsRoleArn": ROLE, "PasswordHashingAlgorithm": "BCRYPT"}
    code, message = error_of(world.of_pool, "CreateUserImportJob", **given)
    assert (code, message.split()[0]) == ("InvalidParameterException", "PasswordHashingAlgorithm")


def test_the_users_of_a_pool_whose_names_are_mail_addresses_are_imported(engine):
    world = World.with_pool(engine, UsernameAttributes=["email"])
    user = {"cognito:username": "ada@example.com", "email": "ada@example.com"}
    assert run(world, csv_of(world, user))["ImportedUsers"] == 1
    assert status_of(world, "ada@example.com") == "RESET_REQUIRED"


def test_a_pool_that_is_deleted_meanwhile_takes_its_job_along(world):
    job = create(world)
    put(world, job, csv_of(world, *(person(f"user-{number}") for number in range(3000))))
    start(world, job)
    record = world.pool.import_jobs[job["JobId"]]
    world.of_pool("DeleteUserPool")
    deadline = time.monotonic() + DEADLINE_S
    while record.running:
        assert time.monotonic() < deadline
        time.sleep(0.005)


def kept(folder: Any) -> Engine:
    return make_engine(state_folder=folder)


def test_a_file_outlives_the_engine_and_a_job_under_way_does_not(tmp_path):
    engine = kept(tmp_path)
    world = World.with_pool(engine)
    waiting, active = create(world), create(world)
    put(world, waiting, csv_of(world, person("ada")))
    put(world, active, csv_of(world, *(person(f"user-{number}") for number in range(20_000))))
    start(world, active)
    engine.close()
    again = World(kept(tmp_path), world.pool_id)
    ended = describe(again, active)
    assert (ended["Status"], ended["CompletionMessage"]) == ("Failed", "The engine was stopped.")
    assert ended["ImportedUsers"] == len(again.pool.users) < 20_000
    assert counts(finished(again, start(again, waiting))) == ("Succeeded", 1, 0, 0)
    assert list((tmp_path / "imports").iterdir()) == []
    again.engine.close()


def test_the_file_of_a_job_goes_with_its_pool(tmp_path):
    engine = kept(tmp_path)
    world = World.with_pool(engine)
    put(world, create(world), csv_of(world, person("ada")))
    assert len(list((tmp_path / "imports").iterdir())) == 1
    world.of_pool("DeleteUserPool")
    assert list((tmp_path / "imports").iterdir()) == []
    engine.close()


def test_many_rows_are_imported_while_others_use_the_pool(engine):
    world = World.with_pool(engine)
    columns = world.of_pool("GetCSVHeader")["CSVHeader"]
    place = {name: number for number, name in enumerate(columns)}
    rows = [",".join(columns)]
    for number in range(20_000):
        row = [""] * len(columns)
        row[place["cognito:username"]] = f"user-{number}"
        row[place["email"]] = f"user-{number}@example.com"
        row[place["email_verified"]] = "true"
        row[place["cognito:mfa_enabled"]] = "false"
        rows.append(",".join(row))
    job = create(world)
    put(world, job, "\n".join(rows))
    start(world, job)
    answered_meanwhile = 0
    while describe(world, job)["Status"] in {"Pending", "InProgress"}:
        answered_meanwhile += 1
        time.sleep(0.01)
    assert counts(describe(world, job)) == ("Succeeded", 20_000, 0, 0)
    assert answered_meanwhile > 2
    assert world.of_pool("DescribeUserPool")["UserPool"]["EstimatedNumberOfUsers"] == 20_000
