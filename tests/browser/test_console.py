"""A person at the console, on a desk's screen and on a phone: every page is used, and asked what is wrong with it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from local.cognito.engine import Engine
from local.cognito.settings import EngineSettings
from local.cognito.thread import EngineThread
from tests.browser.looks import complaints
from tests.credentials import CREDENTIALS
from tests.local.cognito.world import PASSWORD, World

DESK = {"width": 1280, "height": 800}
APPLICATION = "http://localhost:8585/"
PHONE = {"width": 390, "height": 844}


class AtTheConsole:
    """Somebody with a browser at the console."""

    def __init__(self, page: Page, endpoint_url: str, engine: Engine) -> None:
        self.page = page
        self.endpoint_url = endpoint_url
        self.engine = engine

    def sees(self, title: str, *, said: str = "") -> None:
        """The page of this title, without anything wrong with it."""
        expect(self.page.locator("h1")).to_have_text(title)
        if said:
            expect(self.page.locator("main")).to_contain_text(said)
        self.page.wait_for_load_state()
        assert complaints(self.page) == []

    def follows(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).click()

    def presses(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def types(self, **values: str) -> None:
        for label, value in values.items():
            self.page.get_by_label(label.replace("_", " "), exact=True).fill(value)


@pytest.fixture(params=[DESK, pytest.param(PHONE, marks=pytest.mark.slow)], ids=["desk", "phone"])
def person(request: pytest.FixtureRequest, page: Page) -> Callable[[EngineThread], AtTheConsole]:
    def at(running: EngineThread) -> AtTheConsole:
        page.set_viewport_size(request.param)
        page.goto(running.endpoint_url)
        return AtTheConsole(page, running.endpoint_url, running.engine)

    return at


def test_a_person_works_at_the_console(person: Callable[[EngineThread], AtTheConsole]):
    with EngineThread(EngineSettings(CREDENTIALS)) as running:
        walk(person(running))


def walk(at: AtTheConsole) -> None:
    """Through everything."""
    world = World.with_pool(at.engine, PoolName="orders")
    at.page.reload()
    at.sees("Overview")
    at.follows("orders")
    at.sees("orders")
    create_people(at, world)
    look_at_tokens(at, world)
    move_the_clock(at)
    follow_a_sign_in(at, world)


def create_people(at: AtTheConsole, world: World) -> None:
    at.follows("Create a group")
    at.sees("Create a group")
    at.types(Name="editors", Description="May change texts", Precedence="x")
    at.presses("Create the group")
    at.sees("Create a group", said="The precedence must be a whole number")
    at.types(Precedence="1")
    at.presses("Create the group")
    at.sees("orders", said="The group was created.")

    at.follows("Create a user")
    at.sees("Create a user")
    at.types(Username="ada", Email="ada@example.com", Password="short")
    at.presses("Create the user")
    at.sees("Create a user", said="Password not long enough")
    at.types(Password=PASSWORD)
    at.page.get_by_label("Permanent").check()
    at.presses("Create the user")
    at.sees("ada", said="The user was created.")
    assert world.tokens()["AccessToken"]

    at.page.get_by_label("Add to a group").select_option("editors")
    at.presses("Add")
    at.sees("ada", said="The user is in the group.")
    assert list(world.user().groups) == ["editors"]
    at.types(Value="12")
    at.page.get_by_label("Set an attribute").select_option("phone_number")
    at.presses("Set")
    at.sees("ada", said="Invalid phone number format.")
    at.presses("Disable")
    at.sees("ada", said="CONFIRMED, disabled")
    at.presses("Enable")
    at.sees("ada", said="The user is enabled.")

    world.of_client("SignUp", Username="grace", Password=PASSWORD)
    at.follows("orders")
    at.page.get_by_label("Name or address of a user").fill("grace")
    at.presses("Find")
    at.sees("grace", said="UNCONFIRMED")
    at.presses("Confirm")
    at.sees("grace", said="The user is confirmed.")
    at.page.get_by_text("Delete this user").click()
    at.presses("Delete grace")
    at.sees("orders", said="The user was deleted.")
    assert world.user("grace") is None


def look_at_tokens(at: AtTheConsole, world: World) -> None:
    tokens = world.tokens()
    at.follows("Token")
    at.sees("Check a token")
    at.types(Token=tokens["RefreshToken"])
    at.presses("Check")
    at.sees("Check a token", said="this is a refresh token")
    at.types(Token=tokens["AccessToken"])
    at.presses("Check")
    at.sees("Check a token", said="Nothing is wrong with this token.")
    at.page.get_by_label("What a back end wants").select_option("id")
    at.types(With_these_scopes="orders/read")
    at.presses("Check")
    at.sees("Check a token", said="2 things are wrong with this token.")


def move_the_clock(at: AtTheConsole) -> None:
    at.follows("Clock")
    at.sees("Clock")
    at.types(Move_by="soon")
    at.presses("Move")
    at.sees("Clock", said="isn't a duration")
    at.presses("Move on by 1 hour")
    at.sees("Clock", said="1 h ahead of")
    at.presses("Back to the real time")
    at.sees("Clock", said="shows the real time again")


def follow_a_sign_in(at: AtTheConsole, world: World) -> None:
    """Through the client's sign-in page, whose link a pool's page has."""
    world.add_client(
        ClientName="web",
        CallbackURLs=[APPLICATION],
        AllowedOAuthFlows=["code"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthScopes=["openid"],
        SupportedIdentityProviders=["COGNITO"],
    )
    at.page.route(
        f"{APPLICATION}**", lambda route: route.fulfill(content_type="text/html", body="<h1>Application</h1>")
    )
    at.follows("Overview")
    at.follows("orders")
    at.follows("Sign in")
    expect(at.page.locator("h1")).to_have_text("Sign in")
    at.types(Username="ada", Password="wrong")
    at.presses("Sign in")
    at.types(Username="ada", Password=PASSWORD)
    at.presses("Sign in")
    expect(at.page.locator("h1")).to_have_text("Application")

    at.page.goto(f"{at.endpoint_url}/_console")
    at.follows("Sign-ins")
    at.sees("Sign-ins")
    at.page.get_by_role("link", name="ada", exact=True).first.click()
    at.sees("Sign-in of ada", said="POST /login")
    expect(at.page.locator("main")).to_contain_text("NotAuthorizedException")
    expect(at.page.locator("main")).to_contain_text(f"to {APPLICATION}")
