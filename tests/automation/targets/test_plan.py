"""What is deployed, read and checked before anything is created."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from automation.errors import UsageError
from automation.targets.plan import (
    DEFAULT_REGION,
    StackReference,
    adopted_on,
    check_flow,
    describe,
    encryption_for_new_stack,
    make_plan,
    planned_region,
)
from automation.targets.workspaces import Workspaces
from local.engine_configuration import EngineConfiguration, read_engine_configuration

CONFIGURATION = """\
config:
  cognito-access-token:auth:
    pool_name: webapp
    clients:
      - name: webapp
        explicit_auth_flows: [ALLOW_ADMIN_USER_PASSWORD_AUTH, ALLOW_REFRESH_TOKEN_AUTH]
"""


class FakeTarget:
    """A target that can always be used."""

    name = "local"

    def __init__(self) -> None:
        self.checked = 0

    def engine_configuration(self, value: object, root: Path) -> EngineConfiguration:
        return read_engine_configuration(value, root)

    def check(self) -> None:
        self.checked += 1


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.dev.yaml").write_text(CONFIGURATION, encoding="utf-8")
    (tmp_path / "Pulumi.east.yaml").write_text(f"{CONFIGURATION}  aws:region: eu-central-1\n", encoding="utf-8")
    (tmp_path / "Pulumi.mars.yaml").write_text(f"{CONFIGURATION}  aws:region: mars-1\n", encoding="utf-8")
    return tmp_path


def plan(root: Path, stack: str = "dev", region: str | None = None, **variables: str) -> Any:
    target: Any = FakeTarget()
    return make_plan(Workspaces(root), StackReference(target, stack, region), variables)


def test_the_region_is_the_option_s_then_the_configuration_s_then_the_environment_s(root: Path) -> None:
    assert plan(root, "east", "us-west-2", AWS_REGION="eu-west-1").region == "us-west-2"
    assert plan(root, "east", AWS_REGION="eu-west-1").region == "eu-central-1"
    assert plan(root, AWS_REGION="eu-west-1", AWS_DEFAULT_REGION="eu-west-2").region == "eu-west-1"
    assert plan(root).region == DEFAULT_REGION


@pytest.mark.parametrize(("stack", "region"), [("dev", "us-east-99"), ("dev", "mars-1"), ("mars", None)])
def test_a_region_that_aws_does_not_have_is_refused_with_one_that_it_has(
    root: Path, stack: str, region: str | None
) -> None:
    with pytest.raises(UsageError, match=r"'(us-east-99|mars-1)' isn't an AWS region.*Did you mean [a-z]+-[a-z]+-\d\?"):
        plan(root, stack, region)


def test_a_stack_without_a_file_is_refused_with_those_that_have_one(root: Path) -> None:
    with pytest.raises(UsageError, match=r"There is no stack 'nosuch'.*dev, east, mars"):
        plan(root, "nosuch")


def test_a_one_shot_s_pool_has_a_name_of_its_own(root: Path) -> None:
    config = plan(root).config("bcdf")
    assert config["cognito-access-token:auth"]["pool_name"] == "webapp-bcdf"


@pytest.mark.parametrize(
    ("client", "allowed", "refused"),
    [
        ("callback_urls: ['http://localhost:8585']", ["code", "srp", None], ["admin", "client-credentials"]),
        ("generate_secret: false", ["srp", None], ["code"]),
        ("explicit_auth_flows: [ALLOW_CUSTOM_AUTH]", ["custom"], ["srp"]),
    ],
    ids=["callbacks", "nothing", "flows"],
)
def test_a_flow_that_the_component_allows_by_default_is_allowed(
    tmp_path: Path, client: str, allowed: list[str | None], refused: list[str]
) -> None:
    (tmp_path / "Pulumi.dev.yaml").write_text(
        "config:\n  cognito-access-token:auth:\n    pool_name: webapp\n    domain: {prefix: webapp12}\n"
        f"    clients:\n      - name: webapp\n        {client}\n"
    )
    for flow in allowed:
        check_flow(plan(tmp_path), flow)
    for flow in refused:
        with pytest.raises(UsageError, match="doesn't allow the flow"):
            check_flow(plan(tmp_path), flow)


def connection(**changes: Any) -> Any:
    facts = {"region": "us-east-1", "owner": lambda: "jane@here", "backend": "file:///state", "endpoint_url": None}
    return SimpleNamespace(**{**facts, "passphrase_file": None, **changes})


def test_what_is_written_down_before_a_one_shot_says_whose_process_ends_it(root: Path) -> None:
    planned = plan(root)
    config = planned.config("bcdf")
    written = describe(planned, connection(), root, "dev-bcdf", config=config, kind="one-shot", expires=None)
    assert written.process is not None
    assert written.process.is_alive()
    assert (written.pool_name, written.identity_pool_name, written.owner) == ("webapp-bcdf", None, "jane@here")
    kept = describe(planned, connection(), root, "dev", config=planned.config(), kind="kept", expires=None)
    assert kept.process is None
    assert kept.adopted is False


@pytest.mark.parametrize(
    ("identity_pool", "name"),
    [("{allow_classic_flow: true}", "webapp"), ("{identity_pool_name: ids}", "ids")],
)
def test_an_identity_pool_is_written_down_by_the_name_that_it_will_have(
    root: Path, identity_pool: str, name: str
) -> None:
    (root / "Pulumi.dev.yaml").write_text(f"{CONFIGURATION}    identity_pool: {identity_pool}\n", encoding="utf-8")
    planned = plan(root)
    written = describe(planned, connection(), root, "dev", config=planned.config(), kind="kept", expires=None)
    assert written.identity_pool_name == name


RECIPE = "  cognito-access-token:adopted: {target: TARGET, resources: {a: b}}\n"


@pytest.mark.parametrize("target", ["local", "aws"])
def test_what_a_stack_has_adopted_on_one_target_is_made_anew_on_another(root: Path, target: str) -> None:
    adopted = target == "local"  # where the plan is for
    (root / "Pulumi.dev.yaml").write_text(CONFIGURATION + RECIPE.replace("TARGET", target), encoding="utf-8")
    planned = plan(root)
    assert (adopted_on(planned.config()) is not None) is adopted
    assert adopted_on(planned.config("bcdf")) is None
    written = describe(planned, connection(), root, "dev", config=planned.config(), kind="kept", expires=None)
    assert written.adopted is adopted


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("other: {}\n", r"Pulumi\.dev\.yaml has no mapping `config:`"),
        (
            CONFIGURATION.replace("pool_name: webapp", "pool_name: ''"),
            r"Pulumi\.dev\.yaml can't be deployed\. .*pool_name",
        ),
    ],
)
def test_a_configuration_that_cant_be_deployed_is_refused_by_its_file(root: Path, text: str, words: str) -> None:
    (root / "Pulumi.dev.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=f"(?s){words}"):
        plan(root)


def test_a_one_shot_takes_the_secrets_provider_and_no_secrets_of_its_stack(root: Path) -> None:
    provider = "secretsprovider: awskms://alias/pulumi\nencryptedkey: abc\n"
    (root / "Pulumi.dev.yaml").write_text(provider + CONFIGURATION, encoding="utf-8")
    planned = plan(root)
    assert planned.encryption == {"secretsprovider": "awskms://alias/pulumi", "encryptedkey": "abc"}
    assert encryption_for_new_stack(planned) == {}  # the local target has a way of its own
    on_aws = replace(planned, target=SimpleNamespace(name="aws"))
    assert encryption_for_new_stack(on_aws) == {"secretsprovider": "awskms://alias/pulumi"}


def test_a_one_shot_of_a_stack_with_secrets_is_refused_with_what_to_do(root: Path) -> None:
    secret = "  other:key: {secure: v1:abc}\n"
    (root / "Pulumi.dev.yaml").write_text(CONFIGURATION + secret, encoding="utf-8")
    with pytest.raises(UsageError, match=r"contains an encrypted value .*up --stack dev --target aws"):
        encryption_for_new_stack(plan(root))


def test_a_one_shot_of_a_pool_without_app_clients_is_refused(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.dev.yaml").write_text(
        "config:\n  cognito-access-token:auth:\n    pool_name: webapp\n    clients: []\n"
    )
    with pytest.raises(UsageError, match="has no app client"):
        check_flow(plan(tmp_path), None)


def test_a_stack_within_an_existing_pool_is_left_to_pulumi(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.dev.yaml").write_text(
        "config:\n  cognito-access-token:auth:\n    user_pool_id: us-east-1_a1B2c3D4e\n    clients: [{name: webapp}]\n"
    )
    with pytest.raises(UsageError, match=r"existing user pool \(user_pool_id\).*`pulumi up`"):
        plan(tmp_path)


def test_the_region_is_read_from_a_file_that_breaks_other_rules(root: Path) -> None:
    (root / "Pulumi.dev.yaml").write_text("config: {aws:region: eu-west-1, cognito-access-token:auth: {nope: 1}}")
    target: Any = FakeTarget()
    reference = StackReference(target, "dev")
    assert planned_region(Workspaces(root), reference, {"AWS_REGION": "us-west-2"}) == "eu-west-1"
    assert planned_region(Workspaces(root), replace(reference, region="us-east-1"), {}) == "us-east-1"
