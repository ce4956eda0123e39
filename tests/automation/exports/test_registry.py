import re
from dataclasses import replace
from typing import Any

import pytest
import yaml

from automation.errors import UsageError
from automation.exports import FORMATS, export_files, export_text
from tests.automation.exports.exports import SECRETS, make_export

NO_DOMAIN = dict.fromkeys(
    ("domain", "hosted_ui_url", "authorize_endpoint", "token_endpoint", "userinfo_endpoint", "revoke_endpoint"), None
)


@pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if one.needs_hosted_ui])
def test_a_format_that_needs_the_hosted_ui_says_what_is_missing(name):
    with pytest.raises(UsageError, match="has no domain"):
        export_files(name, make_export(**NO_DOMAIN))


@pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if one.signs_in and not one.needs_hosted_ui])
def test_the_other_formats_work_without_a_domain(name):
    assert export_files(name, make_export(**NO_DOMAIN))


@pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if one.needs_folder])
def test_a_format_of_several_files_asks_for_a_folder(name):
    with pytest.raises(UsageError, match="--folder"):
        export_text(name, make_export())


@pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if one.file])
def test_a_format_of_one_text_is_one_file_in_a_folder(name):
    assert list(export_files(name, make_export()).values()) == [export_text(name, make_export())]


def test_openapi_names_the_endpoints_and_every_scope():
    schemes = yaml.safe_load(export_text("openapi", make_export()))["components"]["securitySchemes"]
    flows = schemes["cognitoOAuth"]["flows"]
    assert set(flows["authorizationCode"]["scopes"]) == {"openid", "email", "profile"}
    assert set(flows["clientCredentials"]["scopes"]) == {"orders/read", "orders/write"}
    assert schemes["cognitoOpenId"]["openIdConnectUrl"].endswith("/.well-known/openid-configuration")


def test_openapi_holds_no_secret():
    assert not [secret for secret in SECRETS if secret in export_text("openapi", make_export())]


def test_the_curl_script_has_secrets_in_assignments_alone():
    lines = export_text("curl", make_export()).splitlines()
    with_secret = [line for line in lines if any(secret in line for secret in ("client-s3cret", "quoted"))]
    assert [line.split("=")[0] for line in with_secret] == ["COGNITO_CLIENT_SECRET", "COGNITO_PASSWORD"]


def test_the_curl_script_is_refused_for_a_client_without_the_code_grant():
    clients = {"api": {"client_id": "x", "allowed_oauth_flows": ["client_credentials"], "client_secret": "y"}}
    with pytest.raises(UsageError, match="`code` among the client's allowed_oauth_flows"):
        export_text("curl", make_export(clients=clients, client_id="x"))


def test_the_http_file_declares_every_variable_that_it_uses():
    text = export_text("http", make_export())
    declared = set(re.findall(r"^@(\w+) =", text, re.MULTILINE))
    assert set(re.findall(r"\{\{(\w+)", text)) == declared


FORMATS_WITH_REQUESTS = ("http", "postman", "bruno")


@pytest.mark.parametrize("name", FORMATS_WITH_REQUESTS)
def test_the_sample_call_asks_for_the_back_end_that_was_given(name):
    files = export_files(name, replace(make_export(), backend_url="http://localhost:8000/orders"))
    assert "http://localhost:8000/orders" in "".join(files.values())


@pytest.mark.parametrize("given", ["localhost:8000", "ftp://host/x", "http://host/a b", "http://host/\n@x = y"])
def test_a_back_end_address_that_no_request_can_be_made_to_is_refused(given):
    with pytest.raises(UsageError, match="--backend-url"):
        export_text("http", replace(make_export(), backend_url=given))


@pytest.mark.parametrize("name", FORMATS_WITH_REQUESTS)
def test_a_machine_clients_export_has_what_a_machine_can_do(name):
    both = make_export()
    machine = replace(both, client=both.environment.client("machine"))
    text = "".join(export_files(name, machine).values())
    assert "client_credentials" in text
    assert "refresh_token}}" not in text.replace("'", "")
    assert "{{userinfo_endpoint}}" not in text


@pytest.mark.parametrize("name", FORMATS_WITH_REQUESTS)
def test_a_client_without_a_way_to_a_token_over_http_is_refused(name):
    clients: dict[str, Any] = {"api": {"client_id": "x", "allowed_oauth_flows": [], "client_secret": None}}
    with pytest.raises(UsageError, match="client_credentials"):
        export_files(name, make_export(with_machine=False, clients=clients, client_id="x"))
