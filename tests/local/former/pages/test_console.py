import pytest
import requests


def text_of(pool, path: str, **headers: str) -> requests.Response:
    return requests.get(f"{pool.endpoint_url}{path}", headers=headers, timeout=10)


def test_a_browser_at_the_endpoints_address_comes_to_the_console(pool):
    assert text_of(pool, "/", Accept="text/html,*/*").url == f"{pool.endpoint_url}/_console"
    assert text_of(pool, "/").status_code == 404


def test_it_shows_what_exists_and_what_was_called_with_the_outcome(make_pool):
    pool = make_pool(PoolName="shown")
    pool.api.create_group(UserPoolId=pool.pool_id, GroupName="admins", Description="<b>bold</b>")
    pool.make_user("ada", email="ada@console.example")
    pool.api.admin_add_user_to_group(UserPoolId=pool.pool_id, Username="ada", GroupName="admins")
    with pytest.raises(pool.api.exceptions.UserNotFoundException):
        pool.api.admin_get_user(UserPoolId=pool.pool_id, Username="nobody")
    overview = text_of(pool, "/_console").text
    assert pool.pool_id in overview
    assert "UserNotFoundException" in overview
    page = text_of(pool, f"/_console/pools/{pool.pool_id}").text
    for shown in ("ada@console.example", "CONFIRMED", "admins", "&lt;b&gt;bold", pool.client_id):
        assert shown in page


def test_no_secret_is_on_any_page(make_pool):
    pool = make_pool(client={"GenerateSecret": True})
    pool.make_user("ada", "S3cret-password!")
    secret = pool.api.describe_user_pool_client(UserPoolId=pool.pool_id, ClientId=pool.client_id)["UserPoolClient"][
        "ClientSecret"
    ]
    shown = text_of(pool, "/_console").text + text_of(pool, f"/_console/pools/{pool.pool_id}").text
    assert secret not in shown
    assert "S3cret-password!" not in shown


def test_a_pool_that_does_not_exist_is_not_found(pool):
    assert text_of(pool, "/_console/pools/us-east-1_nosuch").status_code == 404


def test_it_can_only_be_read(pool):
    for path in ("/_console", f"/_console/pools/{pool.pool_id}", "/inbox", "/inbox.json"):
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            answer = requests.request(method, f"{pool.endpoint_url}{path}", timeout=10)
            assert answer.status_code == 405, (method, path)


def test_the_inbox_holds_what_was_sent_newest_first_and_by_address(pool):
    for name in ("one", "two"):
        pool.api.sign_up(
            ClientId=pool.client_id,
            Username=name,
            Password="Passw0rd!",
            UserAttributes=[{"Name": "email", "Value": f"{name}@inbox.example"}],
        )
    sent = text_of(pool, "/inbox.json").json()["messages"]
    assert [one["destination"] for one in sent[:2]] == ["two@inbox.example", "one@inbox.example"]
    only = text_of(pool, "/inbox.json?to=one@inbox.example").json()["messages"]
    assert [one["destination"] for one in only] == ["one@inbox.example"]
    assert only[0]["code"] in only[0]["body"]
    page = text_of(pool, "/inbox?to=one@inbox.example").text
    assert only[0]["code"] in page
    assert "two@inbox.example" not in page
