"""What a stack's configuration tells the engine, and what the engine tells of itself."""

from pathlib import Path

import pytest

from local.cognito.control.client import ControlError
from tests.local.cognito.control.conftest import Controlled
from tests.local.cognito.world import error_of


def test_functions_are_served_from_then_on_and_their_environment_is_not_told(served: Controlled, tmp_path: Path):
    (tmp_path / "hello.py").write_text("def handler(event, context): return event\n")
    given = {
        "name": "pre-token",
        "handler": "hello.handler",
        "folder": str(tmp_path),
        "environment": {"SECRET": "s3cret"},
        "python": "",
    }
    told = served.control.set_functions([given])
    assert told == [{**given, "environment": ["SECRET"]}]
    assert [function.name for function in served.engine.triggers.functions] == ["pre-token"]
    served.control.set_functions([])
    assert served.engine.triggers.functions == ()


def test_functions_that_cannot_be_are_refused_by_name(served: Controlled, tmp_path: Path):
    with pytest.raises(ControlError, match="names a file that doesn't exist"):
        served.control.set_functions([{"name": "one", "handler": "no.handler", "folder": str(tmp_path)}])
    with pytest.raises(ControlError, match="must be a list"):
        served.control._ask("PUT", "functions", {"functions": {"one": 1}})


def test_pools_and_clients_get_the_ids_that_their_names_are_known_to_have(served: Controlled):
    served.control.set_ids({"pool": "us-east-1_Known1"}, {"app": "known1client"})
    world = served.world()
    assert (world.pool_id, world.client_id) == ("us-east-1_Known1", "known1client")
    again = served.world()
    assert again.pool_id != "us-east-1_Known1", "an id that is taken isn't given twice"
    assert again.client_id != "known1client"


@pytest.mark.parametrize(
    ("user_pools", "clients"),
    [
        ({"pool": "no id"}, {}),
        ({"pool": 5}, {}),
        ({}, {"app": "a-b"}),
        ({"": "us-east-1_A"}, {}),
        ({"a": "us-east-1_A", "b": "us-east-1_A"}, {}),
        ([], {}),
    ],
)
def test_what_cannot_be_an_id_is_refused(served: Controlled, user_pools: object, clients: object):
    given = {"user_pools": user_pools or 1 if user_pools == [] else user_pools, "clients": clients}
    with pytest.raises(ControlError):
        served.control._ask("PUT", "ids", given)
    with pytest.raises(ControlError, match="is neither user_pools nor clients"):
        served.control._ask("PUT", "ids", {"pools": {}})
    assert served.control._ask("GET", "ids") == {"user_pools": {}, "clients": {}}


def test_the_test_identity_provider_stands_for_those_that_are_named_and_no_others(served: Controlled):
    found = served.control.set_identity_providers({"Google": {"users": [{"username": "ada", "email": "a@b.example"}]}})
    assert found["Google"]["users"][0]["email"] == "a@b.example"
    assert served.engine.test_providers.stands_for("Google")
    with pytest.raises(ControlError, match="can't be the name of a provider"):
        served.control.set_identity_providers({"a b": {}})
    assert served.engine.test_providers.stands_for("Google")
    assert list(served.control.set_identity_providers({})) == ["default"]
    assert not served.engine.test_providers.stands_for("Google")


def test_the_status_tells_what_there_is(served: Controlled):
    world = served.world()
    world.add_user()
    served.control.snapshot("one")
    world.call("CreateUserPool", PoolName="other", Policies={"PasswordPolicy": {"Unheard": 1}}, Other=2)
    found = served.control.status()
    assert found["endpoint_url"] == served.thread.endpoint_url
    assert found["user_pools"][0] == {
        "id": world.pool_id,
        "name": "pool",
        "region": "us-east-1",
        "users": 1,
        "clients": 1,
    }
    assert (found["users"], found["state_file"]) == (1, None)
    assert (found["unreadable_state"], found["incomplete_state"]) == (None, None)
    assert sorted(found["unknown_members"]) == [
        "CreateUserPool: Other",
        "CreateUserPool: policies.passwordPolicy.Unheard",
    ]
    assert [one["name"] for one in found["snapshots"]] == ["one"]
    assert found["version"]


def test_members_that_nobody_knows_are_not_kept(served: Controlled):
    world = served.world()
    made = world.call("CreateUserPool", PoolName="other", Policies={"PasswordPolicy": {"Unheard": 1}}, Other=2)
    assert "Unheard" not in str(made)
    assert error_of(world.call, "CreateUserPool", Other=2)[0] == "InvalidParameterException"


def test_after_a_reset_nothing_is_left_and_the_clock_is_right(served: Controlled):
    served.world()
    served.control.advance_clock("+1h")
    served.control.reset()
    found = served.control.status()
    assert (found["user_pools"], found["clock"]["offset_s"]) == ([], 0)
    served.world()


def test_a_file_stands_for_a_client_metadata_document_until_others_do(served: Controlled, tmp_path: Path):
    file, url = tmp_path / "app.json", "https://app.example.com/client.json"
    file.write_text("{}")
    served.control.set_client_metadata_documents({url: str(file)})
    assert served.engine.client_metadata_files == {url: file}
    for wrong in ({url: "app.json"}, {url: str(tmp_path)}, {"http://app.example.com/": str(file)}):
        with pytest.raises(ControlError):
            served.control.set_client_metadata_documents(wrong)
    assert served.engine.client_metadata_files == {url: file}
    served.control.set_client_metadata_documents({})
    assert served.engine.client_metadata_files == {}
