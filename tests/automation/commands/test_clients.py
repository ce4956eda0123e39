"""`clients rotate-secret`: no moment without a secret that is good, wherever a run ends."""

import json
from typing import Any

import pytest

from automation.sessions.secret_rotation import Rotator
from local import service
from local.program import ENGINE
from tests.automation.driver import SETTINGS, Driver


@pytest.fixture
def deployed(driver: Driver) -> Driver:
    assert driver.run("up", "--quiet").code == 0
    return driver


def secrets_of(driver: Driver, name: str = "batch") -> list[str]:
    client_id = driver.run("outputs", "-o", "json").json()["clients"][name]["client_id"]
    pools = driver.engine.engine.store.pools.values()
    return next(pool.clients[client_id].secret_values for pool in pools if client_id in pool.clients)


def told(driver: Driver, name: str = "batch") -> str:
    return str(driver.run("outputs", "-o", "json").json()["clients"][name]["client_secret"])


def machine_token(driver: Driver) -> int:
    words = ("token", "--client", "batch", "--scope", "orders/read", "--no-cache", "-o", "raw")
    return driver.run(*words).code


def test_a_secret_is_replaced_in_cognito_in_the_outputs_and_for_tokens(deployed: Driver):
    former = told(deployed)
    answer = deployed.run("clients", "rotate-secret", "batch", "-o", "json").json()
    assert answer["former_deleted"]
    assert secrets_of(deployed) == [answer["client_secret"]] != [former]
    assert told(deployed) == answer["client_secret"]
    assert machine_token(deployed) == 0
    assert f"refresh_client {answer['client_id']}" in deployed.backend.calls
    again = deployed.run("clients", "rotate-secret", "batch", "-o", "raw")
    assert [again.stdout.strip()] == secrets_of(deployed) == [told(deployed)]


def test_the_first_clients_secret_changes_in_both_of_its_places_and_its_tokens_are_renewed_with_it(deployed: Driver):
    refresh_token = deployed.run("token", "-o", "json").json()["refresh_token"]
    secret = deployed.run("clients", "rotate-secret", "web", "-o", "raw").stdout.strip()
    outputs = deployed.run("outputs", "-o", "json").json()
    assert outputs["client_secret"] == outputs["clients"]["web"]["client_secret"] == secret
    renewed = deployed.run("token", "--flow", "refresh", "--refresh-token", "-", "-o", "raw", stdin=refresh_token)
    assert renewed.code == 0, renewed.stderr
    assert f"COGNITO_CLIENT_SECRET={secret}" in deployed.run("export", "dotenv").stdout.replace('"', "").replace(
        "'", ""
    )


def test_a_secret_is_printed_only_where_it_is_asked_for(deployed: Driver):
    ran = deployed.run("clients", "rotate-secret", "batch", "--verbose")
    assert ran.code == 0
    assert secrets_of(deployed)[0] not in ran.stdout + ran.stderr


def test_tokens_and_what_is_remembered_of_the_stack_outlast_a_rotation(deployed: Driver):
    before = deployed.run("token", "-o", "raw").stdout
    deployed.run("clients", "rotate-secret", "web", "--quiet")
    assert deployed.run("token", "-o", "raw").stdout == before


def test_a_damaged_note_of_rotated_secrets_is_named_and_up_goes_on_without_it(deployed: Driver):
    assert deployed.run("clients", "rotate-secret", "batch").code == 0
    (file,) = deployed.root.glob(".environments/local/*/client-secrets.json")
    file.write_bytes(b"")
    for command in (("outputs",), ("clients", "rotate-secret", "batch")):
        ran = deployed.run(*command)
        assert ran.code == 1
        assert f"{file}, which holds" in ran.stderr
    assert file.read_bytes() == b""
    assert deployed.run("up", "--quiet").code == 0
    file.unlink()
    assert deployed.run("outputs").code == 0


def test_both_secrets_are_good_until_the_former_one_is_no_longer_wanted(deployed: Driver):
    former = told(deployed)
    kept = deployed.run("clients", "rotate-secret", "batch", "--keep-former", "-o", "json").json()
    assert not kept["former_deleted"]
    assert secrets_of(deployed) == [former, kept["client_secret"]]
    assert told(deployed) == kept["client_secret"]
    repeated = deployed.run("clients", "rotate-secret", "batch", "--keep-former", "-o", "raw").stdout.strip()
    assert repeated == kept["client_secret"]
    ended = deployed.run("clients", "rotate-secret", "batch", "-o", "json")
    assert ended.json()["client_secret"] == kept["client_secret"]
    assert "Continued the rotation" in ended.stderr
    assert secrets_of(deployed) == [kept["client_secret"]]


def test_a_secret_that_rotates_by_the_configuration_is_left_to_it(driver: Driver):
    clients = [{**one, "rotate_secret": "1"} if one["name"] == "batch" else one for one in SETTINGS["clients"]]
    driver.write_stack("rotating", {**SETTINGS, "clients": clients})
    assert driver.run("up", "--stack", "rotating", "--quiet").code == 0
    refused = driver.run("clients", "rotate-secret", "batch", "--stack", "rotating")
    assert (refused.code, refused.stdout) == (2, "")
    assert "Change its rotate_secret and run `up`" in refused.stderr
    assert driver.run("clients", "rotate-secret", "web", "--stack", "rotating").code == 0


class Ended(BaseException):
    """In place of SIGKILL."""


STEPS = ("_add", "_wait_until_accepted", "_hand_over", "_delete", "_tell_pulumi")


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_a_rotation_that_was_ended_at_any_step_is_finished_and_tokens_are_to_be_had_meanwhile(
    deployed: Driver, monkeypatch: pytest.MonkeyPatch, step: str, *, after: bool
):
    former, real = told(deployed), getattr(Rotator, step)

    def ending(*arguments: Any) -> None:
        if after:
            real(*arguments)
        raise Ended

    with monkeypatch.context() as patch:
        patch.setattr(Rotator, step, ending)
        with pytest.raises(Ended):
            deployed.run("clients", "rotate-secret", "batch")
    assert told(deployed) in secrets_of(deployed)
    assert machine_token(deployed) == 0

    ran = deployed.run("clients", "rotate-secret", "batch", "-o", "raw")
    assert ran.code == 0, ran.stderr
    assert secrets_of(deployed) == [ran.stdout.strip()] == [told(deployed)] != [former]
    assert machine_token(deployed) == 0


def test_a_pool_that_is_remembered_with_the_same_client_has_the_new_secret(deployed: Driver):
    outputs = deployed.run("outputs", "-o", "json").json()
    client = outputs["clients"]["batch"]
    state = service.ServiceFiles(deployed.root / ENGINE).engine_state
    state.parent.mkdir(parents=True, exist_ok=True)
    state.touch()
    ran = deployed.run(
        "connect", "shop", "--user-pool-id", outputs["user_pool_id"], "--client-id", client["client_id"],
        "--client-secret", client["client_secret"],
    )  # fmt: skip
    assert ran.code == 0, ran.stderr
    secret = deployed.run("clients", "rotate-secret", "batch", "-o", "raw").stdout.strip()
    files = list(deployed.root.glob("**/shop/connection.json"))
    assert [json.loads(file.read_text())["client_secret"] for file in files] == [secret]


def test_what_cannot_be_rotated_is_said_and_left_alone(deployed: Driver):
    outputs = deployed.run("outputs", "-o", "json").json()
    ids = {"UserPoolId": outputs["user_pool_id"], "ClientId": outputs["clients"]["batch"]["client_id"]}
    deployed.cognito().add_user_pool_client_secret(**ids)
    both = deployed.run("clients", "rotate-secret", "batch")
    assert both.code == 2
    assert "has 2 secrets" in both.stderr
    assert len(secrets_of(deployed)) == 2
    assert deployed.run("clients", "rotate-secret", "nobody").code == 2


def test_a_second_secret_that_is_not_the_one_that_was_written_down_deletes_nothing(
    deployed: Driver, monkeypatch: pytest.MonkeyPatch
):
    former = told(deployed)
    outputs = deployed.run("outputs", "-o", "json").json()
    ids = {"UserPoolId": outputs["user_pool_id"], "ClientId": outputs["clients"]["batch"]["client_id"]}
    with monkeypatch.context() as patch:
        patch.setattr(Rotator, "_add", lambda *_: deployed.cognito().add_user_pool_client_secret(**ids))
        patch.setattr("automation.sessions.secret_rotation.PATIENCE_S", -1.0)
        ran = deployed.run("clients", "rotate-secret", "batch")
    assert ran.code == 1
    assert "doesn't accept the new secret" in ran.stderr
    assert former in secrets_of(deployed)
    assert told(deployed) == former
