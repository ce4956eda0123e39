"""The way to pools of somebody else's: where requests go, and that nobody's rights go with them."""

from pathlib import Path

import pytest

from automation.errors import UsageError
from automation.targets.pool_connection import PoolConnection, aws_pools, local_pools

HERE = "http://127.0.0.1:4566"


def local(root: Path, **variables: str) -> PoolConnection:
    return local_pools(root, variables, "us-east-1", pytest.fail)


def test_an_endpoint_on_this_machine_that_the_variables_name_is_taken(tmp_path: Path):
    found = local(tmp_path, AWS_ENDPOINT_URL=f"{HERE}/", AWS_CA_BUNDLE="/authority.pem")
    assert (found.target, found.endpoint_url, found.authority_file) == ("local", HERE, "/authority.pem")
    assert found.program_variables["AWS_ENDPOINT_URL"] == HERE
    assert found.signer() is None


@pytest.mark.parametrize(
    "address", ["", "https://cognito-idp.us-east-1.amazonaws.com", "http://127.0.0.1.example/", "["]
)
def test_the_local_target_goes_nowhere_else_and_starts_no_engine_for_a_pool_that_can_not_be_there(
    tmp_path: Path, address: str
):
    with pytest.raises(UsageError, match="The local engine has never been started here"):
        local(tmp_path, AWS_ENDPOINT_URL=address)
    assert list(tmp_path.iterdir()) == []


def test_aws_is_where_the_variables_say():
    assert aws_pools({}, "eu-west-1").endpoint_url is None
    found = aws_pools({"AWS_ENDPOINT_URL": HERE}, "eu-west-1")
    assert (found.target, found.region, found.endpoint_url) == ("aws", "eu-west-1", HERE)


def test_calls_carry_nobodys_signature(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AWS_PROFILE", "no-such-profile")
    client = aws_pools({}, "eu-west-1").cognito()
    assert client.meta.endpoint_url == "https://cognito-idp.eu-west-1.amazonaws.com"
    model = client.meta.service_model
    for operation in ("InitiateAuth", "RespondToAuthChallenge", "RevokeToken", "GlobalSignOut"):
        assert model.operation_model(operation).auth_type == "none"
