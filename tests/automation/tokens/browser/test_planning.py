"""What is refused before anybody signs in, and what a browser then holds."""

import json
from typing import Any

import pytest

from automation.environment import AppClient
from automation.errors import UsageError
from automation.tokens.browser.cookies import HostedCookie
from automation.tokens.browser.planning import BrowserWish, plan_browser
from automation.tokens.browser.state import BrowserState
from automation.tokens.token_set import TokenSet
from tests.automation.environments import ISSUER, make_environment

ORIGIN = "http://127.0.0.1:5173"
PUBLIC = AppClient(
    "web",
    "abc",
    None,
    allowed_oauth_flows=("code",),
    allowed_oauth_scopes=("openid", "email"),
    explicit_auth_flows=("ALLOW_USER_SRP_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH"),
    callback_urls=("http://localhost:8585",),
)
COOKIE = HostedCookie("cognito", "c00kie", "127.0.0.1", "/", -1, is_http_only=True, is_secure=False, same_site="Lax")
CLAIMS = {
    "access_token": {"username": "u-1", "exp": 1_800_000_000, "scope": "openid email"},
    "id_token": {"sub": "u-1", "aud": "abc", "exp": 1_800_000_000, "auth_time": 1, "nonce": "n", "email": "a@b.c"},
}


def state(*libraries: str, flow: str | None = None, authority: str | None = None, **tokens: Any) -> BrowserState:
    wish = BrowserWish(libraries, ORIGIN if libraries else None, authority)
    given = {"access_token": "ACCESS", "id_token": "ID", "refresh_token": "REFRESH", "expires_in": 3600, **tokens}
    plan = plan_browser(make_environment(), PUBLIC, wish, flow)
    return plan.carry_out("ada@example.com", TokenSet(**given), CLAIMS)


def refused(client: AppClient = PUBLIC, flow: str | None = None, **wish: Any) -> str:
    environment = make_environment(**wish.pop("environment", {}))
    with pytest.raises(UsageError) as error:
        plan_browser(environment, client, BrowserWish(**{"libraries": ("amplify",), **wish}), flow)
    return str(error.value)


def test_amplify_and_identity_js_keep_tokens_under_the_users_name() -> None:
    prefix = "CognitoIdentityServiceProvider.abc"
    kept = {
        f"{prefix}.LastAuthUser": "u-1",
        f"{prefix}.u-1.accessToken": "ACCESS",
        f"{prefix}.u-1.idToken": "ID",
        f"{prefix}.u-1.refreshToken": "REFRESH",
        f"{prefix}.u-1.clockDrift": "0",
    }
    assert state("amazon-cognito-identity-js").local_storage == kept
    details = {"loginId": "ada@example.com", "authFlowType": "USER_SRP_AUTH"}
    found = state("amplify", flow="srp").local_storage
    assert json.loads(found[f"{prefix}.u-1.signInDetails"]) == details
    assert {name: value for name, value in found.items() if not name.endswith("signInDetails")} == kept


def test_amplify_remembers_that_somebody_came_by_the_hosted_ui() -> None:
    found = state("amplify", flow="code").local_storage
    assert found["CognitoIdentityServiceProvider.abc.oauthSignIn"] == "true,false"
    assert json.loads(found["CognitoIdentityServiceProvider.abc.u-1.oauthMetadata"]) == {"oauthSignIn": True}
    assert not [name for name in found if name.endswith("signInDetails")]


@pytest.mark.parametrize("authority", [None, f"{ISSUER}/"])
def test_oidc_client_keeps_a_user_under_the_authority_as_the_application_spells_it(authority: str | None) -> None:
    found = state("oidc-client-ts", authority=authority)
    ((name, value),) = found.local_storage.items()
    assert name == f"oidc.user:{authority or ISSUER}:abc"
    assert json.loads(value) == {
        "id_token": "ID",
        "session_state": None,
        "access_token": "ACCESS",
        "refresh_token": "REFRESH",
        "token_type": "Bearer",
        "scope": "openid email",
        "profile": {"sub": "u-1", "aud": "abc", "exp": 1_800_000_000, "email": "a@b.c"},
        "expires_at": 1_800_000_000,
    }
    assert found.of_a_tab == (name,)
    assert name in found.init_script()
    assert "ACCESS" not in found.init_script()


def test_a_storage_state_has_the_hosted_uis_cookies_and_the_entries_of_every_library() -> None:
    found = state("amplify", "oidc-client-ts", hosted_cookies=(COOKIE,)).to_playwright()
    assert found["cookies"][0]["value"] == "c00kie"
    (origin,) = found["origins"]
    assert origin["origin"] == ORIGIN
    assert {one["name"].partition(".")[0] for one in origin["localStorage"]} == {
        "CognitoIdentityServiceProvider",
        "oidc",
    }


def test_without_a_library_there_is_the_hosted_uis_session_alone() -> None:
    found = state(hosted_cookies=(COOKIE,))
    assert found.to_playwright()["origins"] == []
    assert found.init_script() == ""


def test_nothing_secret_is_shown() -> None:
    shown = repr(state("amplify", "oidc-client-ts", hosted_cookies=(COOKIE,)))
    assert not [secret for secret in ("ACCESS", "REFRESH", "c00kie") if secret in shown]


def test_the_flow_is_the_one_that_the_library_knows() -> None:
    def flow(*libraries: str) -> str:
        return plan_browser(make_environment(), PUBLIC, BrowserWish(libraries), None).flow

    assert flow("amplify") == flow("amazon-cognito-identity-js") == "admin"
    assert flow("oidc-client-ts") == flow("amplify", "oidc-client-ts") == flow() == "code"


def test_what_can_not_be_is_refused_before_anybody_signs_in() -> None:
    machine = AppClient("job", "x", "s3cret", allowed_oauth_flows=("client_credentials",))
    confidential = AppClient("web", "x", "s3cret", explicit_auth_flows=("ALLOW_USER_SRP_AUTH",))
    assert "The libraries: amplify, amazon-cognito-identity-js, oidc-client-ts." in refused(libraries=("angular",))
    assert "a browser can't keep one" in refused(confidential)
    assert "doesn't allow the flow code" in refused(machine, libraries=())
    assert "users can't sign in at it" in refused(machine, libraries=("oidc-client-ts",), flow="client-credentials")
    assert "doesn't use the hosted UI, where oidc-client-ts signs in" in refused(
        libraries=("oidc-client-ts",), flow="srp"
    )
    assert "doesn't use the hosted UI, where the session" in refused(libraries=(), flow="srp")
    assert "--origin only applies to a library" in refused(libraries=(), origin=ORIGIN)
    assert "a callback URL at the app client web and a domain" in refused(
        libraries=("oidc-client-ts",), environment={"hosted_ui_url": None}
    )


def test_a_sign_in_without_an_id_token_is_said_to_need_openid() -> None:
    with pytest.raises(UsageError, match="openid"):
        state("amazon-cognito-identity-js", id_token=None)
