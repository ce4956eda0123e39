"""API reference: SetUICustomization, GetUICustomization."""

from typing import Any

import pytest

from local.cognito.api.ui_customization import image_of
from tests.local.cognito.world import World, error_of


@pytest.fixture
def hosted(world: World) -> World:
    world.of_pool("CreateUserPoolDomain", Domain="shop")
    return world


def customize(world: World, **settings: Any) -> dict[str, Any]:
    return dict(world.of_pool("SetUICustomization", **settings)["UICustomization"])


def get(world: World, **names: str) -> dict[str, Any]:
    return dict(world.of_pool("GetUICustomization", **names)["UICustomization"])


def test_without_one_nothing_is_told(hosted: World) -> None:
    assert get(hosted) == get(hosted, ClientId=hosted.client_id) == {}


def test_a_client_without_its_own_has_everybodys(hosted: World) -> None:
    everybodys = customize(hosted, ClientId="ALL", CSS=".logo-customizable {}", ImageFile="aW1hZ2U=")
    assert everybodys["ClientId"] == "ALL"
    assert everybodys["ImageUrl"].startswith(hosted.engine.settings.endpoint_url)
    assert image_of(hosted.pool) == b"image"
    assert get(hosted) == get(hosted, ClientId=hosted.client_id) == everybodys
    own = customize(hosted, ClientId=hosted.client_id, CSS=".banner-customizable {}")
    assert own["ClientId"] == hosted.client_id
    assert "ImageUrl" not in own
    assert get(hosted, ClientId=hosted.client_id) == own
    assert get(hosted) == everybodys


def test_what_is_set_replaces_what_was_and_keeps_its_age(hosted: World) -> None:
    first = customize(hosted, CSS=".logo-customizable {}", ImageFile="aW1hZ2U=")
    hosted.advance(5)
    second = customize(hosted, CSS=".banner-customizable {}")
    assert "ImageUrl" not in second
    assert second["CreationDate"] == first["CreationDate"]
    assert second["LastModifiedDate"] == pytest.approx(first["LastModifiedDate"] + 5, abs=1)
    assert second["CSSVersion"] != first["CSSVersion"]


def test_a_client_exists(hosted: World) -> None:
    for operation in ("SetUICustomization", "GetUICustomization"):
        assert error_of(hosted.of_pool, operation, ClientId="nowhere")[0] == "ResourceNotFoundException"
