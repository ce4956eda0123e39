"""What is said of a pool that was made by hand: all that its configuration can say, and by name what it can't."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from automation.adoption.description import Description, InexpressibleError, describe, recipe
from automation.adoption.reading import read_pool, region_of
from automation.errors import DriverError, UsageError
from components.settings import read_settings
from local.cognito.launcher import EngineProcess, LaunchOptions
from tests.automation.adoption.pools_by_hand import (
    CERTIFICATE,
    KEY_ARN,
    SMS_ROLE,
    aliases_and_attributes,
    article,
    everything_else,
    minimal,
    of_every_kind,
    settings_pulumi_lacks,
)
from tests.automation.tokens.flows.engine_pools import boto
from tests.credentials import CREDENTIALS


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    with EngineProcess(LaunchOptions(credentials=CREDENTIALS)) as engine:
        engine.wait_until_ready()
        yield boto("cognito-idp", engine.endpoint_url)


@pytest.fixture
def cognito(client: Any) -> Iterator[Any]:
    """Of an engine whose domains are free again after the test."""
    yield client
    for listed in client.list_user_pools(MaxResults=60)["UserPools"]:
        pool = client.describe_user_pool(UserPoolId=listed["Id"])["UserPool"]
        if domain := pool.get("Domain"):
            client.delete_user_pool_domain(Domain=domain, UserPoolId=pool["Id"])


class Told:
    """Cognito with some other answers: the engine's own, changed, or refused where one is an error."""

    def __init__(self, cognito: Any, **changes: Callable[[dict[str, Any]], object] | str) -> None:
        self._cognito = cognito
        self._changes = changes
        self.meta = cognito.meta

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        def call(**parameters: Any) -> Any:
            change = self._changes.get(operation)
            if isinstance(change, str):
                raise ClientError({"Error": {"Code": change, "Message": "so it said"}}, operation)
            answer = getattr(self._cognito, operation)(**parameters)
            if change is not None:
                change(answer)
            return answer

        return call


def described(cognito: Any, pool_id: str) -> Description:
    return describe(read_pool(cognito, pool_id), cognito.meta.service_model)


def refused(cognito: Any, pool_id: str) -> str:
    with pytest.raises(InexpressibleError) as caught:
        described(cognito, pool_id)
    return str(caught.value)


@pytest.mark.parametrize(
    "made",
    [minimal, article, aliases_and_attributes, everything_else, settings_pulumi_lacks],
    ids=lambda made: made.__name__,
)
def test_what_is_said_of_a_pool_is_a_configuration_that_the_component_takes(
    made: Callable[[Any], str], cognito: Any
) -> None:
    found = described(cognito, made(cognito))
    assert read_settings(found.settings) == found.settings


def test_the_articles_pool_is_said_as_the_article_configures_it(cognito: Any) -> None:
    pool_id = article(cognito)
    found = described(cognito, pool_id)
    (client,) = found.settings["clients"]
    assert found.settings["username_attributes"] == ["email"]
    assert found.settings["domain"] == {"prefix": "by-hand-12", "managed_login_version": 1}
    assert client["generate_secret"] is True
    assert client["allowed_oauth_scopes"] == ["openid", "email", "profile"]
    assert found.resources["cognito-auth-user-pool"] == pool_id
    assert found.resources["cognito-auth-domain"] == "by-hand-12"
    assert found.resources["cognito-auth-client-webapp"].startswith(f"{pool_id}/")
    assert "generateSecret" in found.ignore_changes["cognito-auth-client-webapp"]


def test_what_pulumis_resource_has_no_property_for_is_said(cognito: Any) -> None:
    found = described(cognito, settings_pulumi_lacks(cognito))
    assert found.settings["issuer_configuration"] == {"type": "UPDATED"}
    assert found.settings["key_configuration"] == {"key_type": "CUSTOMER_MANAGED_KEY", "kms_key_arn": KEY_ARN}
    assert found.settings["dcr_configuration"] == {
        "enable_status": "Enabled",
        "open_dcr_enabled": True,
        "open_dcr_grant_types": ["code"],
    }
    assert found.settings["acr_configuration"] == {"level1": {"acr_value": "urn:example:password"}}
    assert set(found.settings["lambda_config"]) == {"pre_sign_up", "inbound_federation"}
    assert found.settings["web_authn_configuration"] == {
        "relying_party_id": "login.example.com",
        "user_verification": "required",
        "factor_configuration": "MULTI_FACTOR_WITH_USER_VERIFICATION",
    }
    (client,) = found.settings["clients"]
    assert client["terms"] == [
        {"terms_name": name, "links": {"cognito:default": f"https://example.com/{name}"}}
        for name in ("terms-of-use", "privacy-policy")
    ]
    assert client["cimd_policies"] == [
        {"policy_name": "agents", "cache_duration": 86400, "url_patterns": ["https://agent.example.com/*"]}
    ]
    tracked = {"user_session_tracking": "ENABLED", "token_session": {"max_per_user": 3}}
    assert found.settings["session_configuration"] == tracked
    assert client["session_configuration"] == {"sso_session": {"max_validity_minutes": 5}}
    assert recipe(found, "local")["retained"] == [
        "cognito-auth-sessions",
        "cognito-auth-terms-web-terms-of-use",
        "cognito-auth-terms-web-privacy-policy",
        "cognito-auth-cimd-policy-web-agents",
        "cognito-auth-sessions-web",
    ]
    assert not any(child.endswith("-settings") for child in found.resources)
    assert not {*found.resources} & {*found.retained}


def test_a_policy_whose_client_is_gone_is_named(cognito: Any) -> None:
    pool_id = settings_pulumi_lacks(cognito)
    (client,) = cognito.list_user_pool_clients(UserPoolId=pool_id)["UserPoolClients"]
    cognito.delete_user_pool_client(UserPoolId=pool_id, ClientId=client["ClientId"])
    assert "the CIMD policy agents, whose app client is gone" in refused(cognito, pool_id)


def test_what_is_cognitos_default_anyway_is_not_said(cognito: Any) -> None:
    settings = {
        "IssuerConfiguration": {"Type": "ORIGINAL"},
        "KeyConfiguration": {"KeyType": "AWS_OWNED_KEY"},
        "DcrConfiguration": {"EnableStatus": "Disabled", "OpenDcrEnabled": False},
        "AcrConfiguration": {},
    }
    found = described(Told(cognito, describe_user_pool=pool_says(**settings)), article(cognito))
    assert set(found.settings) == set(described(cognito, found.resources["cognito-auth-user-pool"]).settings)


def test_a_pool_without_app_clients_is_said_as_one(cognito: Any) -> None:
    pool_id = cognito.create_user_pool(PoolName="no clients")["UserPool"]["Id"]
    found = described(cognito, pool_id)
    assert found.settings["clients"] == []
    assert read_settings(found.settings) == found.settings


def test_attributes_keep_their_limits_and_lifetimes_their_units(cognito: Any) -> None:
    found = described(cognito, aliases_and_attributes(cognito)).settings
    own = {one["name"]: one for one in found["schemas"]}
    assert own["tenant"]["string_attribute_constraints"] == {}
    assert own["seats"]["number_attribute_constraints"] == {"min_value": 1, "max_value": 500}
    clients = {one["name"]: one for one in found["clients"]}
    assert clients["web"]["access_token_validity"] == "15 minutes"
    assert clients["old"]["refresh_token_validity"] == "90 days"
    assert "access_token_validity" not in clients["old"]


def test_all_that_belongs_to_a_pool_is_said_and_whose_secrets_it_holds(cognito: Any) -> None:
    pool_id = everything_else(cognito)
    found = described(cognito, pool_id)
    assert {one["name"] for one in found.settings["groups"]} >= {"admins", "readers"}
    assert found.settings["resource_servers"][0]["identifier"] == "orders"
    assert found.settings["risk_configuration"]["compromised_credentials_risk_configuration"]
    assert found.settings["log_configurations"][0]["event_source"] == "userNotification"
    assert found.secrets == ("identity_providers[0].provider_details.client_secret",)
    assert "hush-hush" not in repr(found)
    said = recipe(found, "aws")
    assert said["target"] == "aws"
    assert said["resources"]["cognito-auth-group-admins"] == f"{pool_id}/admins"
    assert said["resources"]["cognito-auth-identity-provider-Company"] == f"{pool_id}:Company"


def test_a_look_of_the_hosted_ui_and_a_clients_own_reactions_are_said(cognito: Any) -> None:
    pool_id = everything_else(cognito)
    cognito.create_user_pool_domain(UserPoolId=pool_id, Domain=f"by-hand-{pool_id[-6:].lower()}")
    client_id = cognito.list_user_pool_clients(UserPoolId=pool_id, MaxResults=60)["UserPoolClients"][0]["ClientId"]
    cognito.set_ui_customization(UserPoolId=pool_id, CSS=".submitButton-customizable { background: red; }")
    cognito.set_risk_configuration(
        UserPoolId=pool_id,
        ClientId=client_id,
        CompromisedCredentialsRiskConfiguration={"Actions": {"EventAction": "NO_ACTION"}},
    )
    found = described(cognito, pool_id)
    assert "background: red" in found.settings["ui_customization"]["css"]
    reactions = [one.get("risk_configuration") for one in found.settings["clients"]]
    assert len([one for one in reactions if one]) == 1


def test_managed_login_with_its_look_is_said(cognito: Any) -> None:
    pool_id = minimal(cognito)
    (client,) = cognito.list_user_pool_clients(UserPoolId=pool_id, MaxResults=60)["UserPoolClients"]
    domain = f"by-hand-{pool_id[-6:].lower()}"
    cognito.create_user_pool_domain(UserPoolId=pool_id, Domain=domain, ManagedLoginVersion=2)
    assert "no branding; with managed login the component gives every client one" in refused(cognito, pool_id)
    cognito.create_managed_login_branding(
        UserPoolId=pool_id, ClientId=client["ClientId"], UseCognitoProvidedValues=True
    )
    found = described(cognito, pool_id)
    assert found.settings["domain"] == {"prefix": domain, "managed_login_version": 2}
    assert found.settings["clients"][0]["branding"] == {"use_cognito_provided_values": True}
    assert any(child.startswith("cognito-auth-branding-") for child in found.resources)


def test_what_a_managed_logins_look_is_set_to_is_said_as_it_is(cognito: Any) -> None:
    pool_id = minimal(cognito)
    (client,) = cognito.list_user_pool_clients(UserPoolId=pool_id, MaxResults=60)["UserPoolClients"]
    cognito.create_user_pool_domain(UserPoolId=pool_id, Domain="by-hand-12", ManagedLoginVersion=2)
    cognito.create_managed_login_branding(
        UserPoolId=pool_id, ClientId=client["ClientId"], Settings={"categories": {"form": {"displayGraphics": True}}}
    )
    found = described(cognito, pool_id)
    assert found.settings["clients"][0]["branding"] == {"settings": {"categories": {"form": {"displayGraphics": True}}}}


def pool_says(**members: Any) -> Callable[[dict[str, Any]], None]:
    return lambda answer: answer["UserPool"].update(members)


def client_says(**members: Any) -> Callable[[dict[str, Any]], None]:
    return lambda answer: answer["UserPoolClient"].update(members)


@pytest.mark.parametrize(
    ("operation", "change", "reason"),
    [
        (
            "describe_user_pool",
            pool_says(EmailVerificationMessage="Yours: {####}"),
            "emailVerificationMessage, which differs from verificationMessageTemplate.emailMessage",
        ),
        (
            "describe_user_pool_client",
            client_says(AllowedOAuthFlowsUserPoolClient=False, AllowedOAuthFlows=["code"]),
            "allowedOauthFlowsUserPoolClient is off, although OAuth flows are configured",
        ),
        (
            "describe_user_pool_client",
            client_says(AllowedOAuthFlowsUserPoolClient=True, AllowedOAuthFlows=[]),
            "allowedOauthFlowsUserPoolClient is on without OAuth flows",
        ),
        (
            "describe_user_pool",
            pool_says(SmsConfiguration={"EumsSms": {"CallerArn": SMS_ROLE}}),
            "SmsConfiguration.EumsSms.CallerArn",
        ),
        (
            "get_user_pool_mfa_config",
            lambda answer: answer.update(SmsMfaConfiguration={"SmsAuthenticationMessage": "Yours: {####}"}),
            "SmsMfaConfiguration.SmsAuthenticationMessage, which differs from SmsAuthenticationMessage",
        ),
    ],
    ids=["two texts", "switched off", "switched on", "no property", "two text messages"],
)
def test_what_the_configuration_cant_say_is_named(
    cognito: Any, operation: str, change: Callable[[dict[str, Any]], None], reason: str
) -> None:
    pool_id = article(cognito)
    said = refused(Told(cognito, **{operation: change}), pool_id)
    assert reason in said
    assert f"The user pool {pool_id} can't be adopted" in said
    assert said.endswith("Nothing was changed.")


@pytest.mark.parametrize(("policy_days", "older_days"), [(3, 3), (3, 7), (7, 30), (30, 30)])
def test_how_long_temporary_passwords_work_is_said_once(cognito: Any, policy_days: int, older_days: int) -> None:
    """Cognito tells it by its older name too, which has no effect beside the newer one."""
    pool_id = cognito.create_user_pool(
        PoolName="temporary", Policies={"PasswordPolicy": {"TemporaryPasswordValidityDays": policy_days}}
    )["UserPool"]["Id"]
    older = pool_says(AdminCreateUserConfig={"UnusedAccountValidityDays": older_days})
    found = described(Told(cognito, describe_user_pool=older), pool_id)
    assert found.settings["password_policy"]["temporary_password_validity_days"] == policy_days


def test_how_long_temporary_passwords_work_by_the_older_name_alone_is_named(cognito: Any) -> None:
    pool_id = minimal(cognito)
    older = pool_says(
        AdminCreateUserConfig={"UnusedAccountValidityDays": 30}, Policies={"PasswordPolicy": {"MinimumLength": 8}}
    )
    assert "AdminCreateUserConfig.UnusedAccountValidityDays" in refused(
        Told(cognito, describe_user_pool=older), pool_id
    )


def test_the_groups_that_cognito_makes_for_identity_providers_stay_its_own_unless_they_are_given_something(
    cognito: Any,
) -> None:
    pool_id = everything_else(cognito)
    own = f"{pool_id}_Company"
    assert own in {group["GroupName"] for group in cognito.list_groups(UserPoolId=pool_id)["Groups"]}
    assert {group["name"] for group in described(cognito, pool_id).settings["groups"]} == {"admins", "readers"}
    cognito.update_group(UserPoolId=pool_id, GroupName=own, Precedence=5)
    assert own in {group["name"] for group in described(cognito, pool_id).settings["groups"]}


def test_what_applications_and_cognito_made_themselves_is_left_alone(cognito: Any) -> None:
    pool_id = everything_else(cognito)
    dynamic = Told(
        cognito,
        describe_user_pool_client=lambda answer: answer["UserPoolClient"].update(
            ClientType="DCR" if answer["UserPoolClient"]["ClientName"] == "machine" else "REGULAR"
        ),
        list_resource_servers=lambda answer: answer["ResourceServers"][0].update(ManagedBy="Cognito"),
    )
    found = read_pool(dynamic, pool_id)
    assert [client.client.properties["name"] for client in found.clients] == ["web"]
    assert found.resource_servers == ()
    (client, server) = found.left_alone
    assert client.startswith(f"the app client {pool_id}/")
    assert server == "the resource server orders of Cognito"


def test_a_prefix_beside_a_custom_domain_is_named(cognito: Any) -> None:
    pool_id = article(cognito)
    said = refused(Told(cognito, describe_user_pool=pool_says(CustomDomain="by-hand-12")), pool_id)
    assert "a prefix domain as well as a custom domain; the configuration has room for one" in said


def test_a_logo_which_cognito_only_links_to_is_named(cognito: Any) -> None:
    pool_id = article(cognito)
    cognito.set_ui_customization(UserPoolId=pool_id, CSS=".label-customizable { color: red; }")
    shown = Told(cognito, get_ui_customization=lambda answer: answer["UICustomization"].update(ImageUrl="https://x"))
    assert "cognito-auth-ui: a logo image, of which Cognito only returns the URL" in refused(shown, pool_id)


def test_details_that_cognito_doesnt_tell_whole_stay_as_they_are(cognito: Any) -> None:
    """The private key of Sign in with Apple; and a secret that is masked, which isn't written as it looks."""
    pool_id = settings_pulumi_lacks(cognito)
    (apple,) = described(cognito, pool_id).settings["identity_providers"]
    assert apple == {
        "provider_name": "SignInWithApple",
        "provider_type": "SignInWithApple",
        "attribute_mapping": {"email": "email", "username": "sub"},
        "keep_provider_details": True,
    }

    def mask(answer: dict[str, Any]) -> None:
        answer["IdentityProvider"]["ProviderDetails"]["client_secret"] = "***"

    company = everything_else(cognito)
    (masked,) = described(Told(cognito, describe_identity_provider=mask), company).settings["identity_providers"]
    assert masked["keep_provider_details"] is True
    assert "provider_details" not in masked


def test_replicas_which_pulumi_knows_nothing_of_are_named(cognito: Any) -> None:
    pool_id = minimal(cognito)

    class More(Told):
        def list_user_pool_replicas(self, **_: Any) -> dict[str, Any]:
            return {"UserPoolReplicas": [{"RegionName": "us-east-1"}, {"RegionName": "eu-west-1"}]}

    said = refused(More(cognito), pool_id)
    assert "the configuration can't express 2 things of it" in said
    assert "the replica in eu-west-1, which Pulumi's provider has no resource for" in said


@pytest.mark.parametrize("code", ["UnknownOperationException", "ResourceNotFoundException"])
def test_an_endpoint_without_a_newer_operation_has_nothing_of_it(cognito: Any, code: str) -> None:
    older = Told(cognito, list_terms=code, list_cimd_policies=code, list_user_pool_replicas=code)
    assert described(older, minimal(cognito)).settings["pool_name"] == "by hand"


@pytest.mark.parametrize("operation", ["describe_user_pool", "list_user_pool_clients", "list_terms", "list_groups"])
def test_a_pool_that_may_not_be_read_is_not_adopted_and_says_why(cognito: Any, operation: str) -> None:
    pool_id = minimal(cognito)
    with pytest.raises(DriverError, match=rf"{pool_id} failed: .*so it said.*Nothing was changed"):
        read_pool(Told(cognito, **{operation: "AccessDeniedException"}), pool_id)


def test_a_client_that_goes_while_the_pool_is_read_is_left_out(cognito: Any) -> None:
    pool_id = minimal(cognito)
    found = read_pool(Told(cognito, describe_user_pool_client="ResourceNotFoundException"), pool_id)
    assert found.clients == ()


def test_a_pool_of_many_groups_is_read_to_the_last_page(cognito: Any) -> None:
    pool_id = minimal(cognito)
    for number in range(63):
        cognito.create_group(UserPoolId=pool_id, GroupName=f"group-{number}")
    assert len(described(cognito, pool_id).settings["groups"]) == 63


def test_a_pool_that_isnt_there_is_said(cognito: Any) -> None:
    with pytest.raises(UsageError, match=r"There is no user pool us-east-1_Unknown12\. .*Nothing was changed"):
        read_pool(cognito, "us-east-1_Unknown12")


@pytest.mark.parametrize("pool_id", ["webapp-user-pool", "", "us-east-1", "us-east-1_", "eu_west-1_abc"])
def test_what_is_no_pools_id_is_refused_with_what_one_looks_like(pool_id: str) -> None:
    with pytest.raises(UsageError, match=r"isn't a user pool ID\. Give one such as us-east-1_a1B2c3D4e"):
        region_of(pool_id)
    assert region_of("us-gov-west-1_abcDEF123") == "us-gov-west-1"


def test_a_domain_s_security_policy_is_named_and_left_alone(cognito: Any) -> None:
    pool_id = of_every_kind(cognito)

    def with_a_policy(answer: dict[str, Any]) -> None:
        answer["DomainDescription"]["CustomDomainConfig"]["SecurityPolicy"] = "TLS_V1_2_2021"

    found = read_pool(Told(cognito, describe_user_pool_domain=with_a_policy), pool_id)
    assert describe(found, cognito.meta.service_model).settings["domain"]["certificate_arn"] == CERTIFICATE
    (said,) = found.left_alone
    assert said.startswith("the security policy TLS_V1_2_2021 of the domain login.example.com")


def test_a_clients_second_secret_is_named_and_left_alone(cognito: Any) -> None:
    pool_id = article(cognito)
    (client,) = cognito.list_user_pool_clients(UserPoolId=pool_id)["UserPoolClients"]
    cognito.add_user_pool_client_secret(UserPoolId=pool_id, ClientId=client["ClientId"])

    assert read_pool(cognito, pool_id).left_alone == (
        f"the second secret of the app client {pool_id}/{client['ClientId']}, which works until it is deleted",
    )
    why = "It needs cognito-idp:ListUserPoolClientSecrets, which isn't allowed."
    refused = read_pool(Told(cognito, list_user_pool_client_secrets="AccessDeniedException"), pool_id)
    assert refused.left_alone == (f"its clients' secrets, which can't be read: {why}",)
    unknown = read_pool(Told(cognito, list_user_pool_client_secrets="UnknownOperationException"), pool_id)
    assert unknown.left_alone == ()
