"""An engine with one of everything, which is as it was whenever a test begins."""

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cognito_model.model import IDENTITY_POOLS, USER_POOLS, Service
from local.cognito.clock import Clock
from local.cognito.engine import Engine
from local.cognito.errors import CognitoError
from local.cognito.settings import EngineSettings
from local.cognito.store.record import dumps, loads
from local.cognito.store.store import Store
from tests.credentials import CREDENTIALS
from tests.local.cognito.robustness.requests import Requests
from tests.local.cognito.robustness.right_requests import RIGHT
from tests.local.cognito.store.contents import contents, indexes
from tests.local.cognito.validation.conftest import filled, make_roles
from tests.local.cognito.validation.test_rules import ACCEPTED
from tests.local.cognito.world import PASSWORD, REGION, OneKey, World

CALLBACK = "http://localhost:8585"
NOW = 1_800_000_000.0
FLOWS = [
    f"ALLOW_{flow}"
    for flow in ("USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH", "USER_SRP_AUTH", "USER_AUTH", "REFRESH_TOKEN_AUTH")
]


class Still:
    """A clock that doesn't go on by itself."""

    def __call__(self) -> float:
        return NOW


@dataclass
class Prepared:
    """The engine, and what is known in it."""

    engine: Engine
    written: list[tuple[str, str]]
    """Kind and written form of all that there is."""
    known: dict[str, list[str]] = field(default_factory=dict)
    """Values of members that exist."""
    right: dict[str, list[Any]] = field(default_factory=dict)
    """Requests that pass, by operation."""

    def __post_init__(self) -> None:
        """Note how it is."""
        self._at_first = contents(self.engine.store), indexes(self.engine.store)

    def requests(self, chance: random.Random) -> Requests:
        """What makes requests of it."""
        return Requests(chance, self.known, self.right)

    def reset(self) -> None:
        """Have everything as it was."""
        store = self.engine.store
        if (contents(store), indexes(store)) == self._at_first and not self.engine.clock.offset_s:
            return
        with store.locked():
            store.replace([(kind, loads(content)) for kind, content in self.written])
        self.engine.clock.offset_s = 0.0

    def call(self, service: Service, operation: str, parameters: Any, region: str = REGION) -> Any:
        """An operation as over HTTP: the answer, or the refusal's code. Anything else that it does is raised."""
        text = json.dumps(parameters)
        refused: CognitoError | None = None
        answer: Any = None
        try:
            answer = self.engine.call(operation, json.loads(text), region=region, service=service)
        except CognitoError as refusal:
            refused = refusal
        json.dumps(answer, allow_nan=False).encode()
        if refused is None:
            return answer
        assert 400 <= refused.status < 500, f"{refused.status} {refused}"
        assert refused.code.endswith("Exception")
        refused.message.encode()
        return refused.code

    def check(self) -> None:
        """The state file says what memory says, and reading it again would find everything by the same names."""
        for thread in list(self.engine.background._threads):
            thread.join(30)
        store = self.engine.store
        again = Store()
        assert store._state is not None
        again.take_in(store._state.read())
        assert contents(again) == contents(store)
        assert indexes(again) == indexes(store)


@contextmanager
def prepared(folder: Path) -> Iterator[Prepared]:
    """An engine that keeps its state in a folder."""
    engine = Engine(EngineSettings(CREDENTIALS, "http://127.0.0.1:4566", folder), Clock(Still()), OneKey())
    known = _make_one_of_everything(engine)
    right = _right_requests(engine, known)
    written = [(record.KIND, dumps(record.to_json())) for record in engine.store.records()]
    yield Prepared(engine, written, known, right)
    engine.close()


def _make_one_of_everything(engine: Engine) -> dict[str, list[str]]:
    world = World.with_pool(
        engine,
        AliasAttributes=["email", "preferred_username"],
        UserPoolTier="PLUS",
        DeviceConfiguration={"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False},
        UserPoolTags={"team": "a"},
        UserPoolAddOns={"AdvancedSecurityMode": "AUDIT"},
        Policies={"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}},
    )
    world.of_pool(
        "SetUserPoolMfaConfig",
        MfaConfiguration="OPTIONAL",
        SoftwareTokenMfaConfiguration={"Enabled": True},
        WebAuthnConfiguration={"RelyingPartyId": "localhost"},
    )
    other = World.with_pool(engine, UsernameAttributes=["email"], UsernameConfiguration={"CaseSensitive": False})
    scopes = [{"ScopeName": "read", "ScopeDescription": "Read"}]
    world.of_pool("CreateResourceServer", Identifier="orders", Name="orders", Scopes=scopes)
    confidential = world.add_client(
        ClientName="confidential",
        GenerateSecret=True,
        ExplicitAuthFlows=FLOWS,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["orders/read"],
    )
    web = world.add_client(
        ClientName="web",
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", "email"],
        CallbackURLs=[CALLBACK],
        LogoutURLs=[CALLBACK],
        SupportedIdentityProviders=["COGNITO"],
    )
    world.add_user("ada")
    world.add_user("grace", phone_number="+15555550101")
    other.add_user("ada@example.com", email="ada@example.com")
    address = [{"Name": "email", "Value": "n@example.com"}]
    world.of_client("SignUp", Username="newcomer", Password=PASSWORD, UserAttributes=address)
    world.of_pool("CreateGroup", GroupName="admins")
    world.admin("AdminAddUserToGroup", "ada", GroupName="admins")
    world.of_pool("CreateUserPoolDomain", Domain="robust")
    world.of_pool(
        "CreateIdentityProvider",
        ProviderName="Corporate",
        ProviderType="OIDC",
        ProviderDetails={
            "client_id": "c",
            "client_secret": "s",
            "attributes_request_method": "GET",
            "oidc_issuer": "https://idp.example.com",
            "authorize_scopes": "openid",
        },
    )
    tokens, session = world.tokens("ada"), _srp_session(world)
    job = world.of_pool(
        "CreateUserImportJob", JobName="job", CloudWatchLogsRoleArn="arn:aws:iam::123456789012:role/any"
    )["UserImportJob"]
    terms = world.of_pool(
        "CreateTerms",
        ClientId=world.client_id,
        TermsName="terms-of-use",
        TermsSource="LINK",
        Enforcement="NONE",
        Links={"cognito:default": "https://example.com/terms"},
    )["Terms"]
    branding = world.of_pool("CreateManagedLoginBranding", ClientId=world.client_id, UseCognitoProvidedValues=True)
    identity_pool = engine.call(
        "CreateIdentityPool",
        {
            "IdentityPoolName": "everybody",
            "AllowUnauthenticatedIdentities": True,
            "DeveloperProviderName": "login.example",
            "CognitoIdentityProviders": [
                {
                    "ProviderName": f"cognito-idp.{REGION}.amazonaws.com/{world.pool_id}",
                    "ClientId": world.client_id,
                }
            ],
        },
        region=REGION,
        service=IDENTITY_POOLS,
    )
    identity = engine.call("GetId", {"IdentityPoolId": identity_pool["IdentityPoolId"]}, service=IDENTITY_POOLS)
    return {
        "AccessToken": [tokens["AccessToken"]],
        "AttributeName": ["email", "phone_number"],
        "ClientId": [world.client_id, confidential["ClientId"], web["ClientId"], other.client_id],
        "ClientSecret": [world.pool.clients[confidential["ClientId"]].secret_values[0]],
        "IdToken": [tokens["IdToken"]],
        "ClientSecretId": [world.pool.clients[confidential["ClientId"]].secrets[0]["ClientSecretId"]],
        "Code": ["123456", *[one.code for one in world.messages()]],
        "ConfirmationCode": ["123456", *[one.code for one in world.messages()]],
        "CredentialId": ["abc"],
        "Description": ["text"],
        "DeviceKey": [f"{REGION}_00000000-0000-0000-0000-000000000000"],
        "Domain": ["robust", "another"],
        "EventId": ["00000000-0000-0000-0000-000000000000"],
        "FeedbackToken": ["x"],
        "GroupName": ["admins", "others"],
        "Identifier": ["orders", "others"],
        "IdentityId": [identity["IdentityId"]],
        "IdentityPoolId": [identity_pool["IdentityPoolId"]],
        "JobId": [job["JobId"]],
        "Logins": [f"cognito-idp.{REGION}.amazonaws.com/{world.pool_id}"],
        "ManagedLoginBrandingId": [branding["ManagedLoginBranding"]["ManagedLoginBrandingId"]],
        "Password": [PASSWORD, "Other-horse2"],
        "PreviousPassword": [PASSWORD],
        "ProposedPassword": ["Other-horse2"],
        "ProviderName": ["Corporate", "Cognito"],
        "RefreshToken": [tokens["RefreshToken"]],
        "ResourceArn": [world.call("DescribeUserPool", UserPoolId=world.pool_id)["UserPool"]["Arn"]],
        "SecretHash": ["x"],
        "Session": [session],
        "TermsId": [terms["TermsId"]],
        "Token": [tokens["RefreshToken"]],
        "UserCode": ["123456"],
        "UserPoolId": [world.pool_id, world.pool_id, other.pool_id],
        "Username": ["ada", "grace", "newcomer", "nobody", "ada@example.com", world.user("ada").sub],
    }


def _right_requests(engine: Engine, known: dict[str, list[str]]) -> dict[str, list[Any]]:
    stand_for = {
        "$pool": known["UserPoolId"][0],
        "$client": known["ClientId"][0],
        "$confidential": known["ClientId"][1],
        "$secret": known["ClientSecret"][0],
        "$session": known["Session"][0],
        "$code": known["Code"][-1],
        "$access_token": known["AccessToken"][0],
        "$id_token": known["IdToken"][0],
        "$refresh_token": known["RefreshToken"][0],
        "$device": known["DeviceKey"][0],
        "$pool_arn": known["ResourceArn"][0],
        "$identity_pool": known["IdentityPoolId"][0],
        "$identity_arn": f"arn:aws:cognito-identity:{REGION}:000000000000:identitypool/{known['IdentityPoolId'][0]}",
        "$identity": known["IdentityId"][0],
        "$login": known["Logins"][0],
        "$mapping": f"{known['Logins'][0]}:{known['ClientId'][0]}",
    }
    roles = make_roles(lambda operation, given: engine.call(operation, dict(given), region=REGION))
    right: dict[str, list[Any]] = {}
    for operation, requests in RIGHT.items():
        right.setdefault(operation, []).extend(_filled(one, stand_for) for one in requests)
    for operation, request in ACCEPTED.values():
        right.setdefault(operation, []).append(filled(request, roles))
    return right


def _filled(value: Any, stand_for: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {_filled(name, stand_for): _filled(item, stand_for) for name, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, stand_for) for item in value]
    return stand_for.get(value, value) if isinstance(value, str) else value


def _srp_session(world: World) -> str:
    started = world.of_client(
        "InitiateAuth", AuthFlow="USER_SRP_AUTH", AuthParameters={"USERNAME": "ada", "SRP_A": "ab" * 128}
    )
    return str(started["Session"]) if "Session" in started else "x" * 30


SERVICES = (USER_POOLS, IDENTITY_POOLS)
