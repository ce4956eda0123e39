import asyncio
from copy import deepcopy
from typing import Any

import pulumi
import pytest
from pulumi.runtime.rpc import is_rpc_secret

from components import CognitoAuth, InvalidArgumentsError
from tests.components.support import ARTICLE, POOL_ID, RecordingMocks, known, pulumi_test

LOGO = {"category": "FORM_LOGO", "color_mode": "LIGHT", "extension": "SVG", "bytes": "PHN2Zy8+"}
LOGO_INPUT = {"category": "FORM_LOGO", "colorMode": "LIGHT", "extension": "SVG", "bytes": "PHN2Zy8+"}


def article(**changes: Any) -> Any:
    return {**deepcopy(ARTICLE), **changes}


@pulumi_test
def construct(args: Any) -> None:
    """Construct the component; all that it registers is there afterwards."""
    CognitoAuth("auth", args)


def with_client(**changes: Any) -> Any:
    args = article()
    args["clients"][0].update(changes)
    return args


@pulumi_test
async def test_every_childs_name_begins_with_the_components(mocks: RecordingMocks) -> None:
    await known(CognitoAuth("auth", article()).clients)

    names = {resource.name for resource in mocks.resources}
    assert names == {"auth", "auth-user-pool", "auth-domain", "auth-client-webapp"}


@pulumi_test
async def test_every_child_has_the_component_as_parent(mocks: RecordingMocks) -> None:
    parents: dict[str, Any] = {}

    def remember_parent(args: pulumi.ResourceTransformationArgs) -> None:
        parents[args.name] = args.opts.parent

    auth = CognitoAuth("auth", article(), pulumi.ResourceOptions(transformations=[remember_parent]))
    await known(auth.clients)

    assert parents.keys() == {"auth", "auth-user-pool", "auth-domain", "auth-client-webapp"}
    assert all(parent is auth for name, parent in parents.items() if name != "auth")


@pulumi_test
@pytest.mark.parametrize("deletion_protection", ["ACTIVE", "INACTIVE"])
async def test_a_pool_that_cognito_protects_is_protected_by_pulumi_too(
    mocks: RecordingMocks, deletion_protection: str
) -> None:
    protected: dict[str, Any] = {}

    def remember(args: pulumi.ResourceTransformationArgs) -> None:
        protected[args.name] = args.opts.protect

    opts = pulumi.ResourceOptions(transformations=[remember])
    await known(CognitoAuth("auth", article(deletion_protection=deletion_protection), opts).clients)

    assert bool(protected["auth-user-pool"]) is (deletion_protection == "ACTIVE")


@pulumi_test
async def test_two_instances_register_nothing_under_the_same_name(mocks: RecordingMocks) -> None:
    await known(CognitoAuth("one", article()).clients)
    await known(CognitoAuth("two", article()).clients)

    identities = [(r.typ, r.name) for r in mocks.resources]
    assert len(identities) == 8
    assert len(set(identities)) == len(identities)


@pulumi_test
async def test_the_type_token_is_for_ever(mocks: RecordingMocks) -> None:
    await known(CognitoAuth("auth", article()).clients)

    assert [r.typ for r in mocks.resources if r.name == "auth"] == ["cognito-access-token:index:CognitoAuth"]


@pulumi_test
async def test_what_was_said_reaches_the_user_pool(mocks: RecordingMocks) -> None:
    await known(CognitoAuth("auth", article(password_policy={"require_symbols": False}, tags={"team": "web"})).clients)

    pool = mocks.inputs("UserPool")
    assert pool["name"] == "webapp-user-pool"
    assert pool["usernameAttributes"] == ["email"]
    assert pool["autoVerifiedAttributes"] == ["email"]
    assert pool["usernameConfiguration"] == {"caseSensitive": False}
    assert pool["tags"] == {"team": "web"}
    assert pool["passwordPolicy"] == {
        "minimumLength": 8,
        "requireLowercase": True,
        "requireNumbers": True,
        "requireSymbols": False,
        "requireUppercase": True,
        "temporaryPasswordValidityDays": 7,
    }


@pulumi_test
async def test_a_client_is_secure_unless_it_says_otherwise(mocks: RecordingMocks) -> None:
    await known(CognitoAuth("auth", article(clients=[{"name": "api"}])).clients)

    client = mocks.inputs("UserPoolClient")
    assert client["allowedOauthFlows"] == []
    assert client["allowedOauthFlowsUserPoolClient"] is False
    assert client["preventUserExistenceErrors"] == "ENABLED"
    assert client["enableTokenRevocation"] is True
    assert client["explicitAuthFlows"] == ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    assert "callbackUrls" not in client


@pulumi_test
async def test_callback_urls_alone_make_a_client_of_the_code_grant(mocks: RecordingMocks) -> None:
    client = {"name": "spa", "callback_urls": ["https://app.example.com/callback"]}
    await known(CognitoAuth("auth", article(clients=[client])).clients)

    inputs = mocks.inputs("UserPoolClient")
    assert inputs["allowedOauthFlows"] == ["code"]
    assert inputs["allowedOauthFlowsUserPoolClient"] is True
    assert inputs["allowedOauthScopes"] == ["openid", "email", "profile"]
    assert inputs["supportedIdentityProviders"] == ["COGNITO"]


@pulumi_test
async def test_a_machines_client_has_no_users_flow(mocks: RecordingMocks) -> None:
    client = {
        "name": "job",
        "generate_secret": True,
        "allowed_oauth_flows": ["client_credentials"],
        "allowed_oauth_scopes": ["orders/read"],
    }
    orders = {"identifier": "orders", "scopes": [{"scope_name": "read", "scope_description": "See orders"}]}
    await known(CognitoAuth("auth", article(clients=[client], resource_servers=[orders])).clients)

    assert mocks.inputs("UserPoolClient")["explicitAuthFlows"] == ["ALLOW_REFRESH_TOKEN_AUTH"]


@pulumi_test
async def test_a_lifetime_reaches_cognito_with_its_unit(mocks: RecordingMocks) -> None:
    args = with_client(access_token_validity="15 minutes", refresh_token_validity="1 day")
    await known(CognitoAuth("auth", args).clients)

    client = mocks.inputs("UserPoolClient")
    assert client["accessTokenValidity"] == 15
    assert client["refreshTokenValidity"] == 1
    assert client["tokenValidityUnits"] == {"accessToken": "minutes", "refreshToken": "days"}
    assert "idTokenValidity" not in client


@pulumi_test
async def test_the_outputs_are_awss_own_addresses(mocks: RecordingMocks) -> None:
    auth = CognitoAuth("auth", article())

    issuer = f"https://cognito-idp.us-east-1.amazonaws.com/{POOL_ID}"
    base = "https://webapp12.auth.us-east-1.amazoncognito.com"
    assert await known(auth.user_pool_id) == POOL_ID
    assert await known(auth.user_pool_arn) == f"arn:aws:cognito-idp:us-east-1:123456789012:userpool/{POOL_ID}"
    assert await known(auth.region) == "us-east-1"
    assert await known(auth.domain) == "webapp12"
    assert await known(auth.issuer) == issuer
    assert await known(auth.jwks_uri) == f"{issuer}/.well-known/jwks.json"
    assert await known(auth.hosted_ui_url) == base
    assert await known(auth.authorize_endpoint) == f"{base}/oauth2/authorize"
    assert await known(auth.token_endpoint) == f"{base}/oauth2/token"
    assert await known(auth.userinfo_endpoint) == f"{base}/oauth2/userInfo"
    assert await known(auth.revoke_endpoint) == f"{base}/oauth2/revoke"
    assert await known(auth.logout_endpoint) == f"{base}/logout"


@pulumi_test
async def test_on_a_target_of_its_own_the_endpoints_answer_there_and_the_issuer_stays_awss(
    mocks: RecordingMocks,
) -> None:
    auth = CognitoAuth("auth", article(endpoint_url="http://127.0.0.1:4566"))

    assert await known(auth.issuer) == f"https://cognito-idp.us-east-1.amazonaws.com/{POOL_ID}"
    assert await known(auth.jwks_uri) == f"http://127.0.0.1:4566/{POOL_ID}/.well-known/jwks.json"
    assert await known(auth.hosted_ui_url) == "http://127.0.0.1:4566"
    assert await known(auth.token_endpoint) == "http://127.0.0.1:4566/oauth2/token"
    assert await known(auth.logout_endpoint) == "http://127.0.0.1:4566/logout"


@pulumi_test
async def test_a_pool_without_a_domain_has_no_hosted_ui(mocks: RecordingMocks) -> None:
    args = article()
    del args["domain"]
    auth = CognitoAuth("auth", args)

    assert await known(auth.domain) is None
    assert await known(auth.hosted_ui_url) is None
    assert await known(auth.token_endpoint) is None
    assert await known(auth.jwks_uri) is not None


@pulumi_test
async def test_the_first_named_clients_credentials_are_the_components(mocks: RecordingMocks) -> None:
    auth = CognitoAuth("auth", article(clients=[{"name": "zebra", "generate_secret": True}, {"name": "ant"}]))

    assert await known(auth.client_id) == "authclientzebra"
    assert await known(auth.client_secret) == "secret-of-auth-client-zebra"
    clients = await known(auth.clients)
    assert list(clients) == ["zebra", "ant"]
    assert clients["ant"]["client_id"] == "authclientant"
    assert clients["ant"]["client_secret"] is None


@pulumi_test
async def test_a_public_client_has_no_secret(mocks: RecordingMocks) -> None:
    auth = CognitoAuth("auth", article(clients=[{"name": "spa"}]))

    assert await known(auth.client_secret) is None


@pulumi_test
async def test_the_clients_say_what_they_allow(mocks: RecordingMocks) -> None:
    clients = await known(CognitoAuth("auth", article()).clients)

    assert clients["webapp"] == {
        "client_id": "authclientwebapp",
        "client_secret": "secret-of-auth-client-webapp",
        "allowed_oauth_flows": ["code"],
        "allowed_oauth_scopes": ["openid", "email", "profile"],
        "explicit_auth_flows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        "callback_urls": ["http://localhost:8585"],
        "logout_urls": [],
    }


@pulumi_test
async def test_secrets_are_secret_and_nothing_else_is(mocks: RecordingMocks) -> None:
    auth = CognitoAuth("auth", article())

    secret = {name for name in CognitoAuth.__annotations__ if await getattr(auth, name).is_secret()}
    assert secret == {"client_secret", "clients"}


@pulumi_test
async def test_what_an_identity_provider_is_given_is_secret(mocks: RecordingMocks) -> None:
    details = {"client_id": "i", "client_secret": "geheim", "authorize_scopes": "openid"}
    google = {"provider_name": "Google", "provider_type": "Google", "provider_details": details}
    await known(CognitoAuth("auth", article(identity_providers=[google])).clients)

    (registered,) = mocks.of_type("IdentityProvider")
    assert is_rpc_secret(registered.inputs["providerDetails"])
    assert mocks.inputs("IdentityProvider")["providerDetails"]["client_secret"] == "geheim"


@pulumi_test
async def test_a_rotating_refresh_token_has_no_flow_that_keeps_it(mocks: RecordingMocks) -> None:
    await known(CognitoAuth("auth", with_client(refresh_token_rotation={"feature": "ENABLED"})).clients)

    client = mocks.inputs("UserPoolClient")
    assert client["explicitAuthFlows"] == ["ALLOW_USER_SRP_AUTH"]
    assert client["refreshTokenRotation"] == {"feature": "ENABLED"}


@pulumi_test
async def test_rotation_beside_the_refresh_flow_is_warned_of(
    mocks: RecordingMocks, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", lambda text, *_, **__: said.append(text))
    flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    args = with_client(refresh_token_rotation={"feature": "ENABLED"}, explicit_auth_flows=flows)
    await known(CognitoAuth("auth", args).clients)

    (warning,) = said
    assert warning.startswith("The client webapp rotates refresh tokens and allows ALLOW_REFRESH_TOKEN_AUTH")


@pulumi_test
async def test_clients_come_after_what_they_refer_to(mocks: RecordingMocks) -> None:
    orders = {"identifier": "orders", "scopes": [{"scope_name": "read", "scope_description": "See orders"}]}
    await known(CognitoAuth("auth", article(resource_servers=[orders])).clients)

    order = [resource.name for resource in mocks.resources]
    assert order.index("auth-resource-server-orders") < order.index("auth-client-webapp")


def test_every_client_gets_pages_where_the_domain_serves_managed_login(mocks: RecordingMocks) -> None:
    construct(article(domain={"prefix": "webapp12", "managed_login_version": 2}))

    branding = mocks.inputs("ManagedLoginBranding")
    assert branding["clientId"] == "authclientwebapp"
    assert branding["useCognitoProvidedValues"] is True


@pytest.mark.parametrize(
    ("branding", "said"),
    [
        ({"settings": {"a": 1}}, {"settings": '{"a": 1}'}),
        ({"settings": {"a": 1}, "use_cognito_provided_values": False}, {"settings": '{"a": 1}'}),
        ({"settings": {}}, {"settings": "{}"}),
        ({"assets": [LOGO]}, {"settings": "{}", "assets": [LOGO_INPUT]}),
        ({"settings": {"a": 1}, "assets": [LOGO]}, {"settings": '{"a": 1}', "assets": [LOGO_INPUT]}),
        ({"use_cognito_provided_values": True}, {"useCognitoProvidedValues": True}),
        ({}, {"useCognitoProvidedValues": True}),
    ],
)
def test_a_style_is_settings_or_cognitos_own_and_never_both(
    mocks: RecordingMocks, branding: dict[str, Any], said: dict[str, Any]
) -> None:
    construct(with_client(branding=branding) | {"domain": {"prefix": "webapp12", "managed_login_version": 2}})

    inputs = mocks.inputs("ManagedLoginBranding")
    assert {name: inputs[name] for name in inputs.keys() - {"clientId", "userPoolId"}} == said


def test_an_identity_pool_trusts_the_clients(mocks: RecordingMocks) -> None:
    role = "arn:aws:iam::123456789012:role/example"
    mapping = {"identity_provider": "webapp", "type": "Token"}
    construct(article(identity_pool={"roles": {"authenticated": role}, "role_mappings": [mapping]}))

    provider = f"cognito-idp.us-east-1.amazonaws.com/{POOL_ID}"
    trusted = {"clientId": "authclientwebapp", "providerName": provider, "serverSideTokenCheck": True}
    assert mocks.inputs("IdentityPool")["cognitoIdentityProviders"] == [trusted]
    attachment = mocks.inputs("IdentityPoolRoleAttachment")
    assert attachment["roles"] == {"authenticated": role}
    assert attachment["roleMappings"] == [
        {"identityProvider": f"{provider}:authclientwebapp", "type": "Token", "ambiguousRoleResolution": "Deny"}
    ]


def test_an_identity_pool_trusts_no_machine_unless_told_and_nobody_that_it_is_told_not_to(
    mocks: RecordingMocks,
) -> None:
    machine = {"allowed_oauth_flows": ["client_credentials"], "allowed_oauth_scopes": ["orders/read"]}
    clients = [
        {"name": "web"},
        {"name": "admin", "trusted_by_identity_pool": False},
        {"name": "batch", "generate_secret": True, **machine},
        {"name": "robot", "generate_secret": True, "trusted_by_identity_pool": True, **machine},
    ]
    scope = {"scope_name": "read", "scope_description": "Read"}
    servers = [{"identifier": "orders", "scopes": [scope]}]
    construct(article(clients=clients, resource_servers=servers, identity_pool={"identity_pool_name": "p"}))

    providers = mocks.inputs("IdentityPool")["cognitoIdentityProviders"]
    assert [one["clientId"] for one in providers] == ["authclientweb", "authclientrobot"]


@pytest.mark.parametrize(
    ("region", "issuer", "hosted_ui"),
    [
        (
            "eu-west-1",
            "https://cognito-idp.eu-west-1.amazonaws.com/",
            "https://webapp12.auth.eu-west-1.amazoncognito.com",
        ),
        (
            "us-gov-west-1",
            "https://cognito-idp.us-gov-west-1.amazonaws.com/",
            "https://webapp12.auth-fips.us-gov-west-1.amazoncognito.com",
        ),
    ],
)
@pulumi_test
async def test_the_addresses_are_those_of_the_pools_region(
    mocks: RecordingMocks, region: str, issuer: str, hosted_ui: str
) -> None:
    mocks.region = region
    auth = CognitoAuth("auth", article())

    assert await known(auth.region) == region
    assert (await known(auth.issuer)).startswith(issuer)
    assert await known(auth.hosted_ui_url) == hosted_ui


@pulumi_test
async def test_a_custom_domain_is_the_hosted_uis_address(mocks: RecordingMocks) -> None:
    certificate = "arn:aws:acm:us-east-1:123456789012:certificate/1234abcd"
    domain = {"custom_domain": "auth.example.com", "certificate_arn": certificate}
    auth = CognitoAuth("auth", article(domain=domain))

    assert await known(auth.domain) == "auth.example.com"
    assert await known(auth.token_endpoint) == "https://auth.example.com/oauth2/token"
    assert mocks.inputs("UserPoolDomain")["certificateArn"] == certificate


@pulumi_test
async def test_arguments_that_break_rules_register_nothing(mocks: RecordingMocks) -> None:
    args = article(domain={"prefix": "WebApp12"}, password_policy={"minimum_length": 3})
    with pytest.raises(InvalidArgumentsError) as caught:
        CognitoAuth("auth", args)

    assert isinstance(caught.value, pulumi.RunError)
    assert [problem.path for problem in caught.value.problems] == ["domain.prefix", "password_policy.minimum_length"]
    assert str(caught.value).startswith("CognitoAuth auth breaks 2 rules:\n  domain.prefix: must match ")
    assert mocks.resources == []


@pulumi_test
async def test_what_decides_on_the_resources_cant_be_an_output(mocks: RecordingMocks) -> None:
    args = article(clients=pulumi.Output.from_input([{"name": "webapp"}]), domain=pulumi.Output.from_input({}))
    with pytest.raises(InvalidArgumentsError) as caught:
        CognitoAuth("auth", args)

    assert [str(problem) for problem in caught.value.problems] == [
        "clients: can't be an Output; the values inside it can",
        "domain: can't be an Output; the values inside it can",
    ]
    assert mocks.resources == []


@pulumi_test
async def test_an_output_passes_through_when_its_value_keeps_the_rules(mocks: RecordingMocks) -> None:
    args = with_client(callback_urls=[pulumi.Output.from_input("https://app.example.com/callback")])
    await known(CognitoAuth("auth", args).clients)

    assert mocks.inputs("UserPoolClient")["callbackUrls"] == ["https://app.example.com/callback"]


def test_an_output_is_checked_when_it_is_known(mocks: RecordingMocks, event_loop: asyncio.AbstractEventLoop) -> None:
    # One failure is raised; the Outputs that depend on it are nobody's to await, and asyncio would log each of them
    event_loop.set_exception_handler(lambda _, __: None)

    @pulumi_test
    def deploying() -> None:
        CognitoAuth("auth", article(domain={"prefix": pulumi.Output.from_input("my-aws-login")}))

    with pytest.raises(InvalidArgumentsError, match=r"domain\.prefix: must not contain the reserved word aws"):
        deploying()
    assert mocks.of_type("UserPoolDomain") == []


@pulumi_test
async def test_a_secret_output_stays_secret(mocks: RecordingMocks) -> None:
    auth = CognitoAuth("auth", article(domain={"prefix": pulumi.Output.secret("webapp12")}))

    assert await auth.domain.is_secret()
    assert await known(auth.domain) == "webapp12"


@pulumi_test
async def test_a_pool_without_app_clients_has_no_client_among_its_outputs(mocks: RecordingMocks) -> None:
    args: Any = {"pool_name": "p", "clients": []}
    auth = CognitoAuth("auth", args)

    assert await known(auth.clients) == {}
    assert await known(auth.client_id) is None
    assert await known(auth.client_secret) is None
    assert await auth.clients.is_secret()
    assert mocks.of_type("UserPoolClient") == []


@pulumi_test
async def test_a_domains_prefix_can_depend_on_an_output(mocks: RecordingMocks) -> None:
    prefix = pulumi.Output.from_input("team").apply(lambda team: f"{team}-login")
    args: Any = {**ARTICLE, "domain": {"prefix": prefix}}
    auth = CognitoAuth("auth", args)

    assert await known(auth.hosted_ui_url) == "https://team-login.auth.us-east-1.amazoncognito.com"
    assert mocks.inputs("UserPoolDomain")["domain"] == "team-login"


@pulumi_test
async def test_codes_by_mail_are_on_where_nothing_is_said_of_their_text(mocks: RecordingMocks) -> None:
    mail = {"email_sending_account": "DEVELOPER", "source_arn": "arn:aws:ses:us-east-1:123456789012:identity/a.example"}
    args: Any = {
        **ARTICLE, "mfa_configuration": "ON", "email_configuration": mail, "email_mfa_configuration": {},
    }  # fmt: skip
    await known(CognitoAuth("auth", args).clients)

    assert mocks.inputs("UserPool")["emailMfaConfiguration"] == {"subject": "Your authentication code"}


@pulumi_test
async def test_an_existing_pool_gets_clients_domain_and_resource_servers_alone(mocks: RecordingMocks) -> None:
    read = {"scope_name": "read", "scope_description": "read orders"}
    args: Any = {
        "user_pool_id": pulumi.Output.from_input(POOL_ID),
        "domain": ARTICLE["domain"],
        "clients": ARTICLE["clients"],
        "resource_servers": [{"identifier": "orders", "scopes": [read]}],
    }
    auth = CognitoAuth("auth", args)
    await known(auth.clients)

    made = [resource.typ.rpartition(":")[2] for resource in mocks.resources if not resource.resource_id]
    assert sorted(made) == ["CognitoAuth", "ResourceServer", "UserPoolClient", "UserPoolDomain"]
    assert {mocks.inputs(kind)["userPoolId"] for kind in made[1:]} == {POOL_ID}
    assert await known(auth.user_pool_id) == POOL_ID
    assert await known(auth.issuer) == f"https://cognito-idp.us-east-1.amazonaws.com/{POOL_ID}"
