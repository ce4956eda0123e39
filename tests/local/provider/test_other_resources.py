"""The resources around a user pool: each from its creation to its deletion, as Pulumi's engine asks for it."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.local.provider.harness import Endpoint, Engine, EngineError, Held
from tests.local.provider.stored_settings import StoredSettings

POOL = "aws:cognito/userPool:UserPool"
DOMAIN = "aws:cognito/userPoolDomain:UserPoolDomain"
CLIENT = "aws:cognito/userPoolClient:UserPoolClient"
MANAGED_CLIENT = "aws:cognito/managedUserPoolClient:ManagedUserPoolClient"
PROVIDER = "aws:cognito/identityProvider:IdentityProvider"
CUSTOMIZATION = "aws:cognito/userPoolUICustomization:UserPoolUICustomization"
BRANDING = "aws:cognito/managedLoginBranding:ManagedLoginBranding"
RISK = "aws:cognito/riskConfiguration:RiskConfiguration"
LOGS = "aws:cognito/logDeliveryConfiguration:LogDeliveryConfiguration"
IDENTITY_POOL = "aws:cognito/identityPool:IdentityPool"
ROLES = "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment"
PRINCIPAL_TAG = "aws:cognito/identityPoolProviderPrincipalTag:IdentityPoolProviderPrincipalTag"

ROLE = "arn:aws:iam::000000000000:role/signed-in"
TOPIC = "arn:aws:ses:us-east-1:000000000000:identity/example.com"
LOG_GROUP = "arn:aws:logs:us-east-1:000000000000:log-group:cognito"
PIXEL = base64.b64encode(b"<svg/>").decode()
MAPPING = {
    "identityProvider": "accounts.example.com",
    "ambiguousRoleResolution": "Deny",
    "type": "Rules",
    "mappingRules": [{"claim": "isAdmin", "matchType": "Equals", "roleArn": ROLE, "value": "yes"}],
}
OIDC = {
    "attributes_request_method": "GET",
    "authorize_scopes": "openid",
    "client_id": "a",
    "client_secret": "b",
    "oidc_issuer": "https://id.example.com",
}
NOTIFICATIONS = {
    "eventSource": "userNotification",
    "logLevel": "ERROR",
    "cloudWatchLogsConfiguration": {"logGroupArn": LOG_GROUP},
}
AUTH_EVENTS = {
    "eventSource": "userAuthEvents",
    "logLevel": "INFO",
    "s3Configuration": {"bucketArn": "arn:aws:s3:::logs"},
}
Inputs = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One resource type: what it is created with, what changes, and how the engine is to see that."""

    kind: str
    inputs: Inputs
    changed: Inputs
    changes: dict[str, str]
    import_id: Callable[[Held, Held], str]
    """Of the resource and of its pool."""
    fades: bool = True
    """Whether a deleted one can be told from one with default values."""


CASES = {
    "identity provider": Case(
        PROVIDER,
        {
            "providerName": "Company",
            "providerType": "OIDC",
            "providerDetails": OIDC,
            "attributeMapping": {"email": "email"},
            "idpIdentifiers": ["example.com"],
        },
        {"providerDetails": {**OIDC, "client_id": "c"}},
        {"providerDetails.client_id": "UPDATE"},
        lambda _held, pool: f"{pool.id}:Company",
    ),
    "UI customization": Case(
        CUSTOMIZATION,
        {"css": ".label {color: red;}"},
        {"css": ".label {color: blue;}"},
        {"css": "UPDATE"},
        lambda _held, pool: f"{pool.id},ALL",
    ),
    "branding": Case(
        BRANDING,
        {
            "settings": '{ "components": {"form": {"borderRadius": 8.0}} }',
            "assets": [{"category": "FORM_LOGO", "colorMode": "LIGHT", "extension": "SVG", "bytes": PIXEL}],
        },
        {"settings": '{"components":{"form":{"borderRadius":4}}}'},
        {"settings": "UPDATE"},
        lambda held, pool: f"{pool.id},{held.id}",
    ),
    "risk configuration": Case(
        RISK,
        {
            "compromisedCredentialsRiskConfiguration": {
                "actions": {"eventAction": "BLOCK"},
                "eventFilters": ["SIGN_IN", "SIGN_UP"],
            },
            "riskExceptionConfiguration": {"blockedIpRangeLists": ["10.0.0.0/8"]},
            "accountTakeoverRiskConfiguration": {
                "actions": {"highAction": {"eventAction": "BLOCK", "notify": True}},
                "notifyConfiguration": {
                    "sourceArn": TOPIC,
                    "from": "a@example.com",
                    "blockEmail": {"subject": "Blocked", "htmlBody": "<p>no</p>", "textBody": "Blocked"},
                },
            },
        },
        {"riskExceptionConfiguration": {"skippedIpRangeLists": ["10.1.0.0/16"]}},
        {
            "riskExceptionConfiguration.blockedIpRangeLists": "DELETE",
            "riskExceptionConfiguration.skippedIpRangeLists": "ADD",
        },
        lambda _held, pool: pool.id,
    ),
    "log delivery": Case(
        LOGS,
        {"logConfigurations": [NOTIFICATIONS]},
        {"logConfigurations": [AUTH_EVENTS]},
        {"logConfigurations": "UPDATE"},
        lambda _held, pool: pool.id,
    ),
    "identity pool": Case(
        IDENTITY_POOL,
        {
            "identityPoolName": "identities",
            "cognitoIdentityProviders": [{"clientId": "abc", "providerName": "cognito-idp.us-east-1.amazonaws.com/x"}],
            "supportedLoginProviders": {"graph.facebook.com": "7"},
            "openidConnectProviderArns": ["arn:aws:iam::000000000000:oidc-provider/id.example.com"],
            "tags": {"team": "web"},
        },
        {"allowUnauthenticatedIdentities": True, "supportedLoginProviders": None},
        {"allowUnauthenticatedIdentities": "UPDATE", "supportedLoginProviders": "DELETE"},
        lambda held, _pool: held.id,
    ),
    "role attachment": Case(
        ROLES,
        {"roles": {"authenticated": ROLE}, "roleMappings": [MAPPING]},
        {"roleMappings": [{**MAPPING, "ambiguousRoleResolution": "AuthenticatedRole"}]},
        {"roleMappings": "UPDATE"},
        lambda held, _pool: held.id,
    ),
    "principal tag": Case(
        PRINCIPAL_TAG,
        {
            "identityProviderName": "arn:aws:iam::000000000000:saml-provider/company",
            "useDefaults": False,
            "principalTags": {"department": "department"},
        },
        {"principalTags": {"department": "ou"}},
        {"principalTags.department": "UPDATE"},
        lambda held, _pool: held.id,
        fades=False,
    ),
}


@pytest.fixture
def pool(engine: Engine, endpoint: Endpoint) -> Iterator[Held]:
    """A user pool with a domain, and the settings that the engine doesn't keep."""
    StoredSettings().answer(endpoint)
    pool = engine.create(POOL, "pool", {"name": "pool"})
    domain = engine.create(DOMAIN, "domain", {"domain": "around-a-pool", "userPoolId": pool.id})
    endpoint.calls.clear()
    yield pool
    endpoint.answers.clear()
    engine.delete(domain)
    engine.delete(pool)


@pytest.fixture
def client(engine: Engine, pool: Held) -> Held:
    return engine.create(CLIENT, "client", {"name": "web-app", "userPoolId": pool.id, "generateSecret": True})


@pytest.fixture
def identities(engine: Engine) -> Iterator[Held]:
    identities = engine.create(IDENTITY_POOL, "identities", {"identityPoolName": "of-roles"})
    yield identities
    engine.delete(identities)


@pytest.fixture(params=list(CASES.values()), ids=list(CASES))
def case(request: pytest.FixtureRequest, pool: Held, client: Held, identities: Held) -> tuple[Case, Inputs]:
    """A case with its inputs, in a pool of the test's own."""
    found: Case = request.param
    of_pool = {"userPoolId": pool.id}
    owner = {
        BRANDING: {**of_pool, "clientId": client.id},
        IDENTITY_POOL: {},
        ROLES: {"identityPoolId": identities.id},
        PRINCIPAL_TAG: {"identityPoolId": identities.id},
    }
    return found, found.inputs | owner.get(found.kind, of_pool)


def without_nulls(inputs: Inputs) -> Inputs:
    return {name: value for name, value in inputs.items() if value is not None}


def test_it_lives_from_its_creation_to_its_deletion(engine: Engine, pool: Held, case: tuple[Case, Inputs]) -> None:
    described, inputs = case
    held = engine.create(described.kind, "it", inputs)
    assert engine.changes(held, inputs) == {}
    refreshed = engine.read(held)
    assert refreshed is not None
    assert refreshed.inputs == held.inputs
    assert engine.changes(refreshed, inputs) == {}

    changed = without_nulls(inputs | described.changed)
    assert engine.changes(held, changed) == described.changes
    updated = engine.update(held, changed)
    assert engine.changes(updated, changed) == {}
    drifted = engine.read(held)
    assert drifted is not None
    assert engine.changes(drifted, changed) == {}
    assert engine.changes(drifted, inputs).keys() == described.changes.keys()

    imported = engine.import_(described.kind, "it", described.import_id(held, pool))
    assert imported is not None
    assert imported.id == held.id
    assert engine.changes(imported, changed) == {}
    assert engine.changes(imported, imported.inputs) == {}

    engine.delete(updated)
    engine.delete(updated)
    assert not described.fades or engine.read(updated) is None


def test_a_preview_asks_nobody(engine: Engine, endpoint: Endpoint, case: tuple[Case, Inputs]) -> None:
    described, inputs = case
    endpoint.calls.clear()
    engine.preview(described.kind, "it", inputs)
    assert endpoint.calls == []


# Identity providers


def test_what_cognito_adds_to_a_providers_details_is_no_difference(
    engine: Engine, endpoint: Endpoint, pool: Held
) -> None:
    details = {"MetadataURL": "https://id.example.com/saml"}
    inputs = {
        "userPoolId": pool.id,
        "providerName": "Saml",
        "providerType": "SAML",
        "providerDetails": details,
    }
    held = engine.create(PROVIDER, "saml", inputs)
    answered = {"ActiveEncryptionCertificate": "MIIC", "SSORedirectBindingURI": "https://id.example.com/sso", **details}
    provider = {"UserPoolId": pool.id, "ProviderName": "Saml", "ProviderType": "SAML", "ProviderDetails": answered}
    endpoint.answers["DescribeIdentityProvider"] = lambda _request: (200, {"IdentityProvider": provider})
    refreshed = engine.read(held)
    assert refreshed is not None
    assert refreshed.inputs == held.inputs
    assert engine.changes(refreshed, inputs) == {}


def test_an_update_of_a_provider_says_only_what_changes(engine: Engine, endpoint: Endpoint, pool: Held) -> None:
    inputs = CASES["identity provider"].inputs | {"userPoolId": pool.id}
    held = engine.create(PROVIDER, "provider", inputs)
    endpoint.calls.clear()
    engine.update(held, without_nulls(inputs | {"idpIdentifiers": None}))
    keys = {"UserPoolId": pool.id, "ProviderName": "Company"}
    assert endpoint.changing() == [("UpdateIdentityProvider", {**keys, "IdpIdentifiers": []})]


def test_a_provider_of_another_type_takes_the_name_of_the_old_one(engine: Engine, pool: Held) -> None:
    inputs = CASES["identity provider"].inputs | {"userPoolId": pool.id}
    diff = engine.diff(engine.create(PROVIDER, "provider", inputs), inputs | {"providerType": "SAML"})
    assert list(diff.replaces) == ["providerType"]
    assert diff.deleteBeforeReplace


# Sign-in pages


def test_an_image_is_sent_as_it_is_and_stays_in_the_state(engine: Engine, endpoint: Endpoint, pool: Held) -> None:
    inputs = {"userPoolId": pool.id, "imageFile": PIXEL, "css": ".label {color: red;}"}
    held = engine.create(CUSTOMIZATION, "look", inputs)
    _, request = endpoint.changing()[-1]
    assert request["ImageFile"] == PIXEL
    refreshed = engine.read(held)
    assert refreshed is not None
    assert refreshed.outputs["imageFile"] == PIXEL


@pytest.mark.parametrize(
    ("kind", "inputs", "failures"),
    [
        (CUSTOMIZATION, {}, ["css or imageFile must be given"]),
        (CUSTOMIZATION, {"imageFile": "not base64!"}, ["imageFile must be encoded in base64"]),
        (
            BRANDING,
            {"clientId": "c", "settings": "{", "useCognitoProvidedValues": True},
            ["settings must be a JSON string", "settings or useCognitoProvidedValues must be given, but not both"],
        ),
        (
            BRANDING,
            {"clientId": "c", "settings": "{}", "assets": [{"category": "LOGO", "bytes": "?"}]},
            ["assets[0].bytes must be encoded in base64"],
        ),
        (RISK, {}, ["compromisedCredentialsRiskConfiguration or another risk configuration must be given"]),
        (LOGS, {"logConfigurations": []}, ["logConfigurations must not be empty"]),
        (MANAGED_CLIENT, {}, ["namePrefix or namePattern must be given, but not both, to choose the client"]),
        (MANAGED_CLIENT, {"namePattern": "("}, ["namePattern must be a regular expression"]),
    ],
)
def test_inputs_that_the_official_provider_would_refuse_are_refused_by_the_check(
    engine: Engine, kind: str, inputs: Inputs, failures: list[str]
) -> None:
    _, found = engine.check_all(kind, "it", {"userPoolId": "us-east-1_abc", **inputs})
    for failure in failures:
        assert any(one.startswith(failure) for one in found), found


def test_settings_are_the_same_however_they_are_written(engine: Engine, pool: Held, client: Held) -> None:
    owner = {"userPoolId": pool.id, "clientId": client.id}
    settings = {"b": [1, 2], "a": {"c": "é"}}
    held = engine.create(BRANDING, "look", {**owner, "settings": json.dumps(settings, indent=2)})
    assert engine.changes(held, {**owner, "settings": json.dumps(settings, sort_keys=True)}) == {}
    assert json.loads(held.outputs["settingsAll"]).keys() == {"a", "b", "components"}


def test_cognitos_own_look_takes_the_place_of_settings_and_back(
    engine: Engine, endpoint: Endpoint, pool: Held, client: Held
) -> None:
    owner = {"userPoolId": pool.id, "clientId": client.id}
    held = engine.create(BRANDING, "look", {**owner, "useCognitoProvidedValues": True})
    endpoint.calls.clear()
    own = engine.update(held, {**owner, "settings": '{"a":1}'})
    keys = {"UserPoolId": pool.id, "ManagedLoginBrandingId": held.id}
    assert endpoint.changing() == [("UpdateManagedLoginBranding", {**keys, "Settings": {"a": 1}})]
    engine.update(own, {**owner, "useCognitoProvidedValues": True})
    assert endpoint.changing() == [("UpdateManagedLoginBranding", {**keys, "UseCognitoProvidedValues": True})]


def test_settings_that_change_nothing_are_settings(
    engine: Engine, endpoint: Endpoint, pool: Held, client: Held
) -> None:
    inputs = {
        "userPoolId": pool.id,
        "clientId": client.id,
        "settings": "{}",
        "assets": CASES["branding"].inputs["assets"],
    }
    held = engine.create(BRANDING, "look", inputs)
    _, request = endpoint.changing()[-1]
    assert request["Settings"] == {}
    assert "UseCognitoProvidedValues" not in request
    refreshed = engine.read(held)
    assert refreshed is not None
    assert refreshed.inputs == held.inputs
    assert engine.changes(refreshed, inputs) == {}


def test_cognitos_own_look_has_no_settings(engine: Engine, endpoint: Endpoint, pool: Held, client: Held) -> None:
    inputs = {"userPoolId": pool.id, "clientId": client.id, "useCognitoProvidedValues": True}
    held = engine.create(BRANDING, "look", inputs)
    described = {"ManagedLoginBrandingId": held.id, "UserPoolId": pool.id, "UseCognitoProvidedValues": True}
    endpoint.answers["DescribeManagedLoginBranding"] = lambda _request: (
        200,
        {"ManagedLoginBranding": {**described, "Settings": {}, "Assets": []}},
    )
    refreshed = engine.read(held)
    assert refreshed is not None
    assert refreshed.inputs == held.inputs
    assert engine.changes(refreshed, inputs) == {}


def test_other_assets_are_another_branding(engine: Engine, pool: Held, client: Held) -> None:
    inputs = CASES["branding"].inputs | {"userPoolId": pool.id, "clientId": client.id}
    held = engine.create(BRANDING, "look", inputs)
    diff = engine.diff(held, inputs | {"assets": []})
    assert list(diff.replaces) == ["assets"]
    assert diff.deleteBeforeReplace


# Risk configuration


def test_the_risk_configuration_of_a_client_is_its_own(
    engine: Engine, endpoint: Endpoint, pool: Held, client: Held
) -> None:
    risk = {"compromisedCredentialsRiskConfiguration": {"actions": {"eventAction": "BLOCK"}}}
    held = engine.create(RISK, "risk", {**risk, "userPoolId": pool.id, "clientId": client.id})
    assert held.id == f"{pool.id}:{client.id}"
    imported = engine.import_(RISK, "risk", held.id)
    assert imported is not None
    assert imported.inputs["clientId"] == client.id
    endpoint.calls.clear()
    engine.delete(held)
    assert endpoint.changing() == [("SetRiskConfiguration", {"UserPoolId": pool.id, "ClientId": client.id})]


# Identity pools


def test_an_identity_pool_has_the_outputs_of_the_official_provider(engine: Engine, identities: Held) -> None:
    assert identities.outputs["arn"] == (
        f"arn:aws:cognito-identity:us-east-1:000000000000:identitypool/{identities.id}"
    )
    assert identities.outputs["allowClassicFlow"] is False
    assert identities.outputs["tagsAll"] == {}


def test_an_identity_pool_is_updated_with_everything_and_tagged_apart(engine: Engine, endpoint: Endpoint) -> None:
    inputs = CASES["identity pool"].inputs
    held = engine.create(IDENTITY_POOL, "identities", inputs)
    endpoint.calls.clear()
    engine.update(held, {"identityPoolName": "identities", "tags": {"stage": "dev"}})
    (_, update), untag, tag = endpoint.changing()
    assert update == {
        "IdentityPoolId": held.id,
        "IdentityPoolName": "identities",
        "AllowClassicFlow": False,
        "AllowUnauthenticatedIdentities": False,
        "CognitoIdentityProviders": [],
        "OpenIdConnectProviderARNs": [],
        "SamlProviderARNs": [],
        "SupportedLoginProviders": {},
    }
    assert untag == ("UntagResource", {"ResourceArn": held.outputs["arn"], "TagKeys": ["team"]})
    assert tag == ("TagResource", {"ResourceArn": held.outputs["arn"], "Tags": {"stage": "dev"}})
    engine.delete(held)


def test_an_identity_pool_that_could_not_be_read_is_in_the_state_and_is_finished_by_the_next_update(
    engine: Engine, endpoint: Endpoint
) -> None:
    endpoint.refuse("DescribeIdentityPool", "InternalErrorException", "Not today.")
    inputs = CASES["identity pool"].inputs | {"region": "eu-west-1"}
    with pytest.raises(EngineError, match="Not today") as failed:
        engine.create(IDENTITY_POOL, "identities", inputs)
    left = failed.value.held
    assert left is not None
    endpoint.answers.clear()
    held = Held(IDENTITY_POOL, "identities", left.id, {}, left.outputs)
    finished = engine.update(held, inputs)
    assert finished.outputs["arn"] == f"arn:aws:cognito-identity:eu-west-1:000000000000:identitypool/{left.id}"
    assert engine.changes(finished, inputs) == {}
    engine.delete(finished)


def test_an_identity_pool_of_another_name_is_another_one(engine: Engine, identities: Held) -> None:
    inputs = {"identityPoolName": "renamed"}
    assert engine.changes(identities, inputs) == {"identityPoolName": "UPDATE_REPLACE"}


def test_role_mappings_are_sent_by_provider(engine: Engine, endpoint: Endpoint, identities: Held) -> None:
    inputs = CASES["role attachment"].inputs | {"identityPoolId": identities.id}
    endpoint.calls.clear()
    engine.create(ROLES, "roles", inputs)
    _, request = endpoint.changing()[-1]
    rule = {"Claim": "isAdmin", "MatchType": "Equals", "RoleARN": ROLE, "Value": "yes"}
    assert request["Roles"] == {"authenticated": ROLE}
    assert request["RoleMappings"] == {
        "accounts.example.com": {
            "AmbiguousRoleResolution": "Deny",
            "Type": "Rules",
            "RulesConfiguration": {"Rules": [rule]},
        }
    }


def test_other_roles_are_attached_after_the_old_ones_are_gone(engine: Engine, identities: Held) -> None:
    inputs = CASES["role attachment"].inputs | {"identityPoolId": identities.id}
    diff = engine.diff(engine.create(ROLES, "roles", inputs), inputs | {"roles": {"unauthenticated": ROLE}})
    assert set(diff.replaces) == {"roles.authenticated", "roles.unauthenticated"}
    assert diff.deleteBeforeReplace


def test_mistakes_in_role_mappings_are_named_by_their_paths(engine: Engine) -> None:
    _, failures = engine.check_all(
        ROLES,
        "roles",
        {
            "identityPoolId": "us-east-1:0",
            "roles": {"admin": ROLE},
            "roleMappings": [{"identityProvider": "a", "type": "Rules"}, {"type": "Token", "mappingRules": [{}]}],
        },
    )
    assert failures == [
        "roles.admin must be authenticated or unauthenticated",
        "roleMappings[0].ambiguousRoleResolution is missing; both types need it",
        "roleMappings[0].mappingRules is missing; the type Rules needs it",
        "roleMappings[1].identityProvider is missing",
        "roleMappings[1].ambiguousRoleResolution is missing; both types need it",
        "roleMappings[1].mappingRules must be left out with the type Token",
    ]


# Clients


def test_a_client_that_somebody_else_made_is_taken_over_changed_and_left_behind(
    engine: Engine, endpoint: Endpoint, pool: Held, client: Held
) -> None:
    inputs = {"userPoolId": pool.id, "namePrefix": "web-", "accessTokenValidity": 2}
    endpoint.calls.clear()
    held = engine.create(MANAGED_CLIENT, "managed", inputs)
    assert held.id == client.id
    assert held.outputs["name"] == "web-app"
    assert held.outputs["clientSecret"] == client.outputs["clientSecret"]
    assert held.secrets == {"clientSecret"}
    ((operation, request),) = endpoint.changing()
    assert (operation, request["ClientName"], request["AccessTokenValidity"]) == ("UpdateUserPoolClient", "web-app", 2)
    assert engine.changes(held, inputs) == {}
    found_otherwise = {"userPoolId": pool.id, "namePattern": "app$", "accessTokenValidity": 2}
    assert engine.changes(held, found_otherwise) == {"namePattern": "ADD", "namePrefix": "DELETE"}
    updated = engine.update(held, found_otherwise)
    assert endpoint.changing() == []
    engine.delete(updated)
    assert engine.read(client) is not None


def test_a_client_to_take_over_that_needs_no_change_is_only_read(
    engine: Engine, endpoint: Endpoint, pool: Held, client: Held
) -> None:
    endpoint.calls.clear()
    held = engine.create(MANAGED_CLIENT, "managed", {"userPoolId": pool.id, "namePattern": "web"})
    assert held.id == client.id
    assert endpoint.changing() == []


@pytest.mark.parametrize(("names", "words"), [((), "no client"), (("app-1", "app-2"), "2 clients")])
def test_a_client_to_take_over_must_be_the_only_one_of_its_name(
    engine: Engine, pool: Held, names: tuple[str, ...], words: str
) -> None:
    for name in names:
        engine.create(CLIENT, name, {"name": name, "userPoolId": pool.id})
    with pytest.raises(EngineError, match=f"has {words} with such a name; exactly one is needed"):
        engine.create(MANAGED_CLIENT, "managed", {"userPoolId": pool.id, "namePrefix": "app-"})


@pytest.mark.parametrize("asked", [{}, {"generateSecret": True}])
def test_an_imported_client_with_a_secret_fits_a_program_that_asks_for_one_and_one_that_says_nothing(
    engine: Engine, pool: Held, client: Held, asked: Inputs
) -> None:
    imported = engine.import_(CLIENT, "client", f"{pool.id}/{client.id}")
    assert imported is not None
    assert "generateSecret" not in imported.outputs
    assert "generateSecret" not in imported.inputs
    assert engine.changes(imported, {"name": "web-app", "userPoolId": pool.id, **asked}) == {}


def test_an_imported_public_client_doesnt_get_a_secret_without_a_replacement(engine: Engine, pool: Held) -> None:
    public = engine.create(CLIENT, "public", {"name": "public", "userPoolId": pool.id})
    imported = engine.import_(CLIENT, "public", f"{pool.id}/{public.id}")
    assert imported is not None
    asked = {"name": "public", "userPoolId": pool.id, "generateSecret": True}
    assert engine.changes(imported, asked) == {"generateSecret": "ADD_REPLACE"}
