"""Hostile tokens against back ends with one flaw each: what gets in names the flaw, and nothing else gets in."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from joserfc.jwk import KeySet

from automation.backends.address import parse_address
from automation.backends.checking import BackendError, Report, Statuses, check_backend
from automation.backends.probe import Probe
from automation.tokens.verification import VerificationError, Verifier
from local.cognito.control.client import EngineControl
from local.cognito.hostile_tokens.making import HostileToken
from local.cognito.settings import EngineSettings
from local.cognito.thread import EngineThread
from local.cognito.tokens.jwt import claims_of, sign
from local.cognito.tokens.pool_keys import jwks, signing_key
from tests.automation.backends.flawed import GROUP, RESOURCE, SCOPE, FlawedBackend, make_server
from tests.automation.environments import make_environment
from tests.automation.tokens.test_verification import FakeHttp
from tests.credentials import CREDENTIALS
from tests.local.cognito.world import World

FLAWS = {
    "signature": {
        "alg-none", "alg-none-capitalized", "alg-none-signed", "alg-none-upper-case", "altered-signature",
        "critical-header", "embedded-jwk", "embedded-x5c", "foreign-jku", "foreign-x5u", "hs256-empty-secret",
        "hs256-public-key-jwk", "hs256-public-key-modulus", "hs256-public-key-pem", "hs256-public-key-pkcs1",
        "no-signature", "own-key-known-kid", "own-key-no-kid", "own-key-unknown-kid", "signature-of-another-token",
        "altered-payload", "raised-rights",
    },
    "alg none": {"alg-none", "alg-none-capitalized", "alg-none-upper-case", "alg-none-signed"},
    "hs256": {"hs256-public-key-pem"},
    "jwk": {"embedded-jwk"},
    "x5c": {"embedded-x5c"},
    "unknown kid": {"own-key-no-kid", "own-key-unknown-kid", "foreign-jku", "foreign-x5u"},
    "crit": {"critical-header"},
    "exp": {"expired", "missing-exp", "exp-of-text"},
    "optional exp": {"missing-exp"},
    "nbf": {"not-yet-valid"},
    "iss": {"wrong-issuer", "issuer-lookalike", "missing-iss", "iss-of-a-list"},
    "issuer prefix": {"issuer-lookalike"},
    "client": {"other-client", "missing-client", "client-of-a-list"},
    "token_use": {"unknown-token-use", "missing-token-use", "token-use-of-a-list"},
    "sub": {"missing-sub"},
    "resource": {"other-resource", "resource-lookalike", "missing-resource"},
    "resource prefix": {"resource-lookalike"},
    "any scheme": {"wrong-scheme", "no-scheme"},
    "anonymous": {"no-token", "empty-token", "no-scheme"},
    "scope": {"wrong-scope", "scope-lookalike", "missing-scope", "scope-of-a-list"},
    "scope substring": {"scope-lookalike", "scope-of-a-list"},
    "group": {"wrong-group", "group-lookalike", "missing-groups", "groups-of-text"},
    "group substring": {"group-lookalike", "groups-of-text"},
}  # fmt: skip
"""By flaw, what gets in."""


@dataclass(frozen=True)
class Scene:
    """An engine with tokens of somebody's, good ones and hostile ones."""

    world: World
    good: str
    hostile: list[HostileToken]

    @property
    def issuer(self) -> str:
        return self.world.engine.issuer(self.world.pool)


def bound(token: str, world: World) -> str:
    """The same for one resource, as the authorization endpoint would give it."""
    key = signing_key(world.engine, world.pool, "access")
    return sign({**claims_of(token), "aud": RESOURCE}, *key)


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with EngineThread(EngineSettings(CREDENTIALS)) as thread:
        world = World.with_pool(thread.engine)
        world.add_user()
        tokens, control = world.tokens(), EngineControl(thread.endpoint_url, CREDENTIALS)
        made = control.reissue_tokens(tokens["AccessToken"], tokens["IdToken"], scopes=[SCOPE], groups=[GROUP])
        good, identity = bound(made["access_token"], world), made["id_token"]
        hostile = control.hostile_tokens(good, identity, scope=SCOPE, group=GROUP)
        yield Scene(world, good, [HostileToken.from_json(one) for one in hostile])


Serve = Callable[[FlawedBackend], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    servers: list[Any] = []

    def start(backend: FlawedBackend) -> str:
        server = make_server(backend)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_address[1]}/orders"

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def checked(scene: Scene, serve: Serve) -> Callable[..., Report]:
    def check(*flaws: str, statuses: Statuses | None = None) -> Report:
        keys = jwks(scene.world.engine, scene.world.pool)
        backend = FlawedBackend(keys, scene.issuer, scene.world.client_id, frozenset(flaws))
        address = parse_address(serve(backend))
        return check_backend(Probe(address), scene.good, scene.hostile, statuses or Statuses())

    return check


def names(report: Report, verdict: str) -> set[str]:
    return {one.name for one in report.of(verdict)}


def test_a_back_end_without_a_flaw_refuses_them_all(checked: Any) -> None:
    report = checked()
    assert report.passed
    assert report.good_status == 200
    assert len(report.results) > 50


@pytest.mark.unmeasured
@pytest.mark.parametrize("flaw", FLAWS)
def test_a_flaw_is_known_by_what_gets_in(checked: Any, flaw: str) -> None:
    report = checked(flaw)
    assert names(report, "let in") == FLAWS[flaw]
    assert not report.passed
    assert not report.of("unclear")


def test_the_programs_own_verification_refuses_them_all(scene: Scene) -> None:
    keys = jwks(scene.world.engine, scene.world.pool)
    environment = make_environment(
        issuer=scene.issuer,
        client_id=scene.world.client_id,
        clients={"app": {"client_id": scene.world.client_id}},
    )
    verifier = Verifier(environment, FakeHttp(KeySet.import_key_set(keys).keys))

    def verify(token: str) -> None:
        verifier.verify(token, token_use="access", scopes=[SCOPE], groups=[GROUP], resource=RESOURCE)

    verify(scene.good)
    accepted = []
    for token in scene.hostile:
        if token.name in {"no-scheme", "wrong-scheme"}:  # it is given tokens, not headers
            continue
        with suppress(VerificationError):
            verify(token.token)
            accepted.append(token.name)
    assert accepted == []


def test_who_skips_token_use_and_client_lets_id_tokens_in_too(checked: Any) -> None:
    found = names(checked("token_use", "client", "resource", "scope", "group"), "let in")
    assert "id-token-as-access-token" in found


def test_who_neither_verifies_nor_looks_at_the_issuer_lets_other_pools_in(checked: Any) -> None:
    assert "other-pool" in names(checked("signature", "iss"), "let in")


def test_a_status_that_is_no_refusal_is_unclear_unless_it_is_named(checked: Any) -> None:
    report = checked(statuses=Statuses(refusals=frozenset({401})))
    assert names(report, "unclear") == {*FLAWS["scope"], *FLAWS["group"]}
    assert not report.passed


def test_who_refuses_everything_has_shown_nothing(checked: Any, scene: Scene, serve: Serve) -> None:
    backend = FlawedBackend({"keys": []}, scene.issuer, scene.world.client_id, frozenset())
    with pytest.raises(BackendError, match="refuses the good token as well") as refusal:
        check_backend(Probe(parse_address(serve(backend))), scene.good, scene.hostile, Statuses())
    assert len(backend.seen) == 1
    assert scene.good not in str(refusal.value)


def test_who_blocks_after_bad_tokens_is_found_out(scene: Scene, serve: Serve) -> None:
    class Blocking(FlawedBackend):
        def check(self, authorization: str) -> None:
            super().check("" if len(self.seen) > 5 else authorization)

    backend = Blocking(jwks(scene.world.engine, scene.world.pool), scene.issuer, scene.world.client_id, frozenset())
    with pytest.raises(BackendError, match="accepted the good token at first and refuses it now"):
        check_backend(Probe(parse_address(serve(backend))), scene.good, scene.hostile, Statuses())


def test_another_scheme_leaves_out_what_is_wrong_by_its_scheme_alone(scene: Scene, serve: Serve) -> None:
    class Bare(FlawedBackend):
        def check(self, authorization: str) -> None:
            super().check(f"Bearer {authorization}")

    backend = Bare(jwks(scene.world.engine, scene.world.pool), scene.issuer, scene.world.client_id, frozenset())
    probe = Probe(parse_address(serve(backend)), scheme="")
    report = check_backend(probe, scene.good, scene.hostile, Statuses())
    assert report.passed
    assert {"wrong-scheme", "no-scheme"}.isdisjoint(one.name for one in report.results)
    assert "no-token" in {one.name for one in report.results}
