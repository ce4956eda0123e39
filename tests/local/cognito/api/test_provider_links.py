"""API reference: AdminLinkProviderForUser, AdminDisableProviderForUser."""

from typing import Any

import pytest

from local.cognito.store.users import User
from tests.local.cognito.world import World, error_of

INVALID = "InvalidParameterException"
DETAILS = {
    "client_id": "id",
    "client_secret": "secret",
    "authorize_scopes": "openid",
    "oidc_issuer": "https://idp.example.com",
    "attributes_request_method": "GET",
}


@pytest.fixture
def ada(world: World) -> User:
    """A user of a pool with two providers."""
    for name, kind in (("Google", "Google"), ("Partner", "OIDC")):
        named = {"ProviderName": name, "ProviderType": kind, "ProviderDetails": DETAILS}
        world.of_pool("CreateIdentityProvider", **named)
    found: User = world.add_user("ada")
    return found


def identity(provider: str, value: str, attribute: str = "Cognito_Subject") -> dict[str, str]:
    return {"ProviderName": provider, "ProviderAttributeName": attribute, "ProviderAttributeValue": value}


def link(world: World, source: dict[str, str], username: str = "ada", provider: str = "Cognito") -> dict[str, Any]:
    destination = {"ProviderName": provider, "ProviderAttributeValue": username}
    return world.of_pool("AdminLinkProviderForUser", DestinationUser=destination, SourceUser=source)


def test_a_linked_identity_is_one_of_the_users(world: World, ada: User) -> None:
    link(world, identity("Google", "107"))
    assert [(one["providerName"], one["userId"], one["primary"]) for one in ada.identities] == [
        ("Google", "107", False)
    ]
    (found,) = world.pool.provider_links.values()
    assert found.sub == ada.sub


def test_an_identity_is_linked_once(world: World, ada: User) -> None:
    world.add_user("grace")
    link(world, identity("Google", "107"))
    for username in ("ada", "grace"):
        refused = error_of(link, world, identity("Google", "107"), username)
        assert refused == (INVALID, "SourceUser is already linked to DestinationUser")
    link(world, identity("Google", "108"), "grace")


def test_who_has_signed_in_is_not_merged(world: World, ada: User) -> None:
    world.add_user("Google_107", email="", phone_number="")
    code, message = error_of(link, world, identity("Google", "107"))
    assert (code, message.startswith("Merging is not currently supported")) == (INVALID, True)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (identity("Cognito", "grace"), "Cognito users with a username/password may not be passed in as a SourceUser"),
        (identity("Facebook", "1"), "The provider Facebook does not exist for User Pool"),
        (identity("Google", "107", "email"), "Cognito_Subject"),
        ({"ProviderName": "Google", "ProviderAttributeName": "Cognito_Subject"}, "ProviderAttributeValue"),
        ({"ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": "1"}, "ProviderName"),
        ({"ProviderName": "Google", "ProviderAttributeValue": "1"}, "ProviderAttributeName"),
    ],
)
def test_a_source_is_an_identity_of_a_provider_of_the_pool(
    world: World, ada: User, source: dict[str, str], words: str
) -> None:
    code, message = error_of(link, world, source)
    assert (code, words in message) == (INVALID, True)
    assert not ada.identities


def test_a_destination_exists(world: World, ada: User) -> None:
    assert error_of(link, world, identity("Google", "107"), "nobody")[0] == "UserNotFoundException"
    assert error_of(link, world, identity("Google", "107"), "")[0] == INVALID


def test_a_user_has_five_identities_at_most(world: World, ada: User) -> None:
    for number in range(5):
        link(world, identity("Partner", f"p{number}", "email"))
    assert error_of(link, world, identity("Google", "107"))[0] == "LimitExceededException"


def test_a_link_that_is_taken_away_is_gone(world: World, ada: User) -> None:
    link(world, identity("Google", "107"))
    link(world, identity("Partner", "a@example.com", "email"))
    world.of_pool("AdminDisableProviderForUser", User=identity("Partner", "a@example.com", "email"))
    assert [one["providerName"] for one in ada.identities] == ["Google"]
    again = error_of(world.of_pool, "AdminDisableProviderForUser", User=identity("Partner", "a@example.com", "email"))
    assert again[0] == "ResourceNotFoundException"
    link(world, identity("Partner", "a@example.com", "email"))


def test_a_user_of_the_pool_can_lose_signing_in_with_a_password(world: World, ada: User) -> None:
    assert ada.has_password
    world.of_pool("AdminDisableProviderForUser", User=identity("Cognito", "ada"))
    assert not ada.has_password
    missing = error_of(world.of_pool, "AdminDisableProviderForUser", User=identity("Cognito", "nobody"))
    assert missing[0] == "UserNotFoundException"
