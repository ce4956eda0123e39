"""The gate in front of the real emulator; its rules are in tests/local/former/test_gate.py."""

import http.client
from urllib.parse import urlsplit

import pytest
import requests


def test_a_rebound_page_gets_nothing_from_the_real_emulator(pool):
    address = urlsplit(pool.endpoint_url)
    for path in ("/_console", "/inbox.json", "/_ministack/health", "/login", f"/{pool.pool_id}/.well-known/jwks.json"):
        connection = http.client.HTTPConnection(str(address.hostname), address.port or 0, timeout=10)
        connection.request("GET", path, headers={"Host": f"rebound.example:{address.port}"})
        answer = connection.getresponse()
        assert answer.status == 403
        assert b"DNS rebinding" in answer.read()
        connection.close()


@pytest.mark.parametrize("origin", ["http://localhost:8585", "http://127.0.0.1:3000"])
def test_a_single_page_application_of_this_machine_may_use_what_cognito_lets_it_use(pool, origin):
    wants = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    targets = {
        "/": "content-type,x-amz-target,x-amz-user-agent,cache-control",  # what amazon-cognito-identity-js sends
        "/oauth2/token": "authorization,content-type",
        "/oauth2/userInfo": "authorization",
        "/oauth2/revoke": "content-type",
    }
    for path, headers in targets.items():
        asked = requests.options(
            f"{pool.endpoint_url}{path}", headers={**wants, "Access-Control-Request-Headers": headers}, timeout=10
        )
        assert asked.status_code == 200
        assert asked.headers["Access-Control-Allow-Origin"] == origin
        assert asked.headers["Access-Control-Allow-Headers"] == headers
        answer = requests.post(f"{pool.endpoint_url}{path}", headers={"Origin": origin}, data={"a": "b"}, timeout=10)
        assert answer.headers["Access-Control-Allow-Origin"] == origin
    keys = requests.get(
        f"{pool.endpoint_url}/{pool.pool_id}/.well-known/jwks.json", headers={"Origin": origin}, timeout=10
    )
    assert keys.headers["Access-Control-Allow-Origin"] == origin
