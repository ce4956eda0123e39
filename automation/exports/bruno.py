"""`export bruno`: a Bruno collection, a folder of text files; secrets are in its environment only.

Where a user signs in it obtains its own tokens, by a script of the collection that runs before each request.
"""

import json
from pathlib import Path
from textwrap import indent
from typing import Final

from automation.exports import Export
from automation.exports.token_requests import (
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

ENVIRONMENT = "cognito"
SIGN_IN: Final = Path(__file__).with_name("bruno_scripts") / "sign_in.js"
SAVE_TOKENS = """
script:post-response {
  if (res.status === 200) {
    ["access_token", "id_token", "refresh_token"].forEach((name) => {
      if (res.body[name]) bru.setVar(name, res.body[name]);
    });
  }
}
"""
EXPECT_OK = """
assert {
  res.status: eq 200
}
"""


def files(export: Export) -> dict[str, str]:
    """`bruno.json`, the collection's OAuth 2.0 settings, the environment and a file per request."""
    check_client(export, "a Bruno collection")
    values = {**settings(export), **({} if signs_in(export.client) else obtained(export))}
    requests = []
    if renewal := refresh(export):
        requests.append(_token_request(renewal, SAVE_TOKENS))
    if has_userinfo(export.client):
        requests.append(("Userinfo", _get("{{userinfo_endpoint}}")))
    if machine := client_credentials(export):
        # A person's access token isn't replaced by a program's.
        requests.append(_token_request(machine, SAVE_TOKENS if is_machine(export.client) else ""))
    if backend_url(export):
        requests.append(("Protected call", _get("{{backend_url}}")))
    collection = {"version": "1", "name": f"Cognito {export.environment.name}", "type": "collection"}
    return {
        "bruno.json": json.dumps(collection, indent=2) + "\n",
        **({"collection.bru": _sign_in()} if signs_in(export.client) else {}),
        f"environments/{ENVIRONMENT}.bru": "vars {\n" + "".join(f"  {key}: {values[key]}\n" for key in values) + "}\n",
        **{
            f"{number} {name}.bru": f"meta {{\n  name: {name}\n  type: http\n  seq: {number}\n}}\n\n{body}"
            for number, (name, body) in enumerate(requests, start=1)
        },
    }


def _token_request(request: TokenRequest, script: str) -> tuple[str, str]:
    prefix = request.client_prefix
    auth, basic = "none", ""
    if request.has_secret:
        auth = "basic"
        basic = (
            f"\nauth:basic {{\n  username: {{{{{prefix}client_id}}}}\n  password: {{{{{prefix}client_secret}}}}\n}}\n"
        )
    fields = "".join(f"  {key}: {value}\n" for key, value in request.fields)
    return request.name, (
        f"post {{\n  url: {{{{token_endpoint}}}}\n  body: formUrlEncoded\n  auth: {auth}\n}}\n{basic}\n"
        f"body:form-urlencoded {{\n{fields}}}\n{EXPECT_OK}{script}"
    )


def _get(url: str) -> str:
    return (
        f"get {{\n  url: {url}\n  body: none\n  auth: bearer\n}}\n\n"
        f"auth:bearer {{\n  token: {{{{access_token}}}}\n}}\n{EXPECT_OK}"
    )


def _sign_in() -> str:
    """The script that signs the test user in when the access token is missing or over.

    Beside it Bruno's own OAuth 2.0 dialogue, filled in, for requests that inherit the collection's authorization: the
    browser, PKCE, anybody's sign-in, the token kept by Bruno. In a run without a window that one could only fail.
    """
    fields = {
        "grant_type": "authorization_code",
        "callback_url": "{{redirect_uri}}",
        "authorization_url": "{{authorize_endpoint}}",
        "access_token_url": "{{token_endpoint}}",
        "client_id": "{{client_id}}",
        "client_secret": "{{client_secret}}",
        "scope": "{{scope}}",
        "pkce": "true",
    }
    return (
        "auth {\n  mode: oauth2\n}\n\nauth:oauth2 {\n"
        + "".join(f"  {key}: {value}\n" for key, value in fields.items())
        + "}\n\nscript:pre-request {\n"
        + indent(SIGN_IN.read_text(encoding="utf-8"), "  ")
        + "}\n"
    )
