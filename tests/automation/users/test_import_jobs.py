import csv
import io
from types import SimpleNamespace

import pytest

from automation.errors import UsageError
from automation.users.import_jobs import MOST_USERS, columns_for, write_batch
from tests.automation.users.test_batch import make_batch

HEADER = ["name", "email", "email_verified", "phone_number_verified", "cognito:mfa_enabled", "cognito:username"]
COGNITO = SimpleNamespace(get_csv_header=lambda **_: {"CSVHeader": HEADER})


def make_imported(**changes):
    return make_batch(**{"groups": (), "attributes": {"name": "Ada, the first"}, "imported": True, **changes})


def rows_of(batch, pool):
    stream = io.StringIO()
    write_batch(stream, columns_for(COGNITO, batch), batch, pool)
    return list(csv.DictReader(io.StringIO(stream.getvalue())))


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
        ({"groups": ("admins",)}, "neither passwords nor groups"),
        ({"one_password": True}, "neither passwords nor groups"),
        ({"count": MOST_USERS + 1}, "in parts"),
        ({"attributes": {"custom:tier": "gold"}}, "no attribute custom:tier"),
    ],
)
def test_what_no_import_job_can_do_is_refused(changes, words):
    with pytest.raises(UsageError, match=words):
        columns_for(COGNITO, make_imported(**changes))
