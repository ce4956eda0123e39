"""API reference: Create-, Update-, Describe-, Describe…ByClient and DeleteManagedLoginBranding."""

from typing import Any

import pytest

SETTINGS = {"categories": {"form": {"location": {"horizontal": "START"}}}}
LOGO = {"Category": "FORM_LOGO", "ColorMode": "LIGHT", "Extension": "SVG", "Bytes": b"<svg/>"}


def create(cognito: Any, pool: str, client: str, **settings: Any) -> Any:
    return cognito.create_managed_login_branding(UserPoolId=pool, ClientId=client, **settings)["ManagedLoginBranding"]


def describe(cognito: Any, pool: str, branding: str, **options: Any) -> Any:
    return cognito.describe_managed_login_branding(UserPoolId=pool, ManagedLoginBrandingId=branding, **options)[
        "ManagedLoginBranding"
    ]


def test_a_style_is_described_as_it_was_made_by_its_id_and_by_its_client(cognito, pool, client):
    made = create(cognito, pool, client, Settings=SETTINGS, Assets=[LOGO])
    assert made["UserPoolId"] == pool
    assert made["Settings"] == SETTINGS
    assert made["Assets"] == [LOGO]
    assert made["UseCognitoProvidedValues"] is False
    assert made["CreationDate"] == made["LastModifiedDate"]
    assert describe(cognito, pool, made["ManagedLoginBrandingId"]) == made
    by_client = cognito.describe_managed_login_branding_by_client(UserPoolId=pool, ClientId=client)
    assert by_client["ManagedLoginBranding"] == made


def test_cognitos_own_style_has_no_settings_until_the_merged_ones_are_asked_for(cognito, pool, client):
    made = create(cognito, pool, client, UseCognitoProvidedValues=True)
    assert made["UseCognitoProvidedValues"] is True
    assert made["Assets"] == []
    assert "Settings" not in made
    merged = describe(cognito, pool, made["ManagedLoginBrandingId"], ReturnMergedResources=True)["Settings"]
    assert merged["categories"]["form"]["location"] == {"horizontal": "CENTER", "vertical": "CENTER"}


def test_merged_settings_are_the_own_ones_over_cognitos(cognito, pool, client):
    made = create(cognito, pool, client, Settings=SETTINGS)
    merged = describe(cognito, pool, made["ManagedLoginBrandingId"], ReturnMergedResources=True)["Settings"]
    assert merged["categories"]["form"]["location"] == {"horizontal": "START", "vertical": "CENTER"}
    assert describe(cognito, pool, made["ManagedLoginBrandingId"])["Settings"] == SETTINGS


def test_a_client_has_one_style(cognito, pool, client):
    create(cognito, pool, client, UseCognitoProvidedValues=True)
    with pytest.raises(cognito.exceptions.ManagedLoginBrandingExistsException):
        create(cognito, pool, client, Settings=SETTINGS)


@pytest.mark.parametrize("settings", [{}, {"Settings": SETTINGS, "UseCognitoProvidedValues": True}])
def test_a_style_has_one_source(cognito, pool, client, settings):
    with pytest.raises(cognito.exceptions.InvalidParameterException, match="but not both"):
        create(cognito, pool, client, **settings)


def test_an_update_keeps_what_it_leaves_out(cognito, pool, client):
    made = create(cognito, pool, client, Settings=SETTINGS, Assets=[LOGO])
    names = {"UserPoolId": pool, "ManagedLoginBrandingId": made["ManagedLoginBrandingId"]}
    png, favicon = {**LOGO, "Extension": "PNG"}, {**LOGO, "Category": "FAVICON_SVG"}
    updated = cognito.update_managed_login_branding(**names, Assets=[png, favicon])["ManagedLoginBranding"]
    assert updated["Settings"] == SETTINGS
    assert updated["Assets"] == [png, favicon]
    assert updated["LastModifiedDate"] > updated["CreationDate"]
    updated = cognito.update_managed_login_branding(**names, Settings={"components": {}})["ManagedLoginBranding"]
    assert updated["Settings"] == {"components": {}}
    assert updated["Assets"] == [png, favicon]


def test_an_update_to_cognitos_values_drops_the_own_ones(cognito, pool, client):
    made = create(cognito, pool, client, Settings=SETTINGS, Assets=[LOGO])
    updated = cognito.update_managed_login_branding(
        UserPoolId=pool, ManagedLoginBrandingId=made["ManagedLoginBrandingId"], UseCognitoProvidedValues=True
    )["ManagedLoginBranding"]
    assert updated["UseCognitoProvidedValues"] is True
    assert updated["Assets"] == []
    assert "Settings" not in updated


def test_a_deleted_style_is_gone_and_its_client_can_have_another(cognito, pool, client):
    branding = create(cognito, pool, client, UseCognitoProvidedValues=True)["ManagedLoginBrandingId"]
    cognito.delete_managed_login_branding(UserPoolId=pool, ManagedLoginBrandingId=branding)
    for gone in (
        lambda: describe(cognito, pool, branding),
        lambda: cognito.delete_managed_login_branding(UserPoolId=pool, ManagedLoginBrandingId=branding),
        lambda: cognito.update_managed_login_branding(
            UserPoolId=pool, ManagedLoginBrandingId=branding, UseCognitoProvidedValues=True
        ),
        lambda: cognito.describe_managed_login_branding_by_client(UserPoolId=pool, ClientId=client),
    ):
        with pytest.raises(cognito.exceptions.ResourceNotFoundException):
            gone()
    assert create(cognito, pool, client, Settings=SETTINGS)["ManagedLoginBrandingId"] != branding


def test_a_style_goes_with_its_client(cognito, pool, client):
    branding = create(cognito, pool, client, UseCognitoProvidedValues=True)["ManagedLoginBrandingId"]
    cognito.delete_user_pool_client(UserPoolId=pool, ClientId=client)
    with pytest.raises(cognito.exceptions.ResourceNotFoundException):
        describe(cognito, pool, branding)


@pytest.mark.parametrize("names", [{"UserPoolId": "us-east-1_Nowhere00"}, {"ClientId": "nowhere"}])
def test_a_style_needs_a_pool_and_a_client_that_exist(cognito, pool, client, names):
    wanted = {"UserPoolId": pool, "ClientId": client, **names}
    with pytest.raises(cognito.exceptions.ResourceNotFoundException, match="does not exist"):
        cognito.create_managed_login_branding(**wanted, UseCognitoProvidedValues=True)
