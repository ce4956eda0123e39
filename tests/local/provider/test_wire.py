"""The calls that change something carry what the official provider's carry, for the same logical configuration."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from local.provider.server import ProviderServer
from tests.credentials import CREDENTIALS
from tests.local.provider import harness, wire_programs
from tests.local.provider.harness import Endpoint, Engine, EngineError, Held
from tests.local.provider.wire_programs import Deploy, Inputs
from tests.local.wire_compare import differences
from tests.local.wire_recording import RecordedService, Step, read_recording

WIRE = Path(__file__).parents[1] / "wire"
Program = Callable[[str, Deploy], None]
PROGRAMS: list[Program] = [
    wire_programs.article,
    wire_programs.m2m_resource_server,
    wire_programs.groups_users,
    wire_programs.passwordless_webauthn,
    wire_programs.identity_pool_roles,
    wire_programs.ui_customization,
    wire_programs.custom_domain,
]


def test_every_recording_is_compared() -> None:
    assert {path.stem for path in WIRE.glob("*.json")} == {program.__name__ for program in PROGRAMS}


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_every_change_is_sent_as_the_official_provider_sends_it(program: Program) -> None:
    steps = read_recording(WIRE / f"{program.__name__}.json")
    assert [step.action for step in steps] == ["create", "update", "destroy"]
    with replayed(steps) as (service, endpoint, engine):
        held: dict[str, Held] = {}
        for step in steps:
            service.begin_step()
            if step.action == "destroy":
                for resource in reversed(held.values()):
                    engine.delete(resource)
            else:
                program(step.action, deployer(engine, held))
            assert differences(endpoint.changing(), step.changes()) == [], step.action


def test_a_deviation_sms_stays_out_of_a_new_pools_passkeys_while_mfa_is_off(alone: tuple[Endpoint, Engine]) -> None:
    """The official provider sends `SmsMfaConfiguration` there, without an MFA configuration, which AWS refuses.

    "Omitting it with factor blocks in the request makes AWS reject the call" (measured, go-to-k/cdkd #1968).
    """
    endpoint, engine = alone
    pool = {"Id": "us-east-1_1", "Name": "pool", "Policies": {}}
    endpoint.answers |= {
        "CreateUserPool": lambda _request: (200, {"UserPool": pool}),
        "DescribeUserPool": lambda _request: (200, {"UserPool": pool}),
        "GetUserPoolMfaConfig": lambda _request: (200, {"MfaConfiguration": "OFF"}),
        "SetUserPoolMfaConfig": lambda _request: (200, {}),
    }
    sms = {"externalId": "id", "snsCallerArn": "arn:aws:iam::000000000000:role/sms"}
    passkeys = {"relyingPartyId": "example.com", "userVerification": "preferred"}
    engine.create(
        wire_programs.POOL, "pool", {"name": "pool", "smsConfiguration": sms, "webAuthnConfiguration": passkeys}
    )
    (_, created), (operation, request) = endpoint.changing()
    assert created["SmsConfiguration"] == {"ExternalId": "id", "SnsCallerArn": sms["snsCallerArn"]}
    assert operation == "SetUserPoolMfaConfig"
    assert request.keys() == {"UserPoolId", "WebAuthnConfiguration"}


@contextmanager
def replayed(steps: list[Step]) -> Iterator[tuple[RecordedService, Endpoint, Engine]]:
    service = RecordedService(steps)
    with (
        harness.endpoint(harness.recorded(service)) as endpoint,
        ProviderServer(endpoint_url=endpoint.url, credentials=CREDENTIALS) as server,
    ):
        engine = Engine(server.port, maxRetries="0")
        yield service, endpoint, engine
        engine.close()


def deployer(engine: Engine, held: dict[str, Held]) -> Deploy:
    """What `pulumi up` does with a resource that isn't replaced, nor refused unless the recorded run was refused it."""

    def deploy(name: str, kind: str, inputs: Inputs) -> Held:
        old = held.get(name)
        if old is None:
            held[name] = engine.create(kind, name, inputs)
        elif changes := engine.changes(old, inputs):
            assert not any("REPLACE" in change for change in changes.values())
            if kind == wire_programs.GROUP:
                with pytest.raises(EngineError, match="UpdateGroup"):
                    engine.update(old, inputs)
            else:
                held[name] = engine.update(old, inputs)
        return held[name]

    return deploy
