import pytest

from automation.cli import command_line
from automation.errors import UsageError
from automation.tokens.flows import FLOWS, choose_flow
from tests.automation.environments import make_environment, make_outputs


def client(**changes):
    clients = make_outputs()["clients"]
    clients["webapp"] |= changes
    return make_environment(clients=clients).client()


MACHINE = {"allowed_oauth_flows": ["client_credentials"], "allowed_oauth_scopes": ["orders/read"]}


@pytest.mark.parametrize(
    ("changes", "scopes", "flow"),
    [
        ({}, (), "admin"),
        ({"explicit_auth_flows": ["ALLOW_USER_SRP_AUTH"]}, (), "srp"),
        ({"explicit_auth_flows": ["ALLOW_USER_AUTH"]}, (), "code"),
        ({}, ("aws.cognito.signin.user.admin",), "admin"),
        ({}, ("openid",), "code"),
        ({**MACHINE, "explicit_auth_flows": []}, (), "client-credentials"),
        ({**MACHINE, "explicit_auth_flows": []}, ("orders/read",), "client-credentials"),
    ],
)
def test_without_a_wish_the_first_flow_that_the_client_allows_and_that_carries_the_scopes_is_taken(
    changes, scopes, flow
):
    assert choose_flow(client(**changes), None, scopes) == flow


def test_a_resource_wants_a_flow_that_carries_one():
    assert choose_flow(client(), None, (), "https://api.example.com") == "code"
    assert choose_flow(client(**MACHINE), None, (), "https://api.example.com") == "client-credentials"
    for asked in ("admin", "refresh"):
        with pytest.raises(UsageError, match=f"{asked} can't get the resource https://api.example.com: .*: code, cl"):
            choose_flow(client(), asked, (), "https://api.example.com")


def test_srp_is_allowed_where_the_client_says_nothing_as_cognito_has_it():
    assert choose_flow(client(explicit_auth_flows=[]), "srp") == "srp"


@pytest.mark.parametrize(
    ("legacy", "allowed"),
    [
        ("ADMIN_NO_SRP_AUTH", {"admin", "srp", "custom"}),
        ("USER_PASSWORD_AUTH", {"password", "srp", "custom"}),
        ("CUSTOM_AUTH_FLOW_ONLY", {"custom"}),
    ],
)
def test_a_legacy_name_allows_what_cognito_has_it_stand_for(legacy, allowed):
    found = client(explicit_auth_flows=[legacy])
    flows = ("admin", "password", "srp", "user-auth", "custom")
    assert {flow for flow in flows if FLOWS[flow].allowed(found)} == allowed


def test_a_wish_that_the_client_allows_is_granted():
    assert choose_flow(client(), "code") == "code"


@pytest.mark.parametrize(
    ("changes", "asked", "scopes", "words"),
    [
        ({"explicit_auth_flows": []}, "admin", (), "needs ALLOW_ADMIN_USER_PASSWORD_AUTH among its explicit"),
        ({"allowed_oauth_flows": []}, "code", (), "needs code among its allowed_oauth_flows"),
        ({}, "client-credentials", (), "needs client_credentials as the only one"),
        ({}, "user-auth", (), "needs ALLOW_USER_AUTH among its explicit_auth_flows"),
        ({}, "password", (), "needs ALLOW_USER_PASSWORD_AUTH"),
        ({}, "custom", (), "needs ALLOW_CUSTOM_AUTH"),
        (MACHINE, "refresh", (), "a machine gets no refresh token"),
        (
            {"allowed_oauth_flows": [], "explicit_auth_flows": ["ALLOW_USER_AUTH"]},
            None,
            (),
            "no flow that this program supports",
        ),
        ({"allowed_oauth_flows": []}, None, ("orders/read",), "allows no flow that gets the scope orders/read"),
        ({}, "magic", (), "There is no flow 'magic'. The flows: admin, "),
        ({}, "srp", ("orders/read",), "can't get the scope orders/read"),
        ({}, "srp", ("orders/read",), "Flows that get scopes and a resource: code, client-credentials"),
        ({}, "code", ("orders/read",), "doesn't allow the scope orders/read. Its allowed_oauth_scopes: openid, email"),
    ],
)
def test_a_flow_that_can_not_work_is_refused_before_anybody_signs_in(changes, asked, scopes, words):
    with pytest.raises(UsageError) as caught:
        choose_flow(client(**changes), asked, scopes)

    assert words in str(caught.value)


def test_the_command_line_offers_every_flow():
    assert (*command_line.FLOWS, "refresh") == tuple(FLOWS)
