import pytest

from automation.errors import UsageError
from automation.flows import choose_flow
from tests.automation.environments import make_environment, make_outputs


def client(**changes):
    clients = make_outputs()["clients"]
    clients["webapp"] |= changes
    return make_environment(clients=clients).client()


def test_without_a_wish_the_first_flow_that_the_client_allows_is_taken():
    assert choose_flow(client(), None) == "admin"
    assert choose_flow(client(explicit_auth_flows=["ALLOW_USER_SRP_AUTH"]), None) == "code"


def test_a_wish_that_the_client_allows_is_granted():
    assert choose_flow(client(), "code") == "code"


@pytest.mark.parametrize(
    ("changes", "asked", "words"),
    [
        ({"explicit_auth_flows": []}, "admin", "needs ALLOW_ADMIN_USER_PASSWORD_AUTH among its explicit_auth_flows"),
        ({"allowed_oauth_flows": []}, "code", "needs code among its allowed_oauth_flows"),
        ({"allowed_oauth_flows": [], "explicit_auth_flows": []}, None, "allows no flow that is known here"),
        ({}, "magic", "There is no flow 'magic' here. The flows: admin, code."),
    ],
)
def test_a_flow_that_can_not_work_is_refused_before_anybody_signs_in(changes, asked, words):
    with pytest.raises(UsageError) as caught:
        choose_flow(client(**changes), asked)

    assert words in str(caught.value)
