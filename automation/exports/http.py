"""`export http`: a `.http` file for VS Code's REST Client, JetBrains' HTTP Client, httpyac and their like.

Their dialects differ in everything but plain file variables and requests, so that is all there is in it: no scripts, no
references to answers, and Basic authentication encoded already. The tokens in it are a test user's, an hour's worth.
"""

import base64

from automation.exports import Export
from automation.exports.token_requests import (
    TokenRequest,
    backend_url,
    check_client,
    client_credentials,
    has_userinfo,
    obtained,
    refresh,
    settings,
)


def text(export: Export) -> str:
    """File variables, then the requests."""
    check_client(export, "a .http file")
    requests = []
    if renewal := refresh(export):
        requests.append(_token_request(renewal))
    if has_userinfo(export.client):
        requests.append(_get("Userinfo", "{{userinfo_endpoint}}"))
    if machine := client_credentials(export):
        requests.append(_token_request(machine))
    if backend_url(export):
        requests.append(_get("Protected call", "{{backend_url}}"))
    body = "\n".join(requests)
    return "".join(f"@{name} = {value}\n" for name, value in _values(export).items() if f"{{{{{name}}}}}" in body) + (
        f"\n{body}"
    )


def _values(export: Export) -> dict[str, str]:
    values = {**settings(export), **obtained(export)}
    for prefix in ("", "machine_"):
        if secret := values.get(f"{prefix}client_secret"):
            pair = f"{values[f'{prefix}client_id']}:{secret}"
            values[f"{prefix}client_basic"] = base64.b64encode(pair.encode()).decode()
    return values


def _token_request(request: TokenRequest) -> str:
    lines = [f"### {request.name}", "POST {{token_endpoint}}", "Content-Type: application/x-www-form-urlencoded"]
    if request.has_secret:
        lines.append(f"Authorization: Basic {{{{{request.client_prefix}client_basic}}}}")
    lines += ["", "&".join(f"{key}={value}" for key, value in request.fields), ""]
    return "\n".join(lines)


def _get(title: str, url: str) -> str:
    return f"### {title}\nGET {url}\nAuthorization: Bearer {{{{access_token}}}}\n"
