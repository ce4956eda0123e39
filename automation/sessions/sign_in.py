"""Tokens for a user or a machine client of a kept stack: from the cache, renewed, or by a flow; verified always."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import requests

from automation.cli.sign_in_options import answers_of, changes_the_sign_in, flow_options, local_inbox
from automation.commands import Context
from automation.environment import AppClient, Environment
from automation.errors import DriverError, UsageError
from automation.stacks.kept_stack import Kept
from automation.stacks.token_cache import question
from automation.targets.workspaces import add_user, read_users
from automation.terminal.secret_options import read_secret
from automation.tokens.flows import FLOWS, NOBODY, Credentials, FlowRequest, choose_flow, run_flow
from automation.tokens.token_set import TokenSet
from automation.tokens.verification import Verifier
from automation.users.test_user import TestUser, create_test_user

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


@dataclass(frozen=True)
class SignedIn:
    """Verified tokens, and whose they are."""

    environment: Environment
    client: AppClient
    user: TestUser
    flow: str
    tokens: TokenSet
    claims: Mapping[str, Any] = field(repr=False)

    def entry(self, now: float) -> dict[str, Any]:
        """What the cache keeps of it. Secret."""
        return {
            "expires_at": now + self.tokens.expires_in,
            "tokens": self.tokens.to_dict(),
            "claims": dict(self.claims),
            "username": self.user.username or self.client.name,
            "user": self.user.to_dict(),
            "client_id": self.client.client_id,
            "flow": self.flow,
        }


def sign_in(context: Context, kept: Kept, *, default_flow: str | None = None) -> SignedIn:
    """The tokens that the options of `token` ask for: user, client, flow and scopes.

    `default_flow` is the flow where none is asked for and the client allows it. Raises UsageError, DriverError.
    """
    options = context.arguments.options
    environment = kept.environment(refresh=bool(options.get("refresh")))
    client = environment.client(options.get("client"))
    asked = question(options.get("user"), options.get("client"), options.get("flow"), options.get("scope") or ())
    if default_flow and not options.get("flow"):
        asked["flow"] = default_flow
    now = time.time()
    cache = kept.tokens()
    fresh = bool(options.get("no_cache") or options.get("password") or changes_the_sign_in(options))
    entry = None if fresh else cache.find(asked, now)
    if entry:
        return _from_cache(environment, client, entry, now)
    with requests.Session() as http:
        http.trust_env = kept.connection.endpoint_url is None
        old = None if fresh else cache.find_renewable(asked)
        found = old and _renewed(kept, environment, client, old, http)
        found = found or _by_flow(context, kept, environment, client, str(asked["flow"] or "") or None, http)
    if found.flow != "refresh":  # whose the given token was isn't what the question says
        cache.put(asked, found.entry(time.time()), kept.checkpoint)
    return found


def cached_sign_in(context: Context, kept: Kept) -> SignedIn | None:
    """The tokens that are kept for the options of `token`, whatever their age; None where none are."""
    options = context.arguments.options
    environment = kept.environment()
    scopes = options.get("scope") or ()
    flows = [options["flow"]] if options.get("flow") else [None, *FLOWS]
    for flow in flows:
        asked = question(options.get("user"), options.get("client"), flow, scopes)
        entry = kept.tokens().find_renewable(asked)
        if entry:
            return _from_cache(environment, environment.client(options.get("client")), entry, time.time())
    return None


def _from_cache(environment: Environment, client: AppClient, entry: Mapping[str, Any], now: float) -> SignedIn:
    described = {**entry["tokens"], "expires_in": int(entry["expires_at"] - now)}
    user = TestUser(**{**entry["user"], "groups": tuple(entry["user"]["groups"])})
    return SignedIn(environment, client, user, entry["flow"], TokenSet(**described), entry["claims"])


def _renewed(
    kept: Kept, environment: Environment, client: AppClient, entry: Mapping[str, Any], http: requests.Session
) -> SignedIn | None:
    """With the refresh token of tokens that have run out; None where that is over too."""
    old = _from_cache(environment, client, entry, time.time())
    if old.tokens.refresh_token is None:
        return None
    # The hosted UI's tokens carry scopes, which the token endpoint keeps and the API wouldn't.
    where = "endpoint" if FLOWS[old.flow].carries_scopes else "api"
    request = FlowRequest(
        environment,
        client,
        NOBODY,
        (),
        kept.connection.cognito(),
        http,
        refresh_token=old.tokens.refresh_token,
        refresh_at=where,
    )
    try:
        tokens = run_flow("refresh", request)
    except DriverError:
        return None  # expired, revoked or rotated away: whoever asks signs in anew, and is told what that says
    return replace(old, tokens=tokens, claims=Verifier(environment, http).verify_set(tokens))


def _by_flow(  # noqa: PLR0913, PLR0917 - the values of one sign-in
    context: Context,
    kept: Kept,
    environment: Environment,
    client: AppClient,
    asked_flow: str | None,
    http: requests.Session,
) -> SignedIn:
    options = context.arguments.options
    scopes = tuple(options.get("scope") or ())
    flow = choose_flow(client, asked_flow, scopes)
    cognito, pool_id = kept.connection.cognito(), environment.user_pool_id
    user, credentials = TestUser("", "", ""), NOBODY
    if FLOWS[flow].has_user:
        user = _user(context, kept, cognito, pool_id, flow)
        credentials = Credentials(user.username, user.password)
    inbox = local_inbox(kept.connection.endpoint_url, http)
    answers = answers_of(context, kept.workspace, pool_id, credentials, inbox)
    request = FlowRequest(environment, client, credentials, scopes, cognito, http, answers, **flow_options(context))
    tokens = run_flow(flow, request)
    claims = Verifier(environment, http).verify_set(tokens)
    return SignedIn(environment, client, user, flow, tokens, claims)


def _user(
    context: Context, kept: Kept, cognito: "CognitoIdentityProviderClient", user_pool_id: str, flow: str
) -> TestUser:
    """Who signs in: whoever `--user` names, or a test user of this program's, created when first needed."""
    options = context.arguments.options
    name, password = options.get("user"), options.get("password")
    known = [user for user in read_users(kept.workspace) if user.get("user_pool_id") == user_pool_id]
    if name is None:
        if password is not None:
            raise UsageError("--password goes with --user: whose is it?")
        if known:
            return _known(known[0])
        created = create_test_user(cognito, user_pool_id)
        add_user(kept.workspace, {**created.to_dict(), "user_pool_id": user_pool_id})
        context.console.done(f"created the test user {created.username}")
        return created
    if password is not None:
        return TestUser(name, name, read_secret(password, "--password", context.stdin))
    for user in known:
        if name in (user["username"], user["email"]):
            return _known(user)
    if of_batch := _of_batch(kept, user_pool_id, name):
        return of_batch
    if flow in ("user-auth", "custom") or context.stdin.isatty():
        return TestUser(name, name, "")  # a password is asked for where one is needed
    raise UsageError(
        f"The password of {name!r} isn't known here: this program didn't create that user. "
        "Give it with --password - (stdin) or --password @FILE."
    )


def _of_batch(kept: Kept, user_pool_id: str, name: str) -> TestUser | None:
    from automation.users.batch import BatchFiles

    numbered = name.partition("@")[0].rpartition("-")
    if not numbered[2].isdecimal():
        return None
    batch = BatchFiles(kept.workspace).read(numbered[0])
    if batch is None or batch.user_pool_id != user_pool_id or not 0 < int(numbered[2]) <= batch.count:
        return None
    return batch.user(int(numbered[2]))


def known_users(kept: Kept, user_pool_id: str) -> list[TestUser]:
    """The users that were created one by one."""
    return [_known(user) for user in read_users(kept.workspace) if user.get("user_pool_id") == user_pool_id]


def _known(described: Mapping[str, Any]) -> TestUser:
    groups = tuple(described.get("groups") or ())
    return TestUser(described["username"], described["email"], described["password"], groups)
