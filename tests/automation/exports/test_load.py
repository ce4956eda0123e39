"""What stands beside the feed of `export k6`, `locust` and `artillery`."""

import json
import re
from dataclasses import replace

import pytest

from automation.errors import UsageError
from automation.exports.load import FEEDS, SETTINGS_FILE, load_files
from tests.automation.environments import CLIENT_ID, POOL_ID, make_environment
from tests.automation.exports.exports import SECRETS

ENVIRONMENT = make_environment()
URL = "https://shop.example.com/baskets"


def settings(endpoint_url: str | None = None, backend_url: str = URL) -> dict[str, str]:
    files = load_files("k6", ENVIRONMENT, ENVIRONMENT.client(), endpoint_url, backend_url)
    found: dict[str, str] = json.loads(files[SETTINGS_FILE])
    return found


@pytest.mark.parametrize("name", FEEDS)
def test_the_scripts_hold_no_secret_and_are_the_same_for_every_environment(name: str) -> None:
    client = ENVIRONMENT.client()
    files = load_files(name, ENVIRONMENT, client, None, URL)
    others = load_files(name, make_environment(user_pool_id="eu-west-1_x"), replace(client, client_id="x"), None, "")
    assert list(files) == [SETTINGS_FILE, *FEEDS[name]]
    for file in FEEDS[name]:
        assert files[file] == others[file]
        assert not [secret for secret in (*SECRETS, CLIENT_ID, URL) if secret in files[file]]


@pytest.mark.parametrize("name", FEEDS)
def test_the_scripts_read_no_file_and_no_setting_that_is_not_there(name: str) -> None:
    files = load_files(name, ENVIRONMENT, ENVIRONMENT.client(), None, URL)
    text = "".join(files[file] for file in FEEDS[name])
    read = set(re.findall(r"""["'/]([\w.-]+\.(?:csv|json))\b""", text))
    assert read == {"users.csv", SETTINGS_FILE}
    used = set(re.findall(r"settings\.(\w+)", text)) | set(re.findall(r'SETTINGS\["(\w+)"\]', text))
    assert used - {"json"} <= set(settings())


def test_on_aws_users_sign_in_at_the_regional_endpoint() -> None:
    assert settings()["endpoint"] == "https://cognito-idp.us-east-1.amazonaws.com"
    assert settings()["user_pool_id"] == POOL_ID


def test_locally_they_sign_in_at_the_engine() -> None:
    assert settings("http://127.0.0.1:4566")["endpoint"] == "http://127.0.0.1:4566"


def test_a_back_end_s_address_that_is_none_is_refused() -> None:
    assert settings(backend_url="")["backend_url"] == ""
    with pytest.raises(UsageError, match="--backend-url 'localhost:8000' isn't a URL"):
        settings(backend_url="localhost:8000")
