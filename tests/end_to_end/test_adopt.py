"""Pools that were made by hand are taken over without a change, and let go of again."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore import xform_name

from local.service import credentials
from tests.automation.adoption.pools_by_hand import (
    aliases_and_attributes,
    article,
    everything_else,
    minimal,
    settings_pulumi_lacks,
)
from tests.automation.adoption.raw_description import Raw, raw_description
from tests.end_to_end.checkout import Checkout
from tests.local.cognito import test_launcher


@pytest.fixture(scope="module")
def cognito_of(pristine: Checkout) -> Iterator[Callable[[], Any]]:
    def client() -> Any:
        status = json.loads(pristine.run("local", "start", "-o", "json").stdout)
        return test_launcher.cognito(status["endpoint_url"], credentials(pristine.root))

    yield client
    pristine.run("local", "stop")


@pytest.fixture
def cognito(cognito_of: Callable[[], Any], service: Checkout) -> Any:
    return cognito_of()


@pytest.fixture
def files(service: Checkout) -> Iterator[Path]:
    """The checkout's root; the stacks' files that a test leaves are removed."""
    yield service.root
    for pattern in ("Pulumi.adopted*.yaml", "Pulumi.by-hand*.yaml", "Pulumi.local-*.yaml"):
        for file in service.root.glob(pattern):
            file.unlink()


def everything(cognito: Any, pool_id: str) -> Raw:
    """All that Cognito says about a pool, but for how many users it has."""
    return raw_description(lambda operation, given: getattr(cognito, xform_name(operation))(**given), pool_id)


@pytest.mark.slow
@pytest.mark.parametrize(
    "made", [minimal, article, aliases_and_attributes, everything_else, settings_pulumi_lacks], ids=lambda f: f.__name__
)
def test_a_pool_made_by_hand_is_adopted_and_let_go_of_without_a_change(
    made: Callable[[Any], str], cognito: Any, service: Checkout, files: Path
) -> None:
    pool_id = made(cognito)
    before = everything(cognito, pool_id)
    service.secrets.learn("client_secret", "hush-hush")  # of everything_else's identity provider

    adopted = service.run("adopt", pool_id, "-s", "adopted", "-o", "json")
    assert adopted.returncode == 0, adopted.stderr
    assert json.loads(adopted.stdout)["user_pool_id"] == pool_id
    assert (files / "Pulumi.adopted.yaml").stat().st_mode & 0o777 == 0o600
    assert everything(cognito, pool_id) == before

    again = service.run("up", "-s", "adopted")
    assert again.returncode == 0, again.stderr
    assert not [line for line in again.stderr.splitlines() if line.startswith("✓ ") and "refreshed" not in line]
    variables = service.local_variables("adopted")
    plain = service.pulumi("preview", "--refresh", "--expect-no-changes", variables=variables)
    assert plain.returncode == 0, plain.stdout + plain.stderr
    outputs = json.loads(service.run("outputs", "-s", "adopted", "-o", "json").stdout)
    assert outputs["user_pool_id"] == pool_id
    assert everything(cognito, pool_id) == before

    refused = service.pulumi("destroy", "--yes", variables=variables)
    assert refused.returncode != 0
    gone = service.run("destroy", "-s", "adopted", "--force")
    assert gone.returncode == 0, gone.stderr
    assert f"the user pool {pool_id} still exists" in gone.stderr
    assert "let go of aws:cognito/userPool:UserPool" in gone.stderr
    assert "deleted aws:" not in gone.stderr
    assert everything(cognito, pool_id) == before
    assert service.environments() == []


def test_an_adopted_pool_gives_tokens_and_its_test_users_go_with_the_stack(
    cognito: Any, service: Checkout, files: Path
) -> None:
    pool_id = cognito.create_user_pool(PoolName="By Hand", UsernameAttributes=["email"])["UserPool"]["Id"]
    flows = ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    cognito.create_user_pool_client(UserPoolId=pool_id, ClientName="web", ExplicitAuthFlows=flows)

    adopted = service.run("adopt", pool_id, "-o", "raw")
    assert (adopted.returncode, adopted.stdout.strip()) == (0, "by-hand"), adopted.stderr
    assert (files / "Pulumi.by-hand.yaml").exists()
    token = service.run("token", "-s", "by-hand", "-o", "raw")
    assert token.returncode == 0, token.stderr
    assert len(cognito.list_users(UserPoolId=pool_id)["Users"]) == 1

    beside = service.run("-s", "by-hand", "-o", "json")
    assert beside.returncode == 0, beside.stderr
    assert json.loads(beside.stdout)["outputs"]["user_pool_id"] != pool_id

    assert service.run("destroy", "-s", "by-hand").returncode == 0
    assert cognito.list_users(UserPoolId=pool_id)["Users"] == []


def test_what_cant_be_adopted_is_refused_by_name_before_anything_is_written(
    cognito: Any, service: Checkout, files: Path
) -> None:
    pool_id = cognito.create_user_pool(PoolName="odd")["UserPool"]["Id"]
    for _ in range(2):
        cognito.create_user_pool_client(UserPoolId=pool_id, ClientName="twin")
    before = everything(cognito, pool_id)

    refused = service.run("adopt", pool_id, "-s", "adopted")
    assert refused.returncode == 1
    assert "clients[1].name: must be unique" in refused.stderr
    assert "Nothing was changed" in refused.stderr

    unknown = service.run("adopt", "us-east-1_Unknown12", "-s", "adopted")
    assert unknown.returncode == 2
    assert "There is no user pool us-east-1_Unknown12" in unknown.stderr
    assert service.run("adopt", "webapp-user-pool").returncode == 2
    plain = cognito.create_user_pool(PoolName="plain")["UserPool"]["Id"]
    cognito.create_user_pool_client(UserPoolId=plain, ClientName="web")
    taken = service.run("adopt", plain, "-s", "dev")
    assert taken.returncode == 2
    assert "Pulumi.dev.yaml" in taken.stderr

    assert not (files / "Pulumi.adopted.yaml").exists()
    assert service.environments() == []
    assert everything(cognito, pool_id) == before


@pytest.mark.slow
def test_an_adoption_that_was_killed_is_repeated_and_the_pool_never_changes(
    cognito: Any, service: Checkout, files: Path
) -> None:
    pool_id = article(cognito)
    before = everything(cognito, pool_id)
    service.run_killed("components.program:deploy", 1, "adopt", pool_id, "-s", "adopted")  # while the CLI imports

    again = service.run("adopt", pool_id, "-o", "json")
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["stack"] == "adopted"
    assert f"An earlier adoption of {pool_id} as adopted was killed" in again.stderr
    assert everything(cognito, pool_id) == before
    gone = service.run("destroy", "-s", "adopted")
    assert gone.returncode == 0, gone.stderr
    assert everything(cognito, pool_id) == before
    assert service.environments() == []
