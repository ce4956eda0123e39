"""One sign-in, followed through pages, API calls, triggers and messages."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest

from local.cognito.console.threads import Thread, threads
from local.cognito.events import CallEvent, MessageEvent, TriggerEvent, VisitEvent
from local.cognito.triggers.calls import TriggerCall
from tests.local.cognito.asking import ask
from tests.local.cognito.console.desk import Desk
from tests.local.cognito.pages.site import PASSWORD, Site
from tests.local.cognito.triggers.project import ARN, Project
from tests.local.cognito.world import World

SIGN_INS = "/_console/sign-ins"


@pytest.fixture
def site(desk: Desk) -> Site:
    """Pages of a pool of their own, at the same engine."""
    return Site(desk.app, {"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]})


def steps(thread: Thread) -> list[str]:
    """What each step is, in a word or two."""
    words = {CallEvent: "operation", VisitEvent: "path", MessageEvent: "message_id"}
    return [str(getattr(one, words[type(one)])) for one in thread.events if not isinstance(one, TriggerEvent)]


def test_a_sign_in_through_the_pages_is_one_thread_from_the_request_to_the_exchange_of_its_code(desk: Desk, site: Site):
    site.make_user("ada")
    browser = site.browser().open("/oauth2/authorize")
    browser.submit(username="ada", password="wrong")
    browser.submit(username="ada", password=PASSWORD)
    assert browser.exchange()["access_token"]
    (found,) = threads(desk.engine.events)
    assert steps(found) == [
        *("/oauth2/authorize", "/login", "/login", "AdminInitiateAuth", "/login", "AdminInitiateAuth", "/oauth2/token")
    ]
    assert (found.username, found.outcome, found.error) == ("ada", "tokens issued", "")
    assert (found.client_id, found.user_pool_id) == (site.client_id, site.world.pool_id)
    last = found.events[4]
    assert isinstance(last, VisitEvent)
    assert last.leads_to == "http://localhost:8585"


def test_an_api_sign_in_is_followed_from_challenge_to_answer_and_two_at_once_stay_apart(world: World):
    for name in ("ada", "grace"):
        world.admin("AdminCreateUser", name, TemporaryPassword=PASSWORD, MessageAction="SUPPRESS")
    first, second = world.start(username="ada", PASSWORD=PASSWORD), world.start(username="grace", PASSWORD=PASSWORD)
    world.answer(second, username="grace", NEW_PASSWORD="An0ther-one")
    graces, adas = threads(world.engine.events)
    assert (steps(adas), adas.outcome) == (["InitiateAuth"], "waiting for NEW_PASSWORD_REQUIRED")
    assert (steps(graces), graces.outcome) == (["InitiateAuth", "RespondToAuthChallenge"], "signed in")
    assert [graces.username, adas.username] == ["grace", "ada"]
    with pytest.raises(Exception, match="Password"):
        world.answer(first, NEW_PASSWORD="short")
    assert threads(world.engine.events)[1].outcome == "InvalidPasswordException"


def test_messages_and_triggers_of_a_request_are_its_steps(world: World):
    call = TriggerCall(1.0, world.pool_id, "PreSignUp", "PreSignUp_SignUp", "check", "ada", 0.01, 1, "ok")
    events = world.engine.events
    assert events.enter()
    events.note_trigger(call)
    address = [{"Name": "email", "Value": "a@b.example"}]
    world.of_client("SignUp", Username="ada", Password=PASSWORD, UserAttributes=address)
    events.leave()
    (found,) = threads(events)
    assert [type(one) for one in found.events] == [TriggerEvent, MessageEvent, CallEvent]


def test_what_functions_did_and_printed_is_part_of_the_sign_in_that_called_them(desk: Desk, tmp_path: Path):
    project, world = Project(tmp_path), desk.world
    project.write("check.py", "def handler(event, context):\n    print('checked <b>')\n    return event\n")
    project.write("send.py", "def handler(event, context):\n    print('handed over')\n")
    triggers = desk.engine.triggers
    triggers.set_functions([project.function("check"), project.function("send")])
    sender = {"LambdaArn": f"{ARN}send", "LambdaVersion": "V1_0"}
    key = "arn:aws:kms:us-east-1:000000000000:key/abc"
    world.pool.settings["LambdaConfig"] = {
        "PreSignUp": f"{ARN}check",
        "CustomEmailSender": sender,
        "KMSKeyID": key,
    }
    address = [{"Name": "email", "Value": "a@b.example"}]
    world.of_client("SignUp", Username="ada", Password=PASSWORD, UserAttributes=address)
    triggers.wait_for_senders()
    (found,) = threads(desk.engine.events)
    called = [one.call.source for one in found.events if isinstance(one, TriggerEvent)]
    assert called == ["PreSignUp_SignUp", "CustomEmailSender_SignUp"]
    page = desk.get(f"{SIGN_INS}/{found.number}").text
    for shown in ("checked &lt;b&gt;", "handed over", "to a@b.example", "SignUp"):
        assert shown in page
    assert world.latest_code() not in page


def test_what_is_no_sign_in_is_no_thread(world: World):
    world.add_user()
    world.admin("AdminGetUser", "ada")
    assert threads(world.engine.events) == []


def test_another_authorization_request_of_the_same_browser_is_another_sign_in(desk: Desk, site: Site):
    site.make_user("ada")
    browser = site.browser().open("/oauth2/authorize")
    browser.open("/oauth2/authorize")
    browser.submit(username="ada", password=PASSWORD)
    assert [one.outcome for one in threads(desk.engine.events)] == ["signed in", ""]


def test_a_code_of_nobody_begins_a_thread_of_its_own_and_says_what_was_refused(desk: Desk, site: Site):
    form = f"grant_type=authorization_code&client_id={site.client_id}&code=unknown&redirect_uri=http://localhost:8585"
    headers = {"content-type": "application/x-www-form-urlencoded"}
    asked = ask(desk.engine, "/oauth2/token", method="POST", headers=headers, body=form.encode(), app=desk.app)
    assert asked.status == 400
    (found,) = threads(desk.engine.events)
    assert (steps(found), found.outcome) == (["/oauth2/token"], "invalid_grant")


def test_a_machines_token_is_a_thread_without_a_user(desk: Desk):
    world = desk.world
    world.of_pool(
        "CreateResourceServer",
        Identifier="orders",
        Name="Orders",
        Scopes=[{"ScopeName": "read", "ScopeDescription": "read"}],
    )
    client = world.add_client(
        ClientName="job",
        GenerateSecret=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthScopes=["orders/read"],
    )
    credentials = {"client_id": client["ClientId"], "client_secret": client["ClientSecret"]}
    form = urlencode({"grant_type": "client_credentials", **credentials}).encode()
    headers = {"content-type": "application/x-www-form-urlencoded"}
    asked = ask(desk.engine, "/oauth2/token", method="POST", headers=headers, body=form, app=desk.app)
    assert asked.status == 200
    (found,) = threads(desk.engine.events)
    assert (found.username, found.outcome) == ("", "tokens issued")
    listed, page = desk.get(SIGN_INS).text, desk.get(f"{SIGN_INS}/{found.number}").text
    assert ">no user named</a>" in listed
    assert "<h1>Sign-in</h1>" in page
    assert client["ClientSecret"] not in listed + page


def test_the_pages_show_a_sign_in_with_its_steps_and_no_secret(desk: Desk, site: Site):
    site.make_user("ada", email="ada@example.com")
    browser = site.browser().open("/oauth2/authorize")
    browser.submit(username="ada", password=PASSWORD)
    tokens = browser.exchange()
    listed = desk.get(SIGN_INS).text
    path = re.search(rf'href="({SIGN_INS}/\d+)"', listed)
    assert path is not None
    page = unescape(desk.get(path[1]).text)
    for shown in ("Sign-in of ada", "POST /login", "InitiateAuth", "to http://localhost:8585", "POST /oauth2/token"):
        assert shown in page
    for hidden in (PASSWORD, tokens["access_token"], tokens["refresh_token"], "code="):
        assert hidden not in listed + page
    of_ada = f"{SIGN_INS}?user_pool_id={site.world.pool_id}&username="
    assert ">ada</a>" in desk.get(f"{of_ada}ada").text
    assert "None since the engine started." in desk.get(f"{of_ada}grace").text
    ada = f"/_console/pools/{site.world.pool_id}/users/{site.world.user().sub}"
    assert f"user_pool_id={site.world.pool_id}" in desk.get(ada).text


@pytest.mark.parametrize("number", ["99", "x", "1/2", "%3Cb%3E"])
def test_a_sign_in_that_is_not_remembered_is_not_found(desk: Desk, number: str):
    page = desk.get(f"{SIGN_INS}/{number}")
    assert (page.status, "<b>" in page.text) == (404, False)
    assert desk.post(f"{SIGN_INS}/{number}").status == 405
