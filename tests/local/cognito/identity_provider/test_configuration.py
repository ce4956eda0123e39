"""Users and clients of the test identity provider, by configuration."""

import stat

import pytest

from local.cognito.errors import CognitoError
from local.cognito.identity_provider.configuration import TestProviders, made_up
from local.cognito.identity_provider.keys import FILE, ProviderKey
from tests.local.cognito.world import make_engine


def test_without_a_configuration_there_are_a_few_users_and_it_stands_for_nobody():
    providers = TestProviders()
    found = providers.get("")
    assert found is not None
    assert list(found.users) == ["ada", "grace", "linus"]
    assert not providers.stands_for("")
    assert not providers.stands_for("Google")


def test_users_have_what_is_configured_and_what_follows_from_their_names():
    providers = TestProviders()
    providers.set({"Google": {"users": [{"username": "ada", "email": "a@b.example", "groups": ["x"]}]}})
    found = providers.get("Google")
    assert found is not None
    claims = found.user("ada").claims
    assert (claims["email"], claims["groups"], claims["given_name"]) == ("a@b.example", ["x"], "Ada")
    assert providers.stands_for("Google")


def test_a_name_is_the_same_person_every_time_and_another_one_at_another_provider():
    assert made_up("", "x").claims == made_up("", "x").claims
    assert made_up("", "x").claims["sub"] != made_up("Google", "x").claims["sub"]


@pytest.mark.parametrize(
    "given",
    [
        {"a b": {}},
        {"": {}},
        {"Google": []},
        {"Google": {"user": []}},
        {"Google": {"users": {}}},
        {"Google": {"users": ["ada"]}},
        {"Google": {"users": [{"username": ""}]}},
        {"Google": {"users": [{"username": "a", "sub": 7}]}},
        {"Google": {"users": [{"username": "a"}, {"username": "a"}]}},
        {"Google": {"users": [{"username": "a", "sub": "1"}, {"username": "b", "sub": "1"}]}},
        {"Google": {"clients": [{"client_id": "x"}]}},
        {"Google": {"clients": [{"client_id": "x", "redirect_uris": [7]}]}},
    ],
)
def test_what_is_no_configuration_is_refused_and_changes_nothing(given):
    providers = TestProviders()
    with pytest.raises(CognitoError) as refusal:
        providers.set(given)
    assert refusal.value.code == "InvalidParameterException"
    assert not providers.stands_for("Google")


def test_secrets_of_clients_are_not_told():
    providers = TestProviders()
    client = {"client_id": "x", "client_secret": "hush", "redirect_uris": ["http://x"]}
    providers.set({"default": {"clients": [client]}})
    assert "hush" not in str(providers.to_json()) + repr(providers.get(""))


def test_the_key_outlives_a_restart_with_the_state_and_is_private(tmp_path):
    engine = make_engine(state_folder=tmp_path)
    key = ProviderKey(engine)
    assert ProviderKey(engine).certificate == key.certificate
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    engine.close()
