"""Take pictures of the local engine's pages into docs/screenshots: `python tools/take_screenshots.py`.

Needs Chromium, as the browser tests do. Run it after a change of the pages, and look at what it took.
"""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from local.cognito.launcher import EngineProcess, LaunchOptions  # noqa: E402 - the path must be right first
from tests.browser.pools import PASSWORD, PoolWithPages, make_pool  # noqa: E402 - as above
from tests.credentials import CREDENTIALS  # noqa: E402 - as above
from tests.end_to_end.checkout import Checkout, Started, finish, wait_for_line  # noqa: E402 - the path must be right first

FOLDER = ROOT / "docs" / "screenshots"
MAX_BYTES = 60_000
WRONG = "wrong"
PHONE = {"width": 390, "height": 720}
DESK = {"width": 880, "height": 460}
PROVIDER = {
    "client_id": "app",
    "client_secret": "hidden",
    "attributes_request_method": "GET",
    "oidc_issuer": "https://idp.example.com",
    "authorize_scopes": "openid",
    "authorize_url": "https://idp.example.com/authorize",
    "token_url": "https://idp.example.com/token",
    "attributes_url": "https://idp.example.com/userinfo",
    "jwks_uri": "https://idp.example.com/jwks",
}
ADMIN_FLOWS = ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]


class Camera:
    """A browser's page that keeps what it sees."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, pool: PoolWithPages, path: str = "/login", **more: str) -> None:
        """Open a page of an authorization request."""
        query = {
            "client_id": pool.client_id,
            "response_type": "code",
            "redirect_uri": "http://localhost:8585",
            "scope": "openid email",
            **more,
        }
        self.page.goto(f"{pool.endpoint_url}{path}?" + "&".join(f"{name}={value}" for name, value in query.items()))

    def fill(self, button: str, **values: str) -> None:
        """Fill in fields by their names and press a button."""
        for name, value in values.items():
            self.page.locator(f"[name={name}]").fill(value)
        self.page.get_by_role("button", name=button, exact=True).click()

    def take(self, name: str, *, whole: bool = True) -> None:
        """Keep what is seen, or what can be scrolled to as well. Exits where it is too large for a repository."""
        path = FOLDER / f"{name}.png"
        self.page.screenshot(path=path, full_page=whole)
        size = path.stat().st_size
        if size > MAX_BYTES:
            sys.exit(f"{path.name} has {size} bytes; at most {MAX_BYTES} are kept.")
        print(f"{path.relative_to(ROOT)}  {size} bytes")


def main() -> None:
    """Take every picture."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with EngineProcess(LaunchOptions(credentials=CREDENTIALS)) as emulator, chromium() as page:
        emulator.wait_until_ready()
        camera = Camera(page)
        take_accounts(camera, emulator.endpoint_url)
        take_challenges(camera, emulator.endpoint_url)
        take_choice(camera, emulator.endpoint_url)
        take_console(camera, emulator.endpoint_url)
        take_login(camera)


@contextmanager
def chromium() -> Iterator[Page]:
    """A browser's page of a phone's size."""
    executable = next((path for name in ("chromium", "google-chrome", "chrome") if (path := shutil.which(name))), None)
    if executable is None:
        sys.exit("There is no Chromium on PATH. Debian and Ubuntu: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser.new_page(viewport=PHONE)  # type: ignore[arg-type] # the dict that it asks for
        browser.close()


def take_accounts(camera: Camera, endpoint_url: str) -> None:
    """Sign in, sign up, confirm, forgot password, error."""
    pool = make_pool(
        endpoint_url,
        PoolName="webapp",
        UsernameAttributes=["email"],
        Schema=[{"Name": "given_name", "Required": True, "Mutable": True, "AttributeDataType": "String"}],
    )
    pool.make_user("grace@example.com", email="grace@example.com", email_verified="true", given_name="Grace")
    camera.open(pool)
    camera.take("sign-in")
    camera.page.emulate_media(color_scheme="dark")
    camera.take("sign-in-dark")
    camera.page.emulate_media(color_scheme="light")
    camera.fill("Sign in", username="grace@example.com", password=WRONG)
    camera.take("sign-in-refused")
    camera.open(pool, "/signup")
    camera.take("sign-up")
    camera.fill("Sign up", username="ada@example.com", given_name="Ada", password=WRONG, confirm_password=PASSWORD)
    camera.take("sign-up-refused")
    camera.fill("Sign up", password=PASSWORD, confirm_password=PASSWORD)
    camera.take("confirm")
    camera.open(pool, "/forgotPassword")
    camera.take("forgot-password")
    camera.fill("Reset my password", username="grace@example.com")
    camera.take("reset-password")
    camera.open(pool, redirect_uri="http://localhost:3000")
    camera.take("error")
    camera.page.goto(f"{endpoint_url}/inbox")
    camera.take("inbox")


def take_challenges(camera: Camera, endpoint_url: str) -> None:
    """What comes between the password and the application."""
    pool = make_pool(endpoint_url, client={"ExplicitAuthFlows": ADMIN_FLOWS}, PoolName="webapp")
    pool.api.create_identity_provider(
        UserPoolId=pool.pool_id, ProviderName="Example", ProviderType="OIDC", ProviderDetails=PROVIDER
    )
    pool.api.update_user_pool_client(**client_settings(pool, SupportedIdentityProviders=["COGNITO", "Example"]))
    camera.open(pool)
    camera.take("sign-in-with-provider")
    pool.make_user("new", permanent=False)
    camera.fill("Sign in", username="new", password=PASSWORD)
    camera.take("new-password")
    pool.make_user("ada")
    pool.api.set_user_pool_mfa_config(
        UserPoolId=pool.pool_id, SoftwareTokenMfaConfiguration={"Enabled": True}, MfaConfiguration="OPTIONAL"
    )
    pool.enroll_totp("ada")
    camera.open(pool)
    camera.fill("Sign in", username="ada", password=PASSWORD)
    camera.take("mfa-code")
    pool.api.set_user_pool_mfa_config(
        UserPoolId=pool.pool_id, SoftwareTokenMfaConfiguration={"Enabled": True}, MfaConfiguration="ON"
    )
    pool.make_user("unenrolled")
    camera.open(pool)
    camera.fill("Sign in", username="unenrolled", password=PASSWORD)
    camera.take("mfa-setup")


def take_choice(camera: Camera, endpoint_url: str) -> None:
    """Choice-based sign-in."""
    pool = make_pool(
        endpoint_url,
        client={"ExplicitAuthFlows": ["ALLOW_USER_AUTH", *ADMIN_FLOWS]},
        PoolName="webapp",
        Policies={"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}},
    )
    pool.make_user("joan", email="joan@example.com", email_verified="true")
    camera.open(pool)
    camera.fill("Next", username="joan")
    camera.take("choose-a-factor")
    camera.page.get_by_label("E-mail code").check()
    camera.fill("Next")
    camera.take("e-mail-code")


def take_console(camera: Camera, endpoint_url: str) -> None:
    """The console, on a larger screen."""
    camera.page.set_viewport_size(DESK)  # type: ignore[arg-type] # the dict that it asks for
    pool = make_pool(endpoint_url, PoolName="back office")
    pool.api.create_group(UserPoolId=pool.pool_id, GroupName="editors", Description="May change texts")
    for name in ("ada", "grace", "joan"):
        pool.make_user(name, email=f"{name}@example.com", email_verified="true")
    pool.api.admin_add_user_to_group(UserPoolId=pool.pool_id, Username="ada", GroupName="editors")
    camera.page.goto(f"{endpoint_url}/_console")
    camera.page.get_by_role("link", name="back office").click()
    camera.take("console-pool", whole=False)
    camera.page.get_by_role("link", name="ada").click()
    camera.take("console-user", whole=False)
    visitor = pool.browser().open("/oauth2/authorize")
    visitor.submit(username="ada", password=WRONG)
    visitor.submit(username="ada", password=PASSWORD)
    visitor.exchange()
    camera.page.get_by_role("link", name="Latest sign-ins").click()
    camera.page.get_by_role("link", name="ada").first.click()
    camera.take("console-sign-in", whole=False)
    camera.page.goto(f"{endpoint_url}/_console")
    camera.take("console", whole=False)


def take_login(camera: Camera) -> None:
    """What `login` shows at its callback, on a phone and on a larger screen, and where Cognito refuses."""
    with TemporaryDirectory() as folder:
        checkout = Checkout.copy_of_this_one(Path(folder))
        try:
            checkout.run("up")
            checkout.run(
                "users", "create", "ada@example.com", "--group", "editors", "--password", "-", text_in=PASSWORD
            )
            take_sign_in(camera, checkout)
            take_refusal(camera, checkout)
        finally:
            checkout.end_what_was_started()
            checkout.run("local", "stop")


def take_sign_in(camera: Camera, checkout: Checkout) -> None:
    """The page stays where it is when `login` has ended."""
    process, url = start_login(checkout)
    camera.page.goto(url)
    camera.fill("Sign in", username="ada@example.com", password=PASSWORD)
    camera.page.get_by_role("heading", name="Signed in").wait_for()
    finish(process)
    camera.page.set_viewport_size(PHONE)  # type: ignore[arg-type] # the dict that it asks for
    camera.take("signed-in-phone", whole=False)
    camera.page.set_viewport_size(DESK)  # type: ignore[arg-type] # as above
    camera.take("signed-in", whole=False)
    camera.page.get_by_text("Access token", exact=True).click()
    camera.page.locator("details").first.scroll_into_view_if_needed()
    camera.take("signed-in-claims", whole=False)


def take_refusal(camera: Camera, checkout: Checkout) -> None:
    """An error that the hosted UI came back with."""
    process, url = start_login(checkout, "--scope", "nothing/like-it")
    camera.page.goto(url)
    camera.page.get_by_role("heading", name="Not signed in").wait_for()
    finish(process)
    camera.take("not-signed-in", whole=False)


def start_login(checkout: Checkout, *arguments: str) -> tuple[Started, str]:
    """`login`, and the address that it asks to open."""
    process = checkout.start("login", "--no-browser", *arguments)
    return process, wait_for_line(process, "authorize?").strip()


def client_settings(pool: PoolWithPages, **changed: Any) -> dict[str, Any]:
    """What UpdateUserPoolClient takes, as it is but for `changed`."""
    found = pool.api.describe_user_pool_client(UserPoolId=pool.pool_id, ClientId=pool.client_id)["UserPoolClient"]
    kept = ("UserPoolId", "ClientId", "CallbackURLs", "AllowedOAuthFlows", "AllowedOAuthFlowsUserPoolClient")
    return {**{name: found[name] for name in (*kept, "AllowedOAuthScopes", "ExplicitAuthFlows")}, **changed}


if __name__ == "__main__":
    main()
