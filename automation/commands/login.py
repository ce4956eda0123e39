"""`login`: sign in with the system's browser on the hosted UI."""

import shlex
import time
from collections.abc import Mapping
from itertools import product
from typing import Any
from urllib.parse import urlsplit

from automation.cli.context import Context
from automation.cli.pool import open_pool
from automation.environment import AppClient, Environment
from automation.errors import DriverError, UsageError
from automation.sessions.keeping import keep_tokens
from automation.sessions.sign_in import SignedIn
from automation.stacks.open_pool import OpenPool
from automation.stacks.token_cache import question
from automation.terminal.reports import print_secret, print_tokens
from automation.tokens.flows import FlowOptions, FlowRequest
from automation.tokens.flows.code import Authorization, authorize_url, exchange
from automation.tokens.login.browser import open_browser
from automation.tokens.login.callback import Answer, Callback, loopback_address
from automation.tokens.login.page import error_page, signed_in_page
from automation.tokens.obtaining import Obtainer, Question
from automation.tokens.token_set import TokenSet
from automation.tokens.verification import header_of
from automation.users.test_user import TestUser

DEFAULT_TIMEOUT_S = 300.0
HINTS = ("prompt", "login_hint", "lang")
SCRIPT = "python automation/run.py"


def run(context: Context) -> int:
    """Open the hosted UI, wait at the callback, exchange the code, verify, show and keep the tokens."""
    with open_pool(context) as kept:
        found = _login(context, kept)
    if context.arguments.output == "raw":
        print_secret(context.stdout, found.tokens.access_token)
    else:
        print_tokens(context.stdout, found.tokens.to_dict(), found.entry(time.time()), context.arguments.output)
    return 0


def _login(context: Context, kept: OpenPool) -> SignedIn:
    options = context.arguments.options
    environment = kept.environment(refresh=bool(options.get("refresh")))
    client = environment.client(options.get("client"))
    redirect_uri, (host, port) = _redirect_uri(environment, client, options.get("redirect_uri"))
    if options.get("signup") and options.get("idp"):
        raise UsageError("--signup is for the pool's own users. Leave --identity-provider out.")
    hints = tuple((name, str(options[name])) for name in HINTS if options.get(name))
    authorization = Authorization(redirect_uri=redirect_uri, hints=hints)
    scopes = tuple(options.get("scope") or ())
    callback = Callback(redirect_uri, authorization.state, environment.issuer)

    def by_browser(request: FlowRequest) -> TokenSet:
        url = authorize_url(request, authorization)
        if options.get("signup"):
            url = f"{environment.hosted_ui_url}/signup?{urlsplit(url).query}"
        callback.lead_to(url)
        _open(context, callback.start_url)
        return exchange(
            request, authorization, _code(callback.wait(float(options.get("timeout") or DEFAULT_TIMEOUT_S)))
        )

    obtainer = Obtainer(environment, kept.connection.cognito, kept.connection)
    with callback.listening(host, port):
        try:
            asked = FlowOptions(identity_provider=options.get("idp"), resource=options.get("resource"))
            verified = obtainer.obtain(Question(client.client_id, "code", scopes, options=asked), by_browser)
        except DriverError as error:
            callback.show(error_page("Not signed in", str(error)))
            raise
        found = SignedIn(environment, client, _user(verified.claims), "code", verified.tokens, verified.claims)
        _keep(kept, found, context, scopes)
        callback.show(_page(context, found))
    context.console.done(f"signed in as {found.user.username}, verified (app client {client.name})")
    return found


def _redirect_uri(environment: Environment, client: AppClient, asked: str | None) -> tuple[str, tuple[str, int]]:
    """The callback URL to use, and where to listen for it."""
    if environment.authorize_endpoint is None:
        raise UsageError(
            f"{environment.name} has no hosted UI, since its user pool has no domain. Give it a `domain` in the "
            "stack's configuration and run `up`. For a pool that this program didn't deploy, name its domain with "
            "--domain."
        )
    if asked is not None and asked not in client.callback_urls:
        raise UsageError(
            f"{asked} isn't a callback URL of the app client {client.name}. Its callback URLs: "
            f"{', '.join(client.callback_urls) or 'none'}."
        )
    for uri in [asked] if asked else client.callback_urls:
        address = loopback_address(uri)
        if address:
            return uri, address
    raise UsageError(
        f"The app client {client.name} has no callback URL on this machine, such as http://localhost:8585. Add one "
        "to its callback_urls and run `up`, or choose another client with --client. For a pool that this program "
        "didn't deploy, name one of the client's callback URLs with --redirect-uri."
    )


def _code(answer: Answer) -> str:
    if answer.code is None:
        why = f"{answer.error} {answer.description or ''}".strip()
        raise DriverError(f"Signing in on the hosted UI failed: {why}")
    return answer.code


def _open(context: Context, url: str) -> None:
    opened = not context.arguments.options.get("no_browser") and open_browser(url)
    context.console.ask_to_open("The browser shows the sign-in page:" if opened else "Open this in a browser:", url)


def _user(claims: Mapping[str, Mapping[str, Any]]) -> TestUser:
    identity, access = claims.get("id_token", {}), claims["access_token"]
    name = str(identity.get("email") or access.get("username") or access.get("sub"))
    return TestUser(name, str(identity.get("email") or ""), "", tuple(access.get("cognito:groups", ())))


def _keep(kept: OpenPool, found: SignedIn, context: Context, scopes: tuple[str, ...]) -> None:
    """For `token --user`, whichever name, client and flow it is asked with."""
    entry, options = found.entry(time.time()), context.arguments.options
    names: set[str | None] = {found.user.username, str(found.claims["access_token"].get("username"))}
    names |= set() if kept.has_test_users else {None}
    asked = product(names, {options.get("client"), found.client.name}, (None, "code"))
    questions = [question(name, client, flow, scopes, options.get("resource")) for name, client, flow in asked]
    keep_tokens(kept.tokens(), questions, entry, kept.checkpoint, context.console)


def _page(context: Context, found: SignedIn) -> str:
    tokens, stack = found.tokens, context.arguments.stack
    headers = {
        name: header_of(token)
        for name, token in (("access_token", tokens.access_token), ("id_token", tokens.id_token))
        if token
    }
    target = "" if context.arguments.target == "local" else f" --target {context.arguments.target}"
    ids = context.arguments.options.get("user_pool_id"), context.arguments.options.get("client_id")
    where = f"--user-pool-id {ids[0]} --client-id {ids[1]}" if ids[0] else f"-s {stack}"
    same = f"{where}{target} --user {shlex.quote(found.user.username)}"  # a name that was chosen by its bearer
    commands = [
        (f"{SCRIPT} token {same} -o raw", "Get the access token in a script:"),
        (
            f"{SCRIPT} export header {same} | curl -H @- https://api.example.com/",
            "Call your back end:",
        ),
        (f"{SCRIPT} userinfo {same}", "Ask Cognito's userinfo endpoint:"),
        (f"{SCRIPT} logout {same}", "Sign out in this browser:"),
    ]
    return signed_in_page(
        who=found.user.username,
        client=found.client.name,
        environment=found.environment.name,
        expires_at=time.time() + tokens.expires_in,
        headers=headers,
        claims=found.claims,
        commands=commands,
    )
