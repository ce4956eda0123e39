"""What pages of other sites reach through their visitor's browser: pages of ours, and nothing that changes anything."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from local.cognito import origin_policy
from local.cognito.pages import paths
from local.cognito.store.record import dumps
from tests.credentials import CREDENTIALS
from tests.local.cognito.asking import Answer, ask
from tests.local.cognito.pages.browser import CALLBACK, ENDPOINT, FORM
from tests.local.cognito.pages.site import Site

NAVIGATION = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
OPEN = sorted(origin_policy.PAGES)
"""Every path to which another site may send its visitor."""
ACTIONS = (
    {"Action": "DeleteUserPool", "Version": "2016-04-18"},
    {"Action": "CreateStack", "Version": "2010-05-15", "StackName": "x"},
    {"X-Amz-Target": "AWSCognitoIdentityProviderService.DeleteUserPool"},
)
"""What such a page would like to have done."""


def held(site: Site) -> set[str]:
    """All that the engine holds, as it is written."""
    return {dumps([record.KIND, record.to_json()]) for record in site.app.engine.store.records()}


def presigned(path: str, query: dict[str, str]) -> str:
    """A GET that the engine's own key has signed, which no other site has: the worst that can come."""
    request = AWSRequest("GET", f"{ENDPOINT}{path}", params=query)
    key = Credentials(CREDENTIALS.access_key, CREDENTIALS.secret_key)
    SigV4QueryAuth(key, "cognito-idp", "us-east-1").add_auth(request)
    prepared = request.prepare().url
    parts = urlsplit(prepared)
    return f"{parts.path}?{parts.query}"


def ends_in_a_page_of_ours(answer: Answer) -> None:
    """A page, or a way on to one; in any case nothing else than what this package answers."""
    assert answer.status in {200, 302, 400, 403, 404, 405, 501}
    if answer.status == 302:
        target = answer.headers["location"]
        assert urlsplit(target).path in paths.PAGES or target.startswith(CALLBACK)
    elif answer.status != 405:
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "<h1>" in answer.text


def test_every_path_that_is_open_to_other_sites_is_a_page(pool):
    assert set(OPEN) <= paths.PAGES


@pytest.mark.parametrize("path", OPEN)
@pytest.mark.parametrize("action", ACTIONS, ids=["Cognito", "CloudFormation", "target"])
def test_a_link_with_a_presigned_query_ends_in_a_page_and_changes_nothing(pool, path, action):
    pool.make_user("ada")
    before = held(pool)
    about = {"UserPoolId": pool.world.pool_id, "client_id": pool.client_id, "redirect_uri": CALLBACK}
    answer = ask(pool.app.engine, presigned(path, {**about, **action}), headers=NAVIGATION, app=pool.app)
    ends_in_a_page_of_ours(answer)
    assert held(pool) == before


@pytest.mark.parametrize("path", sorted(paths.PAGES))
def test_a_form_of_another_site_is_refused_or_changes_nothing(pool, path):
    pool.make_user("ada")
    before = held(pool)
    form = f"username=ada&password=Passw0rd!&SAMLResponse=x&client_id={pool.client_id}".encode()
    query = f"client_id={pool.client_id}&redirect_uri={CALLBACK}&response_type=code"
    headers = {**NAVIGATION, "origin": "https://evil.example", "content-type": FORM}
    answer = ask(pool.app.engine, f"{path}?{query}", method="POST", headers=headers, body=form, app=pool.app)
    if path == origin_policy.POSTED_FROM_ELSEWHERE:
        ends_in_a_page_of_ours(answer)
    else:
        assert answer.status == 403
        assert b"Origin is https://evil.example" in answer.body
    assert held(pool) == before


@pytest.mark.parametrize("path", sorted(paths.PAGES - {origin_policy.POSTED_FROM_ELSEWHERE}))
@pytest.mark.parametrize("origin", ["", "null", "http://localhost:5173", "http://127.0.0.1:1", ENDPOINT])
def test_a_form_without_the_browsers_token_changes_nothing_wherever_it_comes_from(pool, path, origin):
    pool.make_user("ada")
    before = held(pool)
    query = f"client_id={pool.client_id}&redirect_uri={CALLBACK}&response_type=code"
    headers = {"content-type": FORM, "cookie": f"XSRF-TOKEN={'A' * 43}", **({"origin": origin} if origin else {})}
    body = b"username=ada&password=Passw0rd!"
    answer = ask(pool.app.engine, f"{path}?{query}", method="POST", headers=headers, body=body, app=pool.app)
    assert answer.status in {403, 405}
    assert held(pool) == before


def test_a_page_of_this_machine_that_knows_the_token_may_not_post_forms_either(pool):
    """Cookies don't know ports: an application on another port of `localhost` can set the token itself."""
    pool.make_user("ada")
    token = "A" * 43
    query = f"client_id={pool.client_id}&redirect_uri={CALLBACK}&response_type=code"
    body = f"_csrf={token}&username=ada&password=Passw0rd!".encode()
    for origin, status in (("http://localhost:5173", 403), (ENDPOINT, 302)):
        headers = {"content-type": FORM, "cookie": f"XSRF-TOKEN={token}", "origin": origin}
        answer = ask(pool.app.engine, f"/login?{query}", method="POST", headers=headers, body=body, app=pool.app)
        assert answer.status == status


@pytest.mark.parametrize("path", [paths.OIDC_RESPONSE, paths.SAML_RESPONSE])
def test_where_identity_providers_answer_nothing_happens_without_a_sign_in_of_ours(pool, path):
    answer = ask(pool.app.engine, f"{path}?code=x&state=y&RelayState=y", app=pool.app)
    assert answer.status == 400
    assert "Go back to the application and sign in again." in answer.text


@pytest.mark.parametrize("path", sorted(paths.PAGES))
def test_another_user_of_the_machine_sees_no_page(pool, path):
    assert ask(pool.app.engine, path, own_user=False, app=pool.app).status == 403


@pytest.mark.parametrize("path", sorted(paths.PAGES))
def test_no_other_origin_reads_a_page_though_it_be_of_this_machine(pool, path):
    answer = ask(pool.app.engine, path, headers={"origin": "http://localhost:5173"}, app=pool.app)
    assert "access-control-allow-origin" not in answer.headers


def test_a_single_page_application_of_this_machine_may_use_what_cognito_lets_it_use(pool):
    origin = "http://localhost:5173"
    wants = {"origin": origin, "access-control-request-method": "POST"}
    targets = {
        "/oauth2/token": "authorization,content-type",
        "/oauth2/userInfo": "authorization",
        "/oauth2/revoke": "content-type",
        f"/{pool.world.pool_id}/oauth2/register": "content-type",
    }
    engine: Any = pool.app.engine
    for path, headers in targets.items():
        asked = {**wants, "access-control-request-headers": headers}
        preflight = ask(engine, path, method="OPTIONS", headers=asked)
        assert preflight.status == 200
        assert preflight.headers["access-control-allow-headers"] == headers
        answer = ask(engine, path, method="POST", headers={"origin": origin, "content-type": FORM}, body=b"a=b")
        assert answer.headers["access-control-allow-origin"] == origin
