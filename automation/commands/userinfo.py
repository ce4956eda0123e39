"""`userinfo`: what the userinfo endpoint says of whom the access token is for (OpenID Connect Core section 5.3)."""

from dataclasses import replace

import requests

from automation.cli.context import Context
from automation.cli.pool import open_pool
from automation.cli.sign_in_options import sign_in_request
from automation.errors import DriverError, NetworkError, UsageError
from automation.sessions.sign_in import sign_in
from automation.terminal.reports import print_json, print_table

TIMEOUT_S = 30


def run(context: Context) -> int:
    """Call it with the access token that `token` would give; by default one of the flow `code`, which has scopes."""
    request = sign_in_request(context)
    with open_pool(context) as kept, kept.connection.http() as http:
        found = sign_in(replace(request, flow=request.flow or "code"), kept, context.console)
        url = found.environment.userinfo_endpoint
        if url is None:
            raise UsageError(
                f"{found.environment.name} has no userinfo endpoint, since its user pool has no domain. Give it a "
                "`domain` in the stack's configuration and run `up`. For a pool that this program didn't deploy, "
                "name its domain with --domain."
            )
        try:
            answer = http.get(url, headers={"Authorization": f"Bearer {found.tokens.access_token}"}, timeout=TIMEOUT_S)
        except requests.RequestException as error:
            raise NetworkError(f"The userinfo endpoint {url} can't be reached: {error}") from error
    if answer.status_code != requests.codes.ok:
        scope = str(found.claims["access_token"].get("scope", ""))
        raise DriverError(
            f"The userinfo endpoint refused the access token (HTTP {answer.status_code}). {_explained(answer, scope)}"
        )
    claims = answer.json()
    if context.arguments.output == "json":
        print_json(context.stdout, claims)
    else:
        print_table(context.stdout, "Userinfo", list(claims.items()))
    return 0


def _explained(answer: requests.Response, scope: str) -> str:
    if "openid" not in scope.split():
        return (
            f"It needs the scope openid, and this token has {scope or 'none'!r}. Tokens from the sign-in API never "
            "have openid: use --flow code with a client whose allowed_oauth_scopes contain it."
        )
    try:
        said = answer.json()
        return f"Cognito says: {said.get('error_description') or said.get('error')}."
    except (ValueError, AttributeError):
        return "The token may have been revoked; get a new one with `token --no-cache`."
