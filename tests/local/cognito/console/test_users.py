"""Users, created and changed at the console by the engine's own operations."""

from typing import Any

import pytest

from tests.local.cognito.asking import Answer
from tests.local.cognito.console.desk import Desk
from tests.local.cognito.world import PASSWORD, World, error_of, make_engine


def create(desk: Desk, **form: str) -> Answer:
    reply = desk.post(f"{desk.pool}/new-user", **form)
    return desk.get(reply.headers["location"]) if reply.status == 303 else reply


def test_a_user_is_created_with_attributes_and_invited_to_the_inbox(desk: Desk):
    page = create(
        desk,
        username="grace",
        verified="on",
        further="given_name = Grace\r\n\r\nlocale=en\r\n",
        invite="on",
        **{"attribute:email": "grace@example.com", "attribute:phone_number": ""},
    )
    assert page.status == 200
    assert "The user was created." in page.text
    user = desk.world.user("grace")
    assert user.attributes == {
        "email": "grace@example.com",
        "email_verified": "true",
        "given_name": "Grace",
        "locale": "en",
    }
    assert user.status == "FORCE_CHANGE_PASSWORD"
    assert [one.destination for one in desk.world.messages()] == ["grace@example.com"]
    assert desk.world.latest_code() not in page.text


def test_a_user_with_a_password_that_stays_signs_in_with_it_at_once(desk: Desk):
    assert create(desk, username="grace", password=PASSWORD, permanent="on").status == 200
    assert desk.world.user("grace").status == "CONFIRMED"
    assert desk.world.tokens("grace")["AccessToken"]
    assert desk.world.messages() == []


def test_who_signs_in_with_an_address_is_created_by_it():
    world = World.with_pool(make_engine(), UsernameAttributes=["email"])
    desk = Desk(world)
    form = desk.get(f"{desk.pool}/new-user").text
    assert '<label for="username">Email</label>' in form
    assert "attribute:email" not in form
    assert create(desk, username="grace@example.com").status == 200
    assert world.user("grace@example.com").attributes["email"] == "grace@example.com"
    desk.app.close()
    world.engine.close()


def test_what_is_refused_is_said_beside_what_was_typed_but_for_the_password(desk: Desk):
    page = create(desk, username="gr<ace", password="short", further="a=b", **{"attribute:email": "grace@example.com"})
    assert page.status == 400
    assert 'value="gr&lt;ace"' in page.text
    assert 'value="grace@example.com"' in page.text
    assert ">\na=b</textarea>" in page.text
    assert "short" not in page.text
    assert desk.world.user("gr<ace") is None


@pytest.mark.parametrize(
    ("form", "said", "about"),
    [
        ({"username": "ada"}, "User account already exists", "username"),
        ({"username": "grace", "password": "short"}, "Password not long enough", "password"),
        ({"username": "grace", "further": "no pair"}, "Write further attributes as name=value", "further"),
        ({"username": "grace", "further": "=x"}, "Write further attributes as name=value", "further"),
        ({"username": "grace", "further": "custom:none=x"}, "custom:none", ""),
        ({"username": ""}, "username", ""),
        ({"username": "grace", "attribute:phone_number": "1"}, "phone number format", ""),
    ],
)
def test_cognitos_own_refusals_are_shown(desk: Desk, form: dict[str, Any], said: str, about: str):
    desk.world.add_user("ada")
    page = create(desk, **form)
    assert page.status == 400
    assert said in page.text
    before, *wrong = page.text.partition("<main>")[2].split('aria-invalid="true"')
    assert len(wrong) == bool(about)
    assert not about or f'name="{about}"' in before.rpartition("<")[2]


def test_who_signed_up_is_confirmed(desk: Desk):
    desk.world.of_client("SignUp", Username="ada", Password=PASSWORD)
    assert ">Disable<" not in desk.get(desk.user()).text
    assert 'value="Confirm"' in desk.get(desk.user()).text
    assert "The user is confirmed." in desk.act("confirm").text
    assert desk.world.user().status == "CONFIRMED"
    again = desk.act("confirm")
    assert (again.status, "Current status is CONFIRMED" in again.text) == (400, True)


def test_a_user_is_disabled_and_enabled_again(desk: Desk):
    desk.world.add_user()
    assert "CONFIRMED, disabled" in desk.act("disable").text
    assert error_of(desk.world.tokens)[1] == "User is disabled."
    assert "CONFIRMED, disabled" not in desk.act("enable").text
    assert desk.world.tokens()


def test_a_user_is_deleted_and_the_pools_page_says_so(desk: Desk):
    desk.world.add_user()
    path = desk.user(action="delete")
    page = desk.act("delete")
    assert "The user was deleted." in page.text
    assert desk.world.user() is None
    gone = desk.post(path)
    assert (gone.status, "does not exist" in gone.text) == (404, True)


def test_a_user_joins_and_leaves_groups(desk: Desk):
    desk.world.add_user()
    assert "The pool has no groups." in desk.get(desk.user()).text
    desk.world.of_pool("CreateGroup", GroupName="a/b<c>")
    assert "The user is in the group." in desk.act("join-group", group="a/b<c>").text
    assert list(desk.world.user().groups) == ["a/b<c>"]
    assert "has no further groups" in desk.get(desk.user()).text
    desk.act("leave-group", group="a/b<c>")
    assert not desk.world.user().groups
    refused = desk.act("join-group", group="none")
    assert (refused.status, "Group not found" in refused.text) == (400, True)


def test_the_second_factor_is_reset_whatever_it_is(desk: Desk):
    world = desk.world
    world.of_pool("SetUserPoolMfaConfig", SoftwareTokenMfaConfiguration={"Enabled": True}, MfaConfiguration="OPTIONAL")
    user = world.add_user()
    assert "Reset the second factor" not in desk.get(desk.user()).text
    user.totp_secret, user.mfa_enabled, user.mfa_preferred = "SECRET", ("SOFTWARE_TOKEN_MFA",), "SOFTWARE_TOKEN_MFA"
    page = desk.get(desk.user()).text
    assert "Reset the second factor" in page
    assert ">SECRET<" not in page
    assert "The second factor is reset." in desk.act("reset-second-factor").text
    assert (user.totp_secret, list(user.mfa_enabled), user.mfa_preferred) == ("", [], "")
    assert world.tokens()


def test_a_password_is_set_for_good_or_to_be_changed(desk: Desk):
    desk.world.add_user()
    assert "The password is set." in desk.act("set-password", password="An0ther-one", permanent="on").text
    assert desk.world.tokens(password="An0ther-one")
    desk.act("set-password", password="Yet-an0ther")
    assert desk.world.user().status == "FORCE_CHANGE_PASSWORD"
    refused = desk.act("set-password", password="weak")
    assert (refused.status, "not long enough" in refused.text) == (400, True)
    assert 'value="weak"' not in refused.text


def test_an_attribute_is_set_and_what_was_typed_stays_where_it_is_refused(desk: Desk):
    desk.world.add_user()
    assert "The attribute is set." in desk.act("set-attribute", attribute="given_name", value="Ada & co").text
    assert desk.world.user().attributes["given_name"] == "Ada & co"
    refused = desk.act("set-attribute", attribute="phone_number", value="12 <34>")
    assert refused.status == 400
    assert 'value="12 &lt;34&gt;" ' in refused.text
    assert '<option value="phone_number" selected>' in refused.text


def test_an_invitation_is_sent_again_and_a_password_set_anew_with_a_code(desk: Desk):
    world = desk.world
    create(desk, username="grace", **{"attribute:email": "grace@example.com"}, verified="on")
    assert "it is in the inbox" in desk.act("invite", "grace").text
    world.admin("AdminSetUserPassword", "grace", Password=PASSWORD, Permanent=True)
    assert "Send the invitation again" not in desk.get(desk.user("grace")).text
    assert "must be reset" in desk.act("reset-password", "grace").text
    assert world.user("grace").status == "RESET_REQUIRED"
    assert len(world.messages()) == 2


def test_a_user_is_signed_out_everywhere(desk: Desk):
    desk.world.add_user()
    token = desk.world.tokens()["AccessToken"]
    assert "signed out everywhere" in desk.act("sign-out").text
    assert error_of(desk.engine.call, "GetUser", {"AccessToken": token})[0] == "NotAuthorizedException"


@pytest.mark.parametrize("name", ["ada", "ada@example.com", "+15555550100", "SUB"])
def test_a_user_is_found_by_name_address_or_sub(desk: Desk, name: str):
    sub = desk.world.add_user().sub
    asked = sub if name == "SUB" else name.replace("+", "%2B")
    assert desk.get(f"{desk.pool}/find-user?name={asked}").headers["location"] == desk.user()


def test_nobody_of_a_name_is_said_and_a_user_or_pool_that_is_not_there_too(desk: Desk):
    found = desk.get(f"{desk.pool}/find-user?name=nob%3Cody")
    assert (found.status, "No user of this pool is called nob&lt;ody" in found.text) == (404, True)
    for path in (f"{desk.pool}/users/nobody", "/_console/pools/none/new-user", "/_console/pools/none/users/x"):
        assert desk.get(path).status == 404
    assert desk.post("/_console/pools/none/new-user", username="x").status == 404
    assert desk.post(f"{desk.pool}/users/nobody/disable").status == 404
    desk.world.add_user()
    assert desk.post(desk.user(action="nothing")).status == 404


def test_a_group_is_created_and_refused_beside_what_was_typed(desk: Desk):
    path = f"{desk.pool}/new-group"
    made = desk.post(path, group="editors", description="May change", precedence="3")
    assert "The group was created." in desk.get(made.headers["location"]).text
    group = desk.world.pool.groups["editors"]
    assert (group.description, group.precedence) == ("May change", 3)
    again = desk.post(path, group="editors", description="Other")
    assert (again.status, "already exists" in again.text, 'value="Other"' in again.text) == (400, True, True)
    wrong = desk.post(path, group="others", precedence="-1")
    assert (wrong.status, "whole number" in wrong.text) == (400, True)
    assert set(desk.world.pool.groups) == {"editors"}
