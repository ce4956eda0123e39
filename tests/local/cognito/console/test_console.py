"""The console: what exists, what happened last, and no secret."""

from pathlib import Path

import pytest

from cognito_model.model import IDENTITY_POOLS
from local.cognito.console import moments
from local.cognito.engine import Engine
from local.cognito.snapshots import Snapshots
from local.cognito.triggers.calls import TriggerCall
from tests.local.cognito.asking import ask
from tests.local.cognito.world import PASSWORD, World, error_of, make_engine

CONSOLE = "/_console"


def pool_page(world: World) -> str:
    page = ask(world.engine, f"{CONSOLE}/pools/{world.pool_id}")
    assert page.status == 200
    return page.text


def test_a_browser_at_the_engines_address_comes_to_the_console(engine: Engine):
    home = ask(engine, "/", headers={"accept": "text/html,*/*"})
    assert (home.status, home.headers["location"]) == (302, CONSOLE)
    assert ask(engine, "/").status == 404
    assert ask(engine, f"{CONSOLE}/nothing").status == 404


@pytest.mark.parametrize("path", ["/nowhere", "/favicon.ico", f"{CONSOLE}/nothing"])
def test_a_browser_shows_what_an_unknown_path_answers_instead_of_saving_it(path: str, engine: Engine):
    answer = ask(engine, path, headers={"accept": "text/html,*/*"})
    assert answer.status == 404
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "content-disposition" not in answer.headers


def test_it_shows_what_exists_and_what_was_called_with_the_outcome(world: World):
    world.of_pool("CreateGroup", GroupName="admins", Description="<b>bold</b>")
    world.add_user("ada", email="ada@console.example")
    world.admin("AdminAddUserToGroup", "ada", GroupName="admins")
    error_of(world.admin, "AdminGetUser", "nobody")
    overview = ask(world.engine, CONSOLE).text
    assert world.pool_id in overview
    assert "UserNotFoundException" in overview
    page = pool_page(world)
    for shown in ("ada@console.example", "CONFIRMED", "admins", "&lt;b&gt;bold", world.client_id):
        assert shown in page
    assert "<b>bold" not in page


def test_no_secret_is_on_any_page(world: World):
    secret = world.add_client(ClientName="confidential", GenerateSecret=True)["ClientSecret"]
    world.add_user("ada")
    tokens = world.tokens()
    shown = ask(world.engine, CONSOLE).text + pool_page(world)
    for hidden in (secret, PASSWORD, tokens["AccessToken"], tokens["RefreshToken"]):
        assert hidden not in shown


def test_who_signs_in_with_an_address_is_shown_by_it_and_not_by_an_id(engine: Engine):
    world = World.with_pool(engine, UsernameAttributes=["email"])
    world.add_user("grace@example.com", email="grace@example.com", phone_number="", phone_number_verified="")
    sub = world.user("grace@example.com").sub
    world.admin("AdminGetUser", sub)
    overview, page = ask(engine, CONSOLE).text, pool_page(world)
    assert "grace@example.com" in overview
    assert sub not in overview
    assert page.index(">grace@example.com") < page.index(f">{sub}<")


def test_an_address_that_is_not_verified_and_a_user_who_is_disabled_are_told(world: World):
    world.add_user("ada", email_verified="false")
    world.admin("AdminDisableUser", "ada")
    page = pool_page(world)
    assert "not verified" in page
    assert "CONFIRMED, disabled" in page


def test_a_hundred_users_are_shown_and_how_many_more_there_are(world: World):
    for number in range(103):
        world.admin("AdminCreateUser", f"user-{number}", MessageAction="SUPPRESS")
    page = pool_page(world)
    assert "Users (103)" in page
    assert "And 3 more." in page


def test_calls_of_functions_are_shown_with_what_they_printed(world: World):
    call = TriggerCall(
        at=1000.0,
        user_pool_id=world.pool_id,
        trigger="PreSignUp",
        source="PreSignUp_SignUp",
        function="pre-sign-up",
        user_name="ada",
        duration_s=0.012,
        tries=3,
        outcome="timed out",
        error="UnexpectedLambdaException: too slow",
        log=("first <line>", "second"),
    )
    assert "Latest trigger calls" not in ask(world.engine, CONSOLE).text
    world.engine.events.note_trigger(call)
    shown = ask(world.engine, CONSOLE).text
    for text in ("PreSignUp_SignUp", "timed out after 3 tries", "too slow", "first &lt;line&gt;"):
        assert text in shown


def test_a_moved_clock_snapshots_and_passed_over_members_are_told(tmp_path: Path):
    engine = make_engine(snapshot_folder=tmp_path)
    quiet = ask(engine, CONSOLE).text
    for title in ("clock is", "Snapshots", "Ignored members", "Identity pools"):
        assert title not in quiet
    Snapshots(engine).save("before-migration")
    engine.call("CreateUserPool", {"PoolName": "pool", "Newest": {}}, region="us-east-1")
    engine.call(
        "CreateIdentityPool",
        {"IdentityPoolName": "everybody", "AllowUnauthenticatedIdentities": True},
        region="us-east-1",
        service=IDENTITY_POOLS,
    )
    engine.clock.offset_s = 7500
    shown = ask(engine, CONSOLE).text
    for text in ("2 h 5 min ahead of", "before-migration", "Newest", "everybody"):
        assert text in shown
    engine.close()


def test_the_test_identity_providers_users_are_shown_where_a_pool_has_a_provider(world: World):
    assert "test identity provider" not in ask(world.engine, CONSOLE).text
    details = {"MetadataURL": "https://idp.example.com/metadata"}
    world.of_pool("CreateIdentityProvider", ProviderName="Corp", ProviderType="SAML", ProviderDetails=details)
    world.engine.test_providers.set({"Corp": {"users": [{"username": "lin", "email": "lin@corp.example"}]}})
    shown = ask(world.engine, CONSOLE).text
    for text in ("Users of the test identity provider", "lin@corp.example", "Corp", "grace@example.com"):
        assert text in shown


def test_state_that_could_not_be_read_is_told(engine: Engine):
    engine.unreadable_state = Path("/somewhere/cognito.sqlite.unreadable")
    engine.incomplete_state = Path("/somewhere/cognito.sqlite.incomplete")
    shown = ask(engine, CONSOLE).text
    assert "/somewhere/cognito.sqlite.unreadable" in shown
    assert "/somewhere/cognito.sqlite.incomplete" in shown


def test_a_pool_that_does_not_exist_is_not_found(engine: Engine):
    page = ask(engine, f"{CONSOLE}/pools/us-east-1_no%3Cb%3E")
    assert page.status == 404
    assert "us-east-1_no&lt;b&gt;" in page.text


@pytest.mark.parametrize("path", ["/", CONSOLE, f"{CONSOLE}/pools/x"])
def test_it_answers_no_other_method_and_its_own_user_only(path: str, engine: Engine):
    for method in ("PUT", "DELETE", "PATCH"):
        assert ask(engine, path, method=method).status == 405
    assert ask(engine, path, headers={"accept": "text/html"}, own_user=False).status == 403


def test_every_time_says_its_zone(world: World):
    world.add_user()
    page = pool_page(world)
    assert page.count("<time ") == page.count("UTC</time>") + page.count(":00</time>")
    assert moments.zone("+0530") == "+05:30"
    assert moments.zone("-0000") == "UTC"
    assert moments.shown(0).startswith(("1970-01-01 ", "1969-12-31 "))


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, ""), (0.4, ""), (90, "1 min 30 s ahead of"), (-7200, "2 h behind"), (200_000, "2 d 7 h ahead of")],
)
def test_a_moved_clock_is_told_in_two_units(seconds: float, shown: str):
    assert moments.span(seconds) == shown
