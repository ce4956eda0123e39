"""Settings of front ends, by what the app client can be used for."""

import json
from dataclasses import replace
from typing import Any

import pytest

from automation.environment import AppClient
from automation.errors import UsageError
from automation.exports import Export, export_files, export_text
from tests.automation.environments import ISSUER, POOL_ID
from tests.automation.exports.exports import make_export

BASE = "http://127.0.0.1:4566"
PUBLIC = AppClient(
    "spa",
    "abc",
    None,
    allowed_oauth_flows=("code",),
    allowed_oauth_scopes=("openid", "email"),
    callback_urls=("myapp://done", "http://localhost:5173/callback", "https://shop.example.com/callback"),
    logout_urls=("http://localhost:5173/bye", "https://shop.example.com/bye"),
)
LOCAL_ISSUER = f"{BASE}/{POOL_ID}"


def spa(*libraries: str, client: AppClient = PUBLIC, origin: str = "", **outputs: Any) -> Export:
    return replace(make_export(**outputs), client=client, libraries=libraries, origin=origin)


def settings(*libraries: str, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(export_text("spa", spa(*libraries, **more)))
    return found


def refused(*libraries: str, **more: Any) -> str:
    with pytest.raises(UsageError) as error:
        export_text("spa", spa(*libraries, **more))
    return str(error.value)


def test_oidc_client_is_told_the_issuer_where_it_is_at_home() -> None:
    found = settings("oidc-client-ts", issuer=LOCAL_ISSUER)
    assert found == {
        "userManager": {
            "authority": LOCAL_ISSUER,
            "client_id": "abc",
            "redirect_uri": "http://localhost:5173/callback",
            "response_type": "code",
            "scope": "openid email",
        },
        "signoutRedirect": {"extraQueryParams": {"client_id": "abc", "logout_uri": "http://localhost:5173/bye"}},
    }


def test_oidc_client_is_told_every_endpoint_where_the_issuer_is_elsewhere() -> None:
    metadata = settings("oidc-client-ts")["userManager"]["metadata"]
    assert metadata["issuer"] == ISSUER
    assert metadata["token_endpoint"] == f"{BASE}/oauth2/token"


def test_addresses_are_the_applications() -> None:
    found = settings("oidc-client-ts", origin="https://shop.example.com")
    assert found["userManager"]["redirect_uri"] == "https://shop.example.com/callback"
    assert found["signoutRedirect"]["extraQueryParams"]["logout_uri"] == "https://shop.example.com/bye"
    words = refused("oidc-client-ts", origin="http://localhost:3000")
    assert "None of the callback_urls of the app client spa is at http://localhost:3000" in words


def test_amplify_has_the_hosted_ui_where_that_is_reached_by_https() -> None:
    plain = settings("amplify")["Auth"]["Cognito"]
    assert plain == {"userPoolId": POOL_ID, "userPoolClientId": "abc"}
    secure = settings("amplify", hosted_ui_url="https://shop.auth.us-east-1.amazoncognito.com")["Auth"]["Cognito"]
    assert secure["loginWith"]["oauth"]["domain"] == "shop.auth.us-east-1.amazoncognito.com"
    assert secure["loginWith"]["oauth"]["redirectSignIn"] == list(PUBLIC.callback_urls[1:])


def test_amplify_is_told_the_endpoint_of_a_local_engine() -> None:
    export = spa("amplify")
    local = replace(export, variables={**export.variables, "AWS_ENDPOINT_URL": BASE})
    assert json.loads(export_text("spa", local))["Auth"]["Cognito"]["userPoolEndpoint"] == BASE


def test_auth_js_has_variables_and_finds_everything_by_the_issuer() -> None:
    confidential = replace(PUBLIC, client_secret="s3cr$t")
    text = export_text("spa", spa("auth-js", client=confidential, issuer=LOCAL_ISSUER))
    assert text == f"AUTH_COGNITO_ID='abc'\nAUTH_COGNITO_SECRET='s3cr$t'\nAUTH_COGNITO_ISSUER='{LOCAL_ISSUER}'\n"
    assert "local start --issuer local" in refused("auth-js")


def test_without_a_library_there_is_what_the_client_can_be_used_with() -> None:
    assert list(settings()) == ["oidc-client-ts", "amplify"]
    assert list(settings(issuer=LOCAL_ISSUER)) == ["oidc-client-ts", "amplify", "auth-js"]
    confidential = replace(PUBLIC, client_secret="s3cret")
    files = export_files("spa", spa(client=confidential, issuer=LOCAL_ISSUER))
    assert list(files) == ["auth-js.env"]
    assert list(export_files("spa", spa())) == ["oidc-client-ts.json", "amplify.json"]


def test_a_client_that_can_not_be_used_is_said_to_be_one() -> None:
    machine = AppClient("job", "x", "s3cret", allowed_oauth_flows=("client_credentials",))
    api_only = AppClient("api", "x", None, explicit_auth_flows=("ALLOW_USER_SRP_AUTH",))
    assert "A front end can't use the app client job" in refused(client=machine)
    assert "a browser can't keep one" in refused("oidc-client-ts", client=replace(PUBLIC, client_secret="s3cret"))
    assert "on the hosted UI, which the app client api isn't set up for" in refused("oidc-client-ts", client=api_only)
    assert list(settings(client=api_only)) == ["amplify"]
    assert "The libraries: oidc-client-ts, amplify, auth-js." in refused("vue")
