"""`export http`: a `.http` file for VS Code's REST Client, JetBrains' HTTP Client and their like.

Signing in needs a person there, or the refresh token that this file starts with.
"""

from automation.exports import Export
from automation.exports.token_requests import (
    TokenRequest,
    client_credentials,
    has_userinfo,
    obtained,
    refresh,
    settings,
)

USED = ("token_endpoint", "userinfo_endpoint", "backend_url", "client_id", "client_secret")
MACHINE = ("machine_client_id", "machine_client_secret", "machine_scope")


def text(export: Export) -> str:
    """File variables, then the requests. The answers of `refresh` feed those after it."""
    values = {**settings(export), "refresh_token": obtained(export)["refresh_token"]}
    names = [*USED, "refresh_token", *(MACHINE if export.machine_client else ())]
    parts = ["".join(f"@{name} = {values[name]}\n" for name in names), _token_request(refresh(export), "refresh")]
    token = "{{refresh.response.body.access_token}}"  # noqa: S105 - a reference, no secret
    if has_userinfo(export.client):
        parts.append(_get("Userinfo", "{{userinfo_endpoint}}", token))
    parts.append(_get("Protected call: put your back end's address into backend_url", "{{backend_url}}", token))
    machine = client_credentials(export)
    if machine:
        parts.append(_token_request(machine, "client_credentials"))
    return "\n".join(parts)


def _token_request(request: TokenRequest, name: str) -> str:
    lines = [f"### {request.name}", f"# @name {name}", "POST {{token_endpoint}}"]
    lines.append("Content-Type: application/x-www-form-urlencoded")
    if request.has_secret:
        prefix = request.client_prefix
        lines.append(f"Authorization: Basic {{{{{prefix}client_id}}}}:{{{{{prefix}client_secret}}}}")
    lines += ["", "&".join(f"{key}={value}" for key, value in request.fields), ""]
    return "\n".join(lines)


def _get(title: str, url: str, token: str) -> str:
    return f"### {title}\nGET {url}\nAuthorization: Bearer {token}\n"
