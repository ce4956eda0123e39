import re

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


@pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if not one.needs_hosted_ui])
def test_the_other_formats_work_without_a_domain(name):
    assert export_text(name, make_export(**NO_DOMAIN))


def test_a_format_of_several_files_asks_for_a_folder():
    with pytest.raises(UsageError, match="--folder"):
        export_text("bruno", make_export())


def test_a_format_of_one_text_takes_no_folder():
    with pytest.raises(UsageError, match="single text"):
        export_files("env", make_export())


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
    with pytest.raises(UsageError, match="`code` among its allowed_oauth_flows"):
        export_text("curl", make_export(clients=clients, client_id="x"))


def test_the_http_file_declares_every_variable_that_it_uses():
    text = export_text("http", make_export())
    declared = set(re.findall(r"^@(\w+) =", text, re.MULTILINE))
    used = set(re.findall(r"\{\{(\w+)", text)) - {"refresh"}
    assert used == declared
