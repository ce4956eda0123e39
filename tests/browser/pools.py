"""User pools with pages, and the people who visit them."""

import base64
import hmac
import time
from dataclasses import dataclass
from typing import Any

import boto3

from tests.browser.visitor import CALLBACK, Browser
from tests.credentials import CREDENTIALS

PASSWORD = "Passw0rd!"


def totp(secret: str, *, at: float | None = None) -> str:
    """RFC 6238, as an authenticator app computes it."""
    step = int((time.time() if at is None else at) // 30).to_bytes(8, "big")
    mac = hmac.digest(base64.b32decode(secret + "=" * (-len(secret) % 8)), step, "sha1")
    offset = mac[-1] & 0x0F
    return f"{(int.from_bytes(mac[offset : offset + 4], 'big') & 0x7FFFFFFF) % 10**6:06d}"


@dataclass
class PoolWithPages:
    """A user pool, its app client, and who visits its pages."""

    api: Any
    endpoint_url: str
    pool_id: str
    client_id: str

    def browser(self) -> Browser:
        """Somebody new."""
        return Browser(self.endpoint_url, self.client_id)

    def make_user(self, username: str, password: str = PASSWORD, *, permanent: bool = True, **attributes: str) -> None:
        self.api.admin_create_user(
            UserPoolId=self.pool_id,
            Username=username,
            MessageAction="SUPPRESS",
            UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
        )
        self.api.admin_set_user_password(
            UserPoolId=self.pool_id, Username=username, Password=password, Permanent=permanent
        )

    def use_managed_login(self) -> None:
        """Give the pool a domain with managed login, and the client no style yet."""
        self.api.create_user_pool_domain(
            UserPoolId=self.pool_id, Domain=f"p{self.client_id.lower()}", ManagedLoginVersion=2
        )

    def add_branding(self) -> None:
        """Give the client Cognito's own style, without which managed login has no pages."""
        self.api.create_managed_login_branding(
            UserPoolId=self.pool_id, ClientId=self.client_id, UseCognitoProvidedValues=True
        )

    def enroll_totp(self, username: str) -> str:
        """Set up an authenticator app through the API; its secret."""
        signed_in = self.api.admin_initiate_auth(
            UserPoolId=self.pool_id,
            ClientId=self.client_id,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": username, "PASSWORD": PASSWORD},
        )["AuthenticationResult"]
        secret = str(self.api.associate_software_token(AccessToken=signed_in["AccessToken"])["SecretCode"])
        self.api.verify_software_token(AccessToken=signed_in["AccessToken"], UserCode=totp(secret))
        self.api.admin_set_user_mfa_preference(
            UserPoolId=self.pool_id,
            Username=username,
            SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True},
        )
        return secret

    def code_sent_to(self, address: str) -> str:
        """The newest code in the inbox for an address."""
        answer = self.browser().http.get(f"{self.endpoint_url}/inbox.json", params={"to": address}, timeout=10)
        return str(answer.json()["messages"][0]["code"])


def make_pool(endpoint_url: str, client: dict[str, Any] | None = None, **settings: Any) -> PoolWithPages:
    """A user pool and its app client; `client` and `settings` are added to what they are made with."""
    api = boto3.client(
        "cognito-idp",
        endpoint_url=endpoint_url,
        region_name="us-east-1",
        aws_access_key_id=CREDENTIALS.access_key,
        aws_secret_access_key=CREDENTIALS.secret_key,
    )
    pool_id = api.create_user_pool(**{"PoolName": "pages", "AutoVerifiedAttributes": ["email"], **settings})[
        "UserPool"
    ]["Id"]
    made = api.create_user_pool_client(
        **{
            "UserPoolId": pool_id,
            "ClientName": "app",
            "CallbackURLs": [CALLBACK],
            "LogoutURLs": [f"{CALLBACK}/bye"],
            "AllowedOAuthFlows": ["code"],
            "AllowedOAuthFlowsUserPoolClient": True,
            "AllowedOAuthScopes": ["openid", "email"],
            "SupportedIdentityProviders": ["COGNITO"],
            **(client or {}),
        }
    )
    return PoolWithPages(api, endpoint_url, pool_id, made["UserPoolClient"]["ClientId"])
