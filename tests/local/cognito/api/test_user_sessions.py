"""By "Managing user sessions" and the reference of its operations."""

import re

import pytest

from local.cognito.api import paging
from local.cognito.authentication.user_sessions import device_type
from local.cognito.store.sign_ins import HostedUiSession
from local.cognito.tokens import families, session_ids
from local.cognito.tokens.issuing import Grant, begin_sign_in
from tests.local.cognito.sign_in_world import SignInWorld
from tests.local.cognito.world import claims, error_of

SESSION_ID = r"^(tkn|sso)[a-z0-9]{25}$"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def world(engine):
    world = SignInWorld.with_pool(engine)
    world.add_user()
    return world


@pytest.fixture
def tracking(world):
    track(world)
    return world


def track(world, most=20, tracking="ENABLED"):
    given = {"UserSessionTracking": tracking, "TokenSession": {"MaxPerUser": most}}
    return world.of_pool("SetUserPoolSessionConfiguration", **given)


def sessions(world, token=""):
    if token:
        found = world.call("ListUserSessions", AccessToken=token)["Sessions"]
    else:
        found = world.admin("AdminListUserSessions")["Sessions"]
    return found


def with_browser(world):
    """A session of the pool's pages, and tokens that came through it."""
    user, now = world.user(), world.engine.clock.now()
    digest = "0123456789abcdef" * 4
    hosted = HostedUiSession(digest, world.pool_id, world.client_id, user.sub, now, now + 3600, {"user_agent": FIREFOX})
    session_id = session_ids.of_hosted_session(digest)
    with world.engine.calling(world.pool) as call:
        call.add(hosted)
        grant = Grant(scope="openid", hosted=True, sso_session=session_id)
        result = begin_sign_in(call, world.pool, world.client_record, user, grant)
    return session_id, result


def test_a_pool_tracks_nothing_until_it_is_told_to(world):
    assert world.of_pool("GetUserPoolSessionConfiguration") == {
        "UserPoolId": world.pool_id,
        "UserSessionTracking": "DISABLED",
        "TokenSession": {"MaxPerUser": 20},
    }
    token = world.tokens()["AccessToken"]
    assert error_of(sessions, world, token)[0] == "OperationNotEnabledException"
    assert not world.pool.families


def test_a_configuration_is_kept_and_answered(world):
    expected = {
        "UserPoolId": world.pool_id,
        "UserSessionTracking": "ENABLED",
        "TokenSession": {"MaxPerUser": 3},
    }
    assert track(world, 3) == expected
    assert world.of_pool("GetUserPoolSessionConfiguration") == expected


def test_a_client_says_how_long_a_browser_is_remembered(world):
    named = {"UserPoolId": world.pool_id, "ClientId": world.client_id}
    assert world.call("GetUserPoolClientSessionConfiguration", **named)["SSOSession"] == {"MaxValidityMinutes": 60}
    given = {**named, "SSOSession": {"MaxValidityMinutes": 0}}
    refused = error_of(world.call, "SetUserPoolClientSessionConfiguration", **given)
    assert refused[0] == "OperationNotEnabledException"
    track(world)
    assert world.call("SetUserPoolClientSessionConfiguration", **given) == given
    track(world, tracking="DISABLED")
    assert world.call("GetUserPoolClientSessionConfiguration", **named) == given


def test_the_lite_plan_tracks_nothing(world):
    world.pool.settings["UserPoolTier"] = "LITE"
    assert error_of(track, world)[0] == "FeatureUnavailableInTierException"


def test_sign_ins_are_listed_the_latest_active_first(tracking):
    first = tracking.tokens()
    tracking.advance(60)
    second = tracking.tokens()
    listed = sessions(tracking, first["AccessToken"])
    assert [one["SessionId"] for one in listed] == [
        session_ids.of_sign_in(claims(result["AccessToken"])["origin_jti"]) for result in (second, first)
    ]
    assert [one["IsCurrentSession"] for one in listed] == [False, True]
    assert {one["SessionType"] for one in listed} == {"TOKEN"}
    assert {one["ClientId"] for one in listed} == {tracking.client_id}
    tracking.advance(60)
    tracking.of_client("GetTokensFromRefreshToken", RefreshToken=first["RefreshToken"])
    renewed, other = sessions(tracking)
    assert renewed["SessionId"] == listed[1]["SessionId"]
    assert renewed["LastActiveDate"] > renewed["CreateDate"] + 100
    assert (renewed["IsCurrentSession"], other["IsCurrentSession"]) == (False, False)


def test_sign_ins_beyond_the_most_end_the_least_recently_used(tracking):
    track(tracking, 2)
    first = tracking.tokens()
    tracking.advance(1)
    second = tracking.tokens()
    tracking.advance(1)
    tracking.of_client("GetTokensFromRefreshToken", RefreshToken=first["RefreshToken"])
    tracking.advance(1)
    tracking.tokens()
    assert len(sessions(tracking)) == 2
    refused = error_of(tracking.of_client, "GetTokensFromRefreshToken", RefreshToken=second["RefreshToken"])
    assert refused == ("NotAuthorizedException", "Refresh Token has been revoked")
    tracking.of_client("GetTokensFromRefreshToken", RefreshToken=first["RefreshToken"])


def test_sessions_that_ended_are_forgotten_once_their_access_tokens_are_over(tracking):
    track(tracking, 1)
    first = tracking.tokens()["RefreshToken"]
    tracking.pool.caches[families.SWEPT] = 10
    for _ in range(30):
        tracking.advance(7200)
        tracking.tokens()
    assert len(tracking.pool.families) < 25
    refused = error_of(tracking.of_client, "GetTokensFromRefreshToken", RefreshToken=first)
    assert refused == ("NotAuthorizedException", "Refresh Token has been revoked")


def test_expired_revoked_and_signed_out_sessions_are_not_listed(tracking):
    result = tracking.tokens()
    tracking.of_client("RevokeToken", Token=result["RefreshToken"])
    assert sessions(tracking) == []
    tracking.tokens()
    tracking.admin("AdminUserGlobalSignOut")
    assert sessions(tracking) == []
    tracking.tokens()
    tracking.advance(31 * 86_400)
    assert sessions(tracking) == []


def test_a_session_is_revoked_with_its_tokens(tracking):
    mine, other = tracking.tokens(), tracking.tokens()
    listed = {one["SessionId"]: one for one in sessions(tracking, mine["AccessToken"])}
    (others,) = [name for name, one in listed.items() if not one["IsCurrentSession"]]
    assert tracking.call("RevokeUserSession", AccessToken=mine["AccessToken"], SessionId=others) == {}
    refused = error_of(tracking.call, "GetUser", AccessToken=other["AccessToken"])
    assert refused == ("NotAuthorizedException", "Access Token has been revoked")
    gone = error_of(tracking.call, "RevokeUserSession", AccessToken=mine["AccessToken"], SessionId=others)
    assert gone[0] == "ResourceNotFoundException"
    (current,) = set(listed) - {others}
    own = error_of(tracking.call, "RevokeUserSession", AccessToken=mine["AccessToken"], SessionId=current)
    assert own[0] == "InvalidParameterException"
    assert tracking.admin("AdminRevokeUserSession", SessionId=current) == {}


def test_another_users_session_is_not_revoked(tracking):
    tracking.add_user("bob", email="bob@example.com")
    tracking.tokens("bob")
    (session,) = tracking.admin("AdminListUserSessions", "bob")["Sessions"]
    refused = error_of(tracking.admin, "AdminRevokeUserSession", SessionId=session["SessionId"])
    assert refused[0] == "ResourceNotFoundException"


@pytest.mark.parametrize(("associated", "left"), [("NONE", 1), ("LINKED", 0)])
@pytest.mark.parametrize("kind", ["TOKEN", "SSO"])
def test_sessions_of_the_pages_are_listed_and_revoked_alone_or_together(tracking, kind, associated, left):
    session_id, _ = with_browser(tracking)
    listed = {one["SessionType"]: one for one in sessions(tracking)}
    assert listed["TOKEN"]["OriginSessionId"] == session_id == listed["SSO"]["SessionId"]
    assert listed["SSO"]["DeviceType"] == "Linux, Firefox"
    given = {"SessionId": listed[kind]["SessionId"], "RevokeAssociatedSessions": associated}
    tracking.admin("AdminRevokeUserSession", **given)
    assert len(sessions(tracking)) == left


def test_revoking_a_token_may_end_the_browsers_session(tracking):
    _, result = with_browser(tracking)
    tracking.of_client("RevokeToken", Token=result["RefreshToken"], RevokeAssociatedSessions="LINKED")
    assert sessions(tracking) == []


def test_ids_of_sessions_are_of_aws_form_and_lead_back(tracking):
    origin = claims(tracking.tokens()["AccessToken"])["origin_jti"]
    session_id = session_ids.of_sign_in(origin)
    assert re.fullmatch(SESSION_ID, session_id)
    assert session_ids.origin_of(session_id) == origin
    assert session_ids.origin_of("sso" + session_id[3:]) == ""
    assert session_ids.origin_of("tkn" + "z" * 25) == ""


@pytest.mark.parametrize(
    ("user_agent", "shown"),
    [
        ("", "unknown"),
        ("curl/8", "unknown"),
        (FIREFOX, "Linux, Firefox"),
        ("Boto3/1.44.8 ua/2.1 os/linux", "Linux, Boto3"),
    ],
)
def test_a_device_is_told_by_its_user_agent(user_agent, shown):
    assert device_type(user_agent) == shown


@pytest.mark.parametrize("place", ["x", -1, None, {}])
def test_a_next_token_that_nobody_gave_is_refused(tracking, place):
    given = {"NextToken": paging.token(place, "sessions")}
    assert error_of(tracking.admin, "AdminListUserSessions", **given)[0] == "InvalidParameterException"
