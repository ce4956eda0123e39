"""User pools with pages, and the people who visit them."""

from typing import Any

from local.cognito.app import EngineApp
from local.cognito.authentication import totp
from tests.local.cognito.pages.browser import CALLBACK, Browser
from tests.local.cognito.world import World

PASSWORD = "Passw0rd!"
CODE = {
    "CallbackURLs": [CALLBACK],
    "LogoutURLs": [f"{CALLBACK}/bye"],
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthScopes": ["openid", "email"],
    "SupportedIdentityProviders": ["COGNITO"],
    "ExplicitAuthFlows": [],
}
"""A client of the pages that allows nothing else."""


class Site:
    """A user pool, its app client, and who visits its pages."""

    def __init__(self, app: EngineApp, client: dict[str, Any] | None = None, **settings: Any) -> None:
        """`client` and `settings` are added to what client and pool are made with."""
        self.app = app
        self.world = World.with_pool(app.engine, **settings)
        self.world.client_id = self.client_id = self.world.add_client(**{**CODE, **(client or {})})["ClientId"]

    @property
    def client(self) -> Any:
        return self.world.pool.clients[self.client_id]

    def browser(self) -> Browser:
        """Somebody new."""
        return Browser(self.app, self.client_id)

    def make_user(self, username: str, password: str = PASSWORD, *, permanent: bool = True, **attributes: str) -> None:
        listed = [{"Name": name, "Value": value} for name, value in attributes.items()]
        self.world.admin("AdminCreateUser", username, MessageAction="SUPPRESS", UserAttributes=listed)
        self.world.admin("AdminSetUserPassword", username, Password=password, Permanent=permanent)

    def use_managed_login(self) -> None:
        """Give the pool a domain with managed login, and the client no style yet."""
        self.world.of_pool("CreateUserPoolDomain", Domain="orders-and-more", ManagedLoginVersion=2)

    def add_branding(self) -> None:
        """Give the client Cognito's own style, without which managed login has no pages."""
        self.world.of_pool("CreateManagedLoginBranding", ClientId=self.client_id, UseCognitoProvidedValues=True)

    def set_mfa(self, mode: str, **configurations: Any) -> None:
        self.world.of_pool("SetUserPoolMfaConfig", MfaConfiguration=mode, **configurations)

    def enroll_totp(self, username: str) -> str:
        """Set up an authenticator app through the API; its secret. Half a minute goes by."""
        tokens = self.world.of_pool(
            "AdminInitiateAuth",
            ClientId=self.client_id,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": username, "PASSWORD": PASSWORD},
        )["AuthenticationResult"]
        call = self.app.engine.call
        secret = str(call("AssociateSoftwareToken", {"AccessToken": tokens["AccessToken"]})["SecretCode"])
        call("VerifySoftwareToken", {"AccessToken": tokens["AccessToken"], "UserCode": self.totp(secret)})
        preferred = {"Enabled": True, "PreferredMfa": True}
        self.world.admin("AdminSetUserMFAPreference", username, SoftwareTokenMfaSettings=preferred)
        self.world.advance(totp.STEP_S)
        return secret

    def totp(self, secret: str) -> str:
        """What an authenticator app shows now."""
        return totp.code_at(secret, int(self.app.engine.clock.now() // totp.STEP_S))

    def code_sent_to(self, address: str) -> str:
        """The newest code in the inbox for an address."""
        return str(next(one.code for one in self.world.messages() if one.destination == address))
