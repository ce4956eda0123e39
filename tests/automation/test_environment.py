import pytest

from automation.environment import Environment
from automation.errors import DriverError, UsageError
from tests.automation.environments import CLIENT_ID, make_environment, make_outputs


def test_an_environment_is_built_from_the_stacks_outputs_alone():
    environment = make_environment()

    assert environment.user_pool_id == "us-east-1_abc"
    assert environment.client().client_id == CLIENT_ID
    assert environment.client().callback_urls == ("http://localhost:8585",)


def test_the_first_client_is_the_one_that_client_id_names_whatever_the_order_of_the_map():
    described = make_outputs()["clients"]["webapp"]
    clients = {"api": described | {"client_id": "other"}, "webapp": described}

    assert make_environment(clients=clients).client().name == "webapp"


def test_a_client_is_found_by_name_and_by_id():
    environment = make_environment()

    assert environment.client("webapp") is environment.client(CLIENT_ID)


def test_an_unknown_client_is_answered_with_the_names_there_are():
    with pytest.raises(UsageError, match=r"no app client 'mobile'\. Its clients: webapp"):
        make_environment().client("mobile")


def test_a_stack_of_another_program_is_said_to_lack_what_is_needed():
    with pytest.raises(DriverError, match="lacks the output 'clients'"):
        Environment.from_outputs("dev", {"bucket": "x"})
    with pytest.raises(DriverError, match="lacks the output 'jwks_uri'"):
        Environment.from_outputs("dev", {name: value for name, value in make_outputs().items() if name != "jwks_uri"})


@pytest.mark.parametrize("clients", [None, "web", ["web"], {"web": "id"}, {"web": {}}, {"web": {"client_id": None}}])
def test_clients_of_another_form_are_no_clients(clients: object):
    with pytest.raises(DriverError, match="The stack dev lacks the output 'clients'"):
        Environment.from_outputs("dev", make_outputs(clients=clients))


def test_no_secret_is_in_the_repr():
    assert "client-s3cret" not in repr(make_environment())
    assert make_outputs()["client_secret"] == "client-s3cret"
