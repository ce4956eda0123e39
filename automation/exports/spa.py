"""`export spa`: the settings of libraries for front ends, as their documentation has them. Nobody signs in for it.

oidc-client-ts 3 (`UserManagerSettings`), aws-amplify 6 (`ResourcesConfig`), Auth.js (`AUTH_COGNITO_…`, which
`setEnvDefaults` of @auth/core reads).
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from automation.environment import AppClient
from automation.errors import UsageError
from automation.exports import Export
from automation.exports.dotenv import quoted
from automation.exports.token_requests import OPENID, is_machine, signs_in
from automation.tokens.browser.origins import application_origin, origin_of
from automation.tokens.browser.refusals import for_programs, has_secret
from automation.tokens.registration import is_found_by_issuer

ON_THE_WEB: Final = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class _Format:
    file: str
    settings: Callable[[Export], dict[str, Any]]
    problem: Callable[[Export], str]
    """Why it can't be had of an app client; empty where it can."""


def text(export: Export) -> str:
    """The one library's settings, or an object of all that the app client can be used with, by library."""
    chosen = _chosen(export)
    if len(export.libraries) == 1:
        return _written(export.libraries[0], chosen[export.libraries[0]])
    return _json(chosen)


def files(export: Export) -> dict[str, str]:
    """A file for each library."""
    return {_FORMATS[name].file: _written(name, settings) for name, settings in _chosen(export).items()}


def _chosen(export: Export) -> dict[str, dict[str, Any]]:
    """By library. Raises UsageError where the app client, or the environment, can't be used with one that is named."""
    for name in export.libraries:
        if name not in _FORMATS:
            raise UsageError(f"There are no settings for the library {name!r}. The libraries: {', '.join(_FORMATS)}.")
    problems = {name: _FORMATS[name].problem(export) for name in export.libraries or _FORMATS}
    fitting = [name for name, problem in problems.items() if not problem]
    if export.libraries and len(fitting) < len(problems):
        raise UsageError(next(problem for problem in problems.values() if problem))
    if not fitting:
        raise UsageError(
            f"A front end can't use the app client {export.client.name}: it needs `code` among the client's "
            "allowed_oauth_flows and a callback URL, or flows of the API and no secret. Choose another client with "
            "--client."
        )
    return {name: _FORMATS[name].settings(export) for name in fitting}


def _oidc_client(export: Export) -> dict[str, Any]:
    environment, redirect_uri = export.environment, _address(export, export.client.callback_urls, "callback_urls")
    signed_out = _address(export, export.client.logout_urls, "logout_urls") if export.client.logout_urls else ""
    settings = {
        "authority": environment.issuer,
        "client_id": export.client.client_id,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "scope": " ".join(export.client.allowed_oauth_scopes),
        **({} if is_found_by_issuer(export.environment) else {"metadata": _metadata(export)}),
    }
    # Cognito asks for two parameters of its own, where OpenID Connect has others ("Logout endpoint").
    leaving = {"client_id": export.client.client_id, **({"logout_uri": signed_out} if signed_out else {})}
    return {"userManager": settings, "signoutRedirect": {"extraQueryParams": leaving}}


def _amplify(export: Export) -> dict[str, Any]:
    environment, endpoint = export.environment, export.variables.get("AWS_ENDPOINT_URL")
    cognito: dict[str, Any] = {
        "userPoolId": environment.user_pool_id,
        "userPoolClientId": export.client.client_id,
        **({"userPoolEndpoint": endpoint} if endpoint else {}),
    }
    hosted_ui = urlsplit(environment.hosted_ui_url or "")
    if signs_in(export.client) and hosted_ui.scheme == "https":  # Amplify writes `https://` before the domain itself
        cognito["loginWith"] = {
            "oauth": {
                "domain": hosted_ui.netloc,
                "scopes": list(export.client.allowed_oauth_scopes),
                "redirectSignIn": _web(export.client.callback_urls),
                "redirectSignOut": _web(export.client.logout_urls),
                "responseType": "code",
            }
        }
    return {"Auth": {"Cognito": cognito}}


def _auth_js(export: Export) -> dict[str, Any]:
    secret = export.client.client_secret
    return {
        "AUTH_COGNITO_ID": export.client.client_id,
        **({"AUTH_COGNITO_SECRET": secret} if secret else {}),
        "AUTH_COGNITO_ISSUER": export.environment.issuer,
    }


def _no_oidc_client(export: Export) -> str:
    return _no_secret(export.client, "oidc-client-ts") or _no_pages(export, "oidc-client-ts")


def _no_amplify(export: Export) -> str:
    client = export.client
    if problem := _no_secret(client, "amplify"):
        return problem
    return for_programs(client) if is_machine(client) else ""


def _no_auth_js(export: Export) -> str:
    if problem := _no_pages(export, "auth-js"):
        return problem
    if not is_found_by_issuer(export.environment):
        return (
            f"Auth.js discovers everything from the issuer, and this user pool isn't at {export.environment.issuer}. "
            "Start the local engine with `local start --issuer local`, so that tokens name its own address, and "
            "deploy again."
        )
    return ""


def _no_secret(client: AppClient, library: str) -> str:
    return has_secret(client, library) if client.client_secret else ""


def _no_pages(export: Export, library: str) -> str:
    client = export.client
    if signs_in(client) and OPENID in client.allowed_oauth_scopes and export.environment.authorize_endpoint:
        return ""
    return (
        f"{library} signs in on the hosted UI, which the app client {client.name} isn't set up for: the client needs "
        "`code` among its allowed_oauth_flows, `openid` among its allowed_oauth_scopes and a callback URL, and the "
        "user pool needs a domain."
    )


def _metadata(export: Export) -> dict[str, str | None]:
    """What discovery would say (OpenID Connect Discovery section 3), were the issuer where the endpoints are."""
    environment = export.environment
    return {
        "issuer": environment.issuer,
        "authorization_endpoint": environment.authorize_endpoint,
        "token_endpoint": environment.token_endpoint,
        "userinfo_endpoint": environment.userinfo_endpoint,
        "revocation_endpoint": environment.revoke_endpoint,
        "end_session_endpoint": environment.logout_endpoint,
        "jwks_uri": environment.jwks_uri,
    }


def _address(export: Export, urls: tuple[str, ...], what: str) -> str:
    """The first address on the web, of the origin that was asked for. Raises UsageError."""
    found = _web(urls)
    if export.origin:
        origin = application_origin(export.client, export.origin, allow_remote=True)
        found = [url for url in found if origin_of(url) == origin]
    if not found:
        where = f" at {export.origin}" if export.origin else " on the web"
        raise UsageError(
            f"None of the {what} of the app client {export.client.name} is{where}. They are: "
            f"{', '.join(urls) or 'none'}. Cognito compares them character by character. Add yours to the client's "
            "configuration."
        )
    return found[0]


def _web(urls: tuple[str, ...]) -> list[str]:
    return [url for url in urls if url.startswith(ON_THE_WEB)]


def _written(name: str, settings: Mapping[str, Any]) -> str:
    if name != "auth-js":
        return _json(settings)
    return "".join(f"{variable}={quoted(value)}\n" for variable, value in settings.items())


def _json(value: object) -> str:
    return json.dumps(value, indent=2) + "\n"


_FORMATS: Final[Mapping[str, _Format]] = {
    "oidc-client-ts": _Format("oidc-client-ts.json", _oidc_client, _no_oidc_client),
    "amplify": _Format("amplify.json", _amplify, _no_amplify),
    "auth-js": _Format("auth-js.env", _auth_js, _no_auth_js),
}
