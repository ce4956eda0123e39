"""API reference: Create-, Update-, Describe-, Describe…ByClient and DeleteManagedLoginBranding."""

from typing import Any

import pytest

from tests.local.cognito.world import World, error_of

SETTINGS = {"categories": {"form": {"location": {"horizontal": "START"}}}}
LOGO = {"Category": "FORM_LOGO", "ColorMode": "LIGHT", "Extension": "SVG", "Bytes": "PHN2Zy8+"}


def create(world: World, **settings: Any) -> dict[str, Any]:
    made = world.of_pool("CreateManagedLoginBranding", ClientId=world.client_id, **settings)
    return dict(made["ManagedLoginBranding"])


def describe(world: World, branding: str, **options: Any) -> dict[str, Any]:
    described = world.of_pool("DescribeManagedLoginBranding", ManagedLoginBrandingId=branding, **options)
    return dict(described["ManagedLoginBranding"])


def update(world: World, branding: str, **settings: Any) -> dict[str, Any]:
    world.advance(1)
    updated = world.of_pool("UpdateManagedLoginBranding", ManagedLoginBrandingId=branding, **settings)
    return dict(updated["ManagedLoginBranding"])


def test_a_style_is_described_as_it_was_made_by_its_id_and_by_its_client(world: World) -> None:
    made = create(world, Settings=SETTINGS, Assets=[LOGO])
    assert made["UserPoolId"] == world.pool_id
    assert made["Settings"] == SETTINGS
    assert made["Assets"] == [LOGO]
    assert made["UseCognitoProvidedValues"] is False
    assert made["CreationDate"] == made["LastModifiedDate"]
    assert describe(world, made["ManagedLoginBrandingId"]) == made
    by_client = world.of_pool("DescribeManagedLoginBrandingByClient", ClientId=world.client_id)
    assert by_client["ManagedLoginBranding"] == made


def test_cognitos_own_style_has_no_settings_until_the_merged_ones_are_asked_for(world: World) -> None:
    made = create(world, UseCognitoProvidedValues=True)
    assert made["UseCognitoProvidedValues"] is True
    assert made["Assets"] == []
    assert "Settings" not in made
    merged = describe(world, made["ManagedLoginBrandingId"], ReturnMergedResources=True)["Settings"]
    assert merged["categories"]["form"]["location"] == {"horizontal": "CENTER", "vertical": "CENTER"}


def test_merged_settings_are_the_own_ones_over_cognitos(world: World) -> None:
    made = create(world, Settings=SETTINGS)
    merged = describe(world, made["ManagedLoginBrandingId"], ReturnMergedResources=True)["Settings"]
    assert merged["categories"]["form"]["location"] == {"horizontal": "START", "vertical": "CENTER"}
    assert describe(world, made["ManagedLoginBrandingId"])["Settings"] == SETTINGS


def test_a_client_has_one_style(world: World) -> None:
    create(world, UseCognitoProvidedValues=True)
    assert error_of(create, world, Settings=SETTINGS)[0] == "ManagedLoginBrandingExistsException"


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"Assets": [LOGO]},
        {"Settings": SETTINGS, "UseCognitoProvidedValues": True},
        {"Assets": [LOGO], "UseCognitoProvidedValues": True},
    ],
)
def test_a_style_has_one_source(world: World, settings: dict[str, Any]) -> None:
    code, _ = error_of(create, world, **settings)
    assert code == "InvalidParameterException"


def test_an_update_keeps_what_it_leaves_out(world: World) -> None:
    made = create(world, Settings=SETTINGS, Assets=[LOGO])
    png, favicon = {**LOGO, "Extension": "PNG"}, {**LOGO, "Category": "FAVICON_SVG"}
    updated = update(world, made["ManagedLoginBrandingId"], Assets=[png, favicon])
    assert updated["Settings"] == SETTINGS
    assert updated["Assets"] == [png, favicon]
    assert updated["LastModifiedDate"] > updated["CreationDate"]
    updated = update(world, made["ManagedLoginBrandingId"], Settings={"components": {}})
    assert updated["Settings"] == {"components": {}}
    assert updated["Assets"] == [png, favicon]


def test_an_update_to_cognitos_values_drops_the_own_ones(world: World) -> None:
    made = create(world, Settings=SETTINGS, Assets=[LOGO])
    updated = update(world, made["ManagedLoginBrandingId"], UseCognitoProvidedValues=True)
    assert updated["UseCognitoProvidedValues"] is True
    assert updated["Assets"] == []
    assert "Settings" not in updated


def test_a_deleted_style_is_gone_and_its_client_can_have_another(world: World) -> None:
    branding = create(world, UseCognitoProvidedValues=True)["ManagedLoginBrandingId"]
    world.of_pool("DeleteManagedLoginBranding", ManagedLoginBrandingId=branding)
    for operation in ("DescribeManagedLoginBranding", "DeleteManagedLoginBranding", "UpdateManagedLoginBranding"):
        code, _ = error_of(world.of_pool, operation, ManagedLoginBrandingId=branding)
        assert code == "ResourceNotFoundException"
    code, _ = error_of(world.of_pool, "DescribeManagedLoginBrandingByClient", ClientId=world.client_id)
    assert code == "ResourceNotFoundException"
    assert create(world, Settings=SETTINGS)["ManagedLoginBrandingId"] != branding


def test_a_style_goes_with_its_client(world: World) -> None:
    branding = create(world, UseCognitoProvidedValues=True)["ManagedLoginBrandingId"]
    world.of_pool("DeleteUserPoolClient", ClientId=world.client_id)
    assert error_of(describe, world, branding)[0] == "ResourceNotFoundException"


@pytest.mark.parametrize("names", [{"UserPoolId": "us-east-1_Nowhere00"}, {"ClientId": "nowhere"}])
def test_a_style_needs_a_pool_and_a_client_that_exist(world: World, names: dict[str, str]) -> None:
    wanted = {"UserPoolId": world.pool_id, "ClientId": world.client_id, **names}
    code, message = error_of(world.call, "CreateManagedLoginBranding", **wanted, UseCognitoProvidedValues=True)
    assert code == "ResourceNotFoundException"
    assert "does not exist" in message
