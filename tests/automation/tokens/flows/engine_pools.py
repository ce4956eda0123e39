"""User pools made on a real engine with plain boto3, for tests of flows."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import boto3
import requests
from botocore.config import Config

from automation.environment import Environment
from automation.tokens.challenges.answers import Answers
from automation.tokens.discovery import ENDPOINTS
from automation.tokens.flows import Credentials, FlowOptions, FlowRequest, run_flow
from automation.tokens.token_set import TokenSet
from automation.tokens.verification import Verifier
from cognito_model.endpoints import endpoints_of
from local.cognito.control.client import EngineControl
from tests.credentials import CREDENTIALS

REGION = "us-east-1"
PASSWORD = "Passw0rd!x"
CALLBACK = "http://localhost:8585/back"
API_FLOWS = (
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_CUSTOM_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
)


def boto(service: str, endpoint_url: str) -> Any:
    return boto3.client(  # type: ignore[call-overload]  # any service
        service,
        endpoint_url=endpoint_url,
        region_name=REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}),
    )


@dataclass(frozen=True)
class Pool:
    """A pool, one of its clients and what flows talk with."""

    environment: Environment
    cognito: Any
    http: requests.Session
    kept: dict[str, Any]

    def request(self, username: str = "jane", password: str = PASSWORD, **options: Any) -> FlowRequest:
        answers = replace(options.pop("answers", Answers()), keep=lambda _name, news: self.kept.update(news))
        scopes = options.pop("scopes", ())
        credentials = Credentials(username, password)
        client = options.pop("client", self.environment.client())
        return FlowRequest(
            self.environment,
            client,
            credentials,
            scopes,
            lambda: self.cognito,
            self.http,
            answers,
            FlowOptions(**options),
        )

    def sign_in(self, flow: str, username: str = "jane", password: str = PASSWORD, **options: Any) -> TokenSet:
        return run_flow(flow, self.request(username, password, **options))

    def verify(self, tokens: TokenSet) -> dict[str, dict[str, Any]]:
        return Verifier(self.environment, self.http).verify_set(tokens)

    def create_user(self, username: str = "jane", *, permanent: bool = True, **attributes: str) -> None:
        self.cognito.admin_create_user(
            UserPoolId=self.environment.user_pool_id,
            Username=username,
            MessageAction="SUPPRESS",
            TemporaryPassword="Temp0rary!",
            UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
        )
        if permanent:
            self.cognito.admin_set_user_password(
                UserPoolId=self.environment.user_pool_id, Username=username, Password=PASSWORD, Permanent=True
            )


def make_pool(
    endpoint_url: str, *, client: dict[str, Any] | None = None, mfa: dict[str, Any] | None = None, **pool: Any
) -> Pool:
    """A pool with a domain, a resource server and one client, confidential unless `client` says otherwise."""
    cognito = boto("cognito-idp", endpoint_url)
    pool_id = cognito.create_user_pool(PoolName="flows", **pool)["UserPool"]["Id"]
    if mfa:
        cognito.set_user_pool_mfa_config(UserPoolId=pool_id, **mfa)
    domain = f"flows-{pool_id[-9:].lower()}"
    cognito.create_user_pool_domain(UserPoolId=pool_id, Domain=domain)
    cognito.create_resource_server(
        UserPoolId=pool_id,
        Identifier="orders",
        Name="orders",
        Scopes=[{"ScopeName": "read", "ScopeDescription": "read"}, {"ScopeName": "write", "ScopeDescription": "write"}],
    )
    described = cognito.create_user_pool_client(
        UserPoolId=pool_id,
        ClientName="app",
        **{
            "GenerateSecret": True,
            "ExplicitAuthFlows": list(API_FLOWS),
            "AllowedOAuthFlows": ["code"],
            "AllowedOAuthFlowsUserPoolClient": True,
            "AllowedOAuthScopes": ["openid", "email", "orders/read"],
            "CallbackURLs": [CALLBACK, "http://localhost:8585/other"],
            "SupportedIdentityProviders": ["COGNITO"],
            **(client or {}),
        },
    )["UserPoolClient"]
    endpoints = endpoints_of(pool_id, domain, endpoint_url)
    outputs = {
        "user_pool_id": pool_id,
        "user_pool_arn": "arn",
        "region": REGION,
        "domain": domain,
        "hosted_ui_url": endpoints.hosted_ui_url,
        "issuer": endpoints.issuer,
        "jwks_uri": endpoints.jwks_uri,
        **{name: endpoints.at(path) for name, (_, path) in ENDPOINTS.items()},
        "client_id": described["ClientId"],
        "clients": {
            "app": {
                "client_id": described["ClientId"],
                "client_secret": described.get("ClientSecret"),
                "allowed_oauth_flows": described.get("AllowedOAuthFlows"),
                "allowed_oauth_scopes": described.get("AllowedOAuthScopes"),
                "explicit_auth_flows": described.get("ExplicitAuthFlows"),
                "callback_urls": described.get("CallbackURLs"),
            }
        },
    }
    http = requests.Session()
    http.trust_env = False
    return Pool(Environment.from_outputs("pools", outputs), cognito, http, {})


def custom_triggers(endpoint_url: str, folder: Path) -> dict[str, str]:
    """Triggers of a custom challenge: the answer is the question's text, twice `wrong` ends it."""
    define = """
def handler(event, context):
    session = event["request"]["session"]
    passed = [one for one in session if one["challengeName"] == "CUSTOM_CHALLENGE"]
    response = event["response"]
    response["issueTokens"] = bool(passed) and passed[-1]["challengeResult"]
    response["failAuthentication"] = len(passed) >= 2 and not passed[-1]["challengeResult"]
    waiting = not response["issueTokens"] and not response["failAuthentication"]
    proved = [one for one in session if one["challengeName"] == "PASSWORD_VERIFIER" and one["challengeResult"]]
    srp = [one for one in session if one["challengeName"] == "SRP_A"]
    if waiting:
        response["challengeName"] = "PASSWORD_VERIFIER" if srp and not proved else "CUSTOM_CHALLENGE"
    return event
"""
    create = """
def handler(event, context):
    event["response"]["publicChallengeParameters"] = {"question": "the answer to everything"}
    event["response"]["privateChallengeParameters"] = {"answer": "42"}
    return event
"""
    verify = """
def handler(event, context):
    wanted = event["request"]["privateChallengeParameters"]["answer"]
    event["response"]["answerCorrect"] = event["request"]["challengeAnswer"] == wanted
    return event
"""
    sources = {
        "DefineAuthChallenge": define,
        "CreateAuthChallenge": create,
        "VerifyAuthChallengeResponse": verify,
    }
    functions = []
    for trigger, source in sources.items():
        (folder / f"{trigger}.py").write_text(source)
        functions.append({"name": trigger, "handler": f"{trigger}.handler", "folder": str(folder), "environment": {}})
    EngineControl(endpoint_url, CREDENTIALS).set_functions(functions)
    return {trigger: f"arn:aws:lambda:{REGION}:000000000000:function:{trigger}" for trigger in sources}
