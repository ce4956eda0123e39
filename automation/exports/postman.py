"""`export postman`: a collection (schema v2.1) that obtains its own tokens, and its environment.

On stdout it is one collection with all values in it. In a folder the values that stay are in the environment's file,
and the collection holds no secret: it can be shared and reviewed.
"""

import json
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from automation.exports import Export
from automation.exports.token_requests import (
    SECRETS,
    TokenRequest,
    backend_url,
    check_client,
    client_credentials,
    has_userinfo,
    is_machine,
    obtained,
    refresh,
    settings,
    signs_in,
)

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
COLLECTION_FILE = "cognito.postman_collection.json"
ENVIRONMENT_FILE = "cognito.postman_environment.json"

NO_AUTHORIZATION = {"type": "noauth"}
SCRIPTS = Path(__file__).with_name("postman_scripts")


def text(export: Export) -> str:
    """The collection with every value as a collection variable."""
    return _json(_collection(export, {**settings(export), **obtained(export)}))


def files(export: Export) -> dict[str, str]:
    """The collection without a secret, and the environment with what it needs."""
    values = [
        {"key": name, "value": value, "type": "secret" if name in SECRETS else "default", "enabled": True}
        for name, value in settings(export).items()
    ]
    environment = {
        "id": _stable_id(export, "environment"),
        "name": f"Cognito {export.environment.name}",
        "values": values,
        "_postman_variable_scope": "environment",
    }
    empty = dict.fromkeys(obtained(export), "")
    return {COLLECTION_FILE: _json(_collection(export, empty)), ENVIRONMENT_FILE: _json(environment)}


def _collection(export: Export, variables: dict[str, str]) -> dict[str, Any]:
    check_client(export, "a Postman collection")
    items = _sign_in(export) if signs_in(export.client) else []
    if renewal := refresh(export):
        items.append(_token_item(renewal, ["after_tokens"]))
    if has_userinfo(export.client):
        items.append(_item("Userinfo", "GET", "{{userinfo_endpoint}}", after=["after_accepted"]))
    if machine := client_credentials(export):
        # A person's access token isn't replaced by a program's.
        items.append(_token_item(machine, ["after_tokens" if is_machine(export.client) else "after_machine_token"]))
    if backend_url(export):
        items.append(_item("Protected call", "GET", "{{backend_url}}", after=["after_accepted"]))
        items[-1]["request"]["description"] = (
            "The variable backend_url is your back end's address; set it with --backend-url."
        )
    return {
        "info": {
            "_postman_id": _stable_id(export, "collection"),
            "name": f"Cognito {export.environment.name}",
            "description": "Signs a test user in, exchanges the code, and calls what the access token opens.",
            "schema": SCHEMA,
        },
        "auth": _oauth(export),
        "item": items,
        "variable": [{"key": name, "value": value} for name, value in variables.items()],
    }


def _sign_in(export: Export) -> list[dict[str, Any]]:
    query = {
        "response_type": "code",
        "client_id": "{{client_id}}",
        "redirect_uri": "{{redirect_uri}}",
        "scope": "{{scope}}",
        "state": "{{state}}",
        "code_challenge": "{{code_challenge}}",
        "code_challenge_method": "S256",
    }
    authorize = _item(
        "Authorize",
        "GET",
        "{{authorize_endpoint}}",
        before=["make_pkce"],
        after=["take_code", "after_authorize"],
    )
    authorize["request"]["url"] = {
        "raw": "{{authorize_endpoint}}?" + "&".join(f"{key}={value}" for key, value in query.items()),
        "host": ["{{authorize_endpoint}}"],
        "query": [{"key": key, "value": value} for key, value in query.items()],
    }
    page = _item("Sign-in page", "GET", "{{sign_in_page}}", after=["after_sign_in_page"])
    sign_in = _item("Sign in", "POST", "{{sign_in_url}}", after=["take_code", "after_sign_in"])
    sign_in["request"]["header"] = [{"key": "Content-Type", "value": "application/x-www-form-urlencoded"}]
    sign_in["request"]["body"] = {"mode": "raw", "raw": "{{sign_in_form}}"}
    for item in (authorize, page, sign_in):
        item["request"]["auth"] = NO_AUTHORIZATION
    for item in (authorize, sign_in):
        item["protocolProfileBehavior"] = {"followRedirects": False}
    exchange = TokenRequest(
        "Exchange the code",
        (
            ("grant_type", "authorization_code"),
            ("client_id", "{{client_id}}"),
            ("code", "{{code}}"),
            ("redirect_uri", "{{redirect_uri}}"),
            ("code_verifier", "{{code_verifier}}"),
        ),
        has_secret=bool(export.client.client_secret),
    )
    return [authorize, page, sign_in, _token_item(exchange, ["after_tokens"])]


def _token_item(request: TokenRequest, after: Sequence[str]) -> dict[str, Any]:
    item = _item(request.name, "POST", "{{token_endpoint}}", after=after)
    item["request"]["auth"] = NO_AUTHORIZATION
    if request.has_secret:
        prefix = request.client_prefix
        pair = {"username": f"{{{{{prefix}client_id}}}}", "password": f"{{{{{prefix}client_secret}}}}"}
        basic = [{"key": key, "value": value, "type": "string"} for key, value in pair.items()]
        item["request"]["auth"] = {"type": "basic", "basic": basic}
    item["request"]["body"] = {
        "mode": "urlencoded",
        "urlencoded": [{"key": key, "value": value, "type": "text"} for key, value in request.fields],
    }
    return item


def _item(name: str, method: str, url: str, *, before: Sequence[str] = (), after: Sequence[str]) -> dict[str, Any]:
    events = [("prerequest", before), ("test", after)]
    return {
        "name": name,
        "request": {"method": method, "header": [], "url": {"raw": url, "host": [url]}},
        "event": [
            {"listen": listen, "script": {"type": "text/javascript", "exec": _script(scripts)}}
            for listen, scripts in events
            if scripts
        ],
    }


def _script(names: Sequence[str]) -> list[str]:
    texts = [(SCRIPTS / f"{name}.js").read_text(encoding="utf-8") for name in names]
    return "".join(texts).rstrip().split("\n")


def _oauth(export: Export) -> dict[str, Any]:
    """Postman's own OAuth 2.0 dialogue, filled in; requests use the token that the run obtained."""
    grant = "authorization_code_with_pkce" if signs_in(export.client) else "client_credentials"
    values = {
        "accessToken": "{{access_token}}",
        "addTokenTo": "header",
        "tokenName": export.environment.name,
        "grant_type": grant,
        "authUrl": "{{authorize_endpoint}}",
        "accessTokenUrl": "{{token_endpoint}}",
        "clientId": "{{client_id}}",
        "clientSecret": "{{client_secret}}",
        "redirect_uri": "{{redirect_uri}}",
        "scope": "{{scope}}",
        "challengeAlgorithm": "S256",
        "client_authentication": "header" if export.client.client_secret else "body",
    }
    return {
        "type": "oauth2",
        "oauth2": [{"key": key, "value": value, "type": "string"} for key, value in values.items()],
    }


def _stable_id(export: Export, what: str) -> str:
    # Importing again replaces what was imported before.
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"cognito-access-token:{export.environment.name}:{what}"))


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
