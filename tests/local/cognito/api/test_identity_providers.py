"""API reference: CreateIdentityProvider and its kin. Completed details: the official provider's acceptance tests."""

import base64
from typing import Any

import pytest
from cryptography import x509

from tests.local.cognito.world import World, error_of

SOCIAL = {"client_id": "id", "client_secret": "secret", "authorize_scopes": "email"}
METADATA = """<?xml version="1.0"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com">
  <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
      Location="https://idp.example.com/slo"/>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
      Location="https://idp.example.com/post"/>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
      Location="https://idp.example.com/sso"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>"""


def create(world: World, kind: str, details: dict[str, str], name: str = "", **settings: Any) -> dict[str, Any]:
    named = {"ProviderName": name or kind, "ProviderType": kind, "ProviderDetails": details, **settings}
    return dict(world.of_pool("CreateIdentityProvider", **named)["IdentityProvider"])


def describe(world: World, name: str) -> dict[str, Any]:
    return dict(world.of_pool("DescribeIdentityProvider", ProviderName=name)["IdentityProvider"])


def test_google_is_completed(world: World) -> None:
    made = create(world, "Google", SOCIAL)
    assert made == describe(world, "Google")
    assert made["AttributeMapping"] == {"username": "sub"}
    assert "IdpIdentifiers" not in made
    assert made["ProviderDetails"] == {
        **SOCIAL,
        "attributes_url": "https://people.googleapis.com/v1/people/me?personFields=",
        "attributes_url_add_attributes": "true",
        "authorize_url": "https://accounts.google.com/o/oauth2/v2/auth",
        "oidc_issuer": "https://accounts.google.com",
        "token_request_method": "POST",
        "token_url": "https://www.googleapis.com/oauth2/v4/token",
    }


def test_facebook_is_completed_for_its_version(world: World) -> None:
    made = create(world, "Facebook", {**SOCIAL, "api_version": "v17.0"})
    assert made["ProviderDetails"]["token_url"] == "https://graph.facebook.com/v17.0/oauth/access_token"
    assert made["AttributeMapping"] == {"username": "id"}


def test_apples_key_is_kept_and_not_told(world: World) -> None:
    details = {"client_id": "id", "private_key": "key", "team_id": "t", "key_id": "k", "authorize_scopes": "email"}
    made = create(world, "SignInWithApple", details)
    assert "private_key" not in made["ProviderDetails"]
    assert made["ProviderDetails"]["token_url"] == "https://appleid.apple.com/auth/token"
    assert world.pool.identity_providers["SignInWithApple"].details["private_key"] == "key"


def test_amazon_is_completed(world: World) -> None:
    made = create(world, "LoginWithAmazon", SOCIAL)
    assert made["ProviderDetails"]["attributes_url"] == "https://api.amazon.com/user/profile"
    assert made["AttributeMapping"] == {"username": "user_id"}


def test_saml_is_completed_from_its_metadata(world: World) -> None:
    made = create(world, "SAML", {"MetadataFile": METADATA}, "corp", AttributeMapping={"email": "mail"})
    details = made["ProviderDetails"]
    assert details["SSORedirectBindingURI"] == "https://idp.example.com/sso"
    assert details["SLORedirectBindingURI"] == "https://idp.example.com/slo"
    assert x509.load_der_x509_certificate(base64.b64decode(details["ActiveEncryptionCertificate"]))
    assert made["AttributeMapping"] == {"email": "mail"}


@pytest.mark.parametrize("metadata", ["no xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'])
def test_what_is_no_saml_metadata_is_refused(world: World, metadata: str) -> None:
    assert error_of(create, world, "SAML", {"MetadataFile": metadata}, "corp")[0] == "InvalidParameterException"


def test_a_pool_gets_a_group_and_an_attribute_with_its_providers(world: World) -> None:
    create(world, "Google", SOCIAL)
    create(world, "Facebook", SOCIAL)
    schema = world.of_pool("DescribeUserPool")["UserPool"]["SchemaAttributes"]
    assert [one for one in schema if one["Name"] == "identities"] == [
        {
            "Name": "identities",
            "AttributeDataType": "String",
            "DeveloperOnlyAttribute": False,
            "Mutable": True,
            "Required": False,
            "StringAttributeConstraints": {},
        }
    ]
    assert set(world.pool.groups) == {f"{world.pool_id}_Google", f"{world.pool_id}_Facebook"}


def test_names_and_identifiers_are_there_once(world: World) -> None:
    create(world, "Google", SOCIAL, IdpIdentifiers=["example.com"])
    assert error_of(create, world, "Google", SOCIAL)[0] == "DuplicateProviderException"
    taken = error_of(create, world, "Facebook", SOCIAL, IdpIdentifiers=["example.com"])
    assert taken[0] == "DuplicateProviderException"
    assert "Facebook" not in world.pool.identity_providers
    kept = world.of_pool("UpdateIdentityProvider", ProviderName="Google", IdpIdentifiers=["example.com"])
    assert kept["IdentityProvider"]["IdpIdentifiers"] == ["example.com"]


def test_a_provider_is_found_by_its_identifier(world: World) -> None:
    made = create(world, "Google", SOCIAL, IdpIdentifiers=["example.com"])
    found = world.of_pool("GetIdentityProviderByIdentifier", IdpIdentifier="example.com")
    assert found["IdentityProvider"] == made
    missing = error_of(world.of_pool, "GetIdentityProviderByIdentifier", IdpIdentifier="example.org")
    assert missing[0] == "ResourceNotFoundException"


def test_an_update_keeps_what_it_leaves_out(world: World) -> None:
    made = create(world, "Google", SOCIAL, AttributeMapping={"email": "email"}, IdpIdentifiers=["example.com"])
    world.advance(1)
    updated = world.of_pool("UpdateIdentityProvider", ProviderName="Google", AttributeMapping={"name": "name"})
    assert updated["IdentityProvider"] == {
        **made,
        "AttributeMapping": {"name": "name", "username": "sub"},
        "LastModifiedDate": updated["IdentityProvider"]["LastModifiedDate"],
    }


def test_levels_are_kept(world: World) -> None:
    details = {
        "client_id": "id",
        "authorize_scopes": "openid",
        "oidc_issuer": "https://idp.example.com/",
        "attributes_request_method": "GET",
    }
    made = create(world, "OIDC", details, "partner", AcrMapping={"Level1": "low"})
    assert made["AcrMapping"] == {"Level1": "low"}
    assert made["ProviderDetails"] == {**details, "attributes_url_add_attributes": "false"}


def test_they_are_listed_page_by_page_and_gone_when_they_are_deleted(world: World) -> None:
    for kind in ("Google", "Facebook"):
        create(world, kind, SOCIAL)
    first = world.of_pool("ListIdentityProviders", MaxResults=1)
    last = world.of_pool("ListIdentityProviders", MaxResults=1, NextToken=first["NextToken"])
    assert [page["Providers"][0]["ProviderName"] for page in (first, last)] == ["Google", "Facebook"]
    assert "NextToken" not in last
    world.of_pool("DeleteIdentityProvider", ProviderName="Google")
    for operation in ("DescribeIdentityProvider", "DeleteIdentityProvider", "UpdateIdentityProvider"):
        assert error_of(world.of_pool, operation, ProviderName="Google")[0] == "ResourceNotFoundException"


def test_a_secret_is_in_no_representation(world: World) -> None:
    create(world, "Google", {**SOCIAL, "client_secret": "hidden"})
    assert "hidden" not in repr(world.pool.identity_providers["Google"])
