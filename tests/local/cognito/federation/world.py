"""A served engine with a pool that trusts an identity provider, and a browser without a screen."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import requests
from bs4 import BeautifulSoup

from local.cognito.engine import Engine
from local.cognito.thread import EngineThread
from local.cognito.tokens import jwt

CALLBACK = "http://localhost:3000/callback"
REGION = "us-east-1"
MAPPING = {"email": "email", "email_verified": "email_verified", "name": "name", "username": "sub"}


class Browser:
    """Follows redirects within the engine and stops at the application."""

    def __init__(self, engine: EngineThread) -> None:
        self.engine = engine
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.verify = engine.authority_file or True
        self.url = ""
        self.response: requests.Response | None = None
        self.page = BeautifulSoup("", "html.parser")

    def open(self, url: str, method: str = "GET", data: Any = None, stop_before: str = "") -> "Browser":
        """Go to an address; `stop_before` is a path that isn't asked for any more."""
        for _ in range(12):
            self.url = urljoin(self.url or self.engine.endpoint_url, url)
            if urlsplit(self.url).port != self.engine.port or (stop_before and urlsplit(self.url).path == stop_before):
                return self
            self.response = self.session.request(method, self.url, data=data, allow_redirects=False, timeout=20)
            if self.response.status_code not in {302, 303}:
                self.page = BeautifulSoup(self.response.text, "html.parser")
                return self
            url, method, data = self.response.headers["Location"], "GET", None
        raise AssertionError(f"redirects without end: {self.url}")

    def submit(self, name: str, stop_before: str = "", **values: str) -> "Browser":
        form = self.page.find("form", attrs={"name": name})
        assert form is not None, self.text
        return self.open(str(form["action"]), "POST", {**self.fields(name), **values}, stop_before)

    def fields(self, name: str) -> dict[str, str]:
        """What a form has."""
        form = self.page.find("form", attrs={"name": name})
        assert form is not None, self.text
        return {str(one["name"]): str(one.get("value", "")) for one in form.find_all("input") if one.get("name")}

    def choose(self, username: str, stop_before: str = "") -> "Browser":
        """Somebody on the test identity provider's page."""
        return self.submit("identityProviderSignIn", username=username, stop_before=stop_before)

    def post_assertion(self, **values: str) -> "Browser":
        return self.submit("samlResponse", **values)

    @property
    def query(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.url).query).items()}

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", self.page.get_text(" "))

    @property
    def code(self) -> str:
        """The application's, at the end."""
        assert self.url.startswith(CALLBACK), f"{self.url} {self.text}"
        assert "code" in self.query, self.query
        return self.query["code"]

    @property
    def error(self) -> tuple[str, str]:
        """What the application is told."""
        assert self.url.startswith(CALLBACK), f"{self.url} {self.text}"
        return self.query.get("error", ""), self.query.get("error_description", "")


@dataclass
class Federated:
    """A pool, an app client, and an identity provider of the pool's."""

    engine: EngineThread
    provider: str = "Corp"
    pool_id: str = ""
    client_id: str = ""
    pool_settings: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        made = self.call("CreateUserPool", PoolName="federated", **self.pool_settings)
        self.pool_id = made["UserPool"]["Id"]

    @property
    def core(self) -> Engine:
        return self.engine.engine

    @property
    def pool(self) -> Any:
        return self.core.store.pools[self.pool_id]

    @property
    def users(self) -> list[Any]:
        return list(self.pool.users)

    def call(self, operation: str, **parameters: Any) -> dict[str, Any]:
        return self.core.call(operation, parameters, region=REGION)

    def of_pool(self, operation: str, **parameters: Any) -> dict[str, Any]:
        return self.call(operation, UserPoolId=self.pool_id, **parameters)

    def trust(self, kind: str, mapping: dict[str, str] | None = None, **details: str) -> None:
        """Have the pool trust the provider, and the app client let its users in."""
        self.of_pool(
            "CreateIdentityProvider",
            ProviderName=self.provider,
            ProviderType=kind,
            ProviderDetails=details,
            AttributeMapping=MAPPING if mapping is None else mapping,
            IdpIdentifiers=["corp.example"],
        )
        made = self.of_pool(
            "CreateUserPoolClient",
            ClientName="app",
            SupportedIdentityProviders=[self.provider],
            CallbackURLs=[CALLBACK],
            LogoutURLs=[CALLBACK],
            AllowedOAuthFlows=["code"],
            AllowedOAuthScopes=["openid", "email", "profile"],
            AllowedOAuthFlowsUserPoolClient=True,
        )
        self.client_id = made["UserPoolClient"]["ClientId"]

    def trust_test_provider(self, kind: str = "OIDC", mapping: dict[str, str] | None = None, **details: str) -> None:
        base = f"{self.engine.endpoint_url}/_idp"
        given = {"MetadataURL": f"{base}/saml/metadata"} if kind == "SAML" else oidc_details(f"{base}/oidc")
        self.trust(kind, mapping, **{**given, **details})

    def authorize(self, browser: Browser | None = None, stop_before: str = "", **more: str) -> Browser:
        parameters = {
            "client_id": self.client_id,
            "redirect_uri": CALLBACK,
            "response_type": "code",
            "scope": "openid email profile",
            "state": "app-state",
            "identity_provider": self.provider,
            **more,
        }
        query = requests.models.PreparedRequest()
        query.prepare_url(f"{self.engine.endpoint_url}/oauth2/authorize", {k: v for k, v in parameters.items() if v})
        return (browser or Browser(self.engine)).open(str(query.url), stop_before=stop_before)

    def tokens(self, browser: Browser) -> dict[str, Any]:
        """The application's, for its code."""
        form = {
            "grant_type": "authorization_code",
            "code": browser.code,
            "client_id": self.client_id,
            "redirect_uri": CALLBACK,
        }
        response = browser.session.post(f"{self.engine.endpoint_url}/oauth2/token", data=form, timeout=20)
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json()
        return found

    def claims(self, browser: Browser) -> dict[str, Any]:
        return jwt.claims_of(self.tokens(browser)["id_token"])


def oidc_details(issuer: str, **more: str) -> dict[str, str]:
    return {
        "client_id": "rp",
        "client_secret": "rp-secret",
        "authorize_scopes": "openid email profile",
        "oidc_issuer": issuer,
        "attributes_request_method": "GET",
        **more,
    }
