import csv
import io
from pathlib import Path
from types import SimpleNamespace

import pytest
import requests
from botocore.exceptions import ClientError

from automation.errors import DriverError, UsageError
from automation.terminal.console import Console
from automation.users.import_jobs import MAX_USERS, columns_for, import_users, write_batch
from tests.automation.users.test_batch import make_batch

HEADER = ["name", "email", "email_verified", "phone_number_verified", "cognito:mfa_enabled", "cognito:username"]
COGNITO = SimpleNamespace(get_csv_header=lambda **_: {"CSVHeader": HEADER})


def make_imported(**changes):
    return make_batch(**{"groups": (), "attributes": {"name": "Ada, the first"}, "imported": True, **changes})


def rows_of(batch, pool):
    stream = io.StringIO()
    write_batch(stream, columns_for(COGNITO, batch), batch, pool)
    return list(csv.DictReader(io.StringIO(stream.getvalue()), escapechar="\\"))


def test_the_file_of_a_batch_has_a_verified_user_in_each_line():
    rows = rows_of(make_imported(), {"MfaConfiguration": "OFF"})
    assert [row["cognito:username"] for row in rows] == ["load-000001", "load-000002", "load-000003"]
    assert rows[0] == {
        "name": "Ada, the first",
        "email": "load-000001@example.com",
        "email_verified": "true",
        "phone_number_verified": "false",
        "cognito:mfa_enabled": "false",
        "cognito:username": "load-000001",
    }


def test_where_the_pool_demands_a_second_factor_its_users_have_one():
    assert {row["cognito:mfa_enabled"] for row in rows_of(make_imported(), {"MfaConfiguration": "ON"})} == {"true"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"groups": ("admins",)}, "doesn't take passwords or groups"),
        ({"one_password": True}, "doesn't take passwords or groups"),
        ({"count": MAX_USERS + 1}, "in several runs"),
        ({"attributes": {"custom:tier": "gold"}}, "no attribute custom:tier"),
    ],
)
def test_what_no_import_job_can_do_is_refused(changes, words):
    with pytest.raises(UsageError, match=words):
        columns_for(COGNITO, make_imported(**changes))


class Jobs:
    """An import job that is at work for a while."""

    def __init__(self, *statuses, endpoint="http://127.0.0.1:4566"):
        self.statuses = list(statuses)
        self.meta = SimpleNamespace(endpoint_url=endpoint)
        self.created = {}
        self.started = []
        self.error = None

    def get_csv_header(self, **_):
        if self.error:
            raise self.error
        return {"CSVHeader": HEADER}

    def create_user_import_job(self, **parameters):
        self.created = parameters
        return {"UserImportJob": {"JobId": "import-1", "PreSignedUrl": "https://upload.example.com/1"}}

    def start_user_import_job(self, *, JobId, **_):
        self.started.append(JobId)

    def describe_user_import_job(self, **_):
        status = self.statuses.pop(0)
        counts = {"ImportedUsers": 2, "SkippedUsers": 1, "FailedUsers": 0, "CompletionMessage": "done"}
        return {"UserImportJob": {"Status": status, **(counts if not self.statuses else {})}}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(f"{','.join(HEADER)}\nAda,ada@example.com,true,false,false,ada\n")
    return path


@pytest.fixture
def uploaded(monkeypatch):
    seen = []

    def put(url, *, data, headers, timeout):
        assert timeout
        seen.append((url, data.read().decode(), headers["Content-Type"]))
        answer = requests.Response()
        answer.status_code = 200 if len(seen) == 1 else 403
        return answer

    monkeypatch.setattr(requests, "put", put)
    return seen


def test_a_file_is_uploaded_before_its_job_starts_and_the_jobs_end_is_waited_for(file, uploaded):
    cognito, said = Jobs("Pending", "InProgress", "Succeeded"), io.StringIO()
    slept: list[float] = []
    console = Console(stream=said, verbose=True)
    found = import_users(cognito, "us-east-1_abc", file, None, console, slept.append)
    assert found == {
        "job_id": "import-1", "status": "Succeeded", "imported": 2, "skipped": 1, "failed": 0,
        "completion_message": "done",
    }  # fmt: skip
    ((url, content, kind),) = uploaded
    assert (url, content, kind) == ("https://upload.example.com/1", file.read_text(), "text/csv")
    assert cognito.started == ["import-1"]
    assert len(slept) == 2
    assert "The import job import-1 is InProgress" in said.getvalue()


def test_an_upload_that_is_refused_starts_no_job_and_is_told_by_the_file(file, uploaded):
    uploaded.append("an earlier one")
    cognito = Jobs()
    with pytest.raises(DriverError, match=r"Importing people\.csv into .* us-east-1_abc failed: .*HTTP 403"):
        import_users(cognito, "us-east-1_abc", file, None, Console(quiet=True))
    assert cognito.started == []


def test_on_aws_a_job_needs_a_role_for_its_log(file):
    with pytest.raises(UsageError, match="--cloud-watch-logs-role-arn"):
        import_users(Jobs(endpoint="https://cognito-idp.us-east-1.amazonaws.com"), "x", file, None, Console(quiet=True))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"name,email\n", "must be the user pool's CSV header, in this order: name,email,email_verified"),
        (b"\xff\xfe", "can't be read"),
    ],
)
def test_a_file_that_cognito_would_refuse_after_the_upload_is_refused_before(tmp_path, content, words):
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=words):
        import_users(Jobs(), "us-east-1_abc", path, None, Console(quiet=True))


def test_a_file_that_isnt_there_is_said(tmp_path):
    with pytest.raises(UsageError, match=r"nowhere\.csv can't be read"):
        import_users(Jobs(), "us-east-1_abc", Path(tmp_path / "nowhere.csv"), None, Console(quiet=True))


def test_a_header_that_cognito_doesnt_give_is_said(file):
    cognito = Jobs()
    cognito.error = ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "GetCSVHeader")
    with pytest.raises(DriverError, match="CSV header of the user pool us-east-1_abc failed"):
        import_users(cognito, "us-east-1_abc", file, None, Console(quiet=True))
