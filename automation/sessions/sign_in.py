"""Tokens for a user or a machine client of a kept stack: from the cache, renewed, or by a flow; verified always."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from automation.environment import AppClient, Environment
from automation.errors import DriverError, UsageError
from automation.sessions.keeping import keep_tokens
from automation.sessions.known_answers import known_answers
from automation.stacks.open_pool import OpenPool
from automation.stacks.token_cache import question
from automation.terminal.console import Console
from automation.tokens.challenges.answers import Answers
from automation.tokens.flows import FLOWS, NOBODY, Credentials, FlowOptions
from automation.tokens.obtaining import Obtainer, Question, VerifiedTokens
from automation.tokens.token_set import TokenSet
from automation.users.store import UserStore, is_being_created, known_user
from automation.users.test_user import TestUser, create_user, plan_user
from local.locks import exclusive

AnswersFor: TypeAlias = Callable[[OpenPool, str, Credentials], Answers]


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


@dataclass(frozen=True)
class SignInRequest:
    """Whose tokens of a kept stack are wanted, and how they are got."""

    user: str | None = None
    """A user name or e-mail address; None for a test user of this program's, made when it is first needed."""
    password: str | None = field(default=None, repr=False)
    client: str | None = None
    flow: str | None = None
    scopes: tuple[str, ...] = ()
    fresh: bool = False
    """Whether somebody signs in even if there are tokens that are still good."""
    is_kept: bool = True
    """Whether whoever asks next is given these tokens; not where they go to somebody who may sign out with them."""
    refresh_outputs: bool = False
    """Whether the stack's outputs are read anew."""
    may_ask: bool = False
    """Whether a password that isn't known can be asked for."""
    answers: AnswersFor = lambda kept, user_pool_id, credentials: known_answers(
        kept.workspace, user_pool_id, credentials
    )
    """What challenges are answered with, by kept stack, user pool and credentials."""
    options: FlowOptions = field(default_factory=FlowOptions)

    @property
    def key(self) -> dict[str, Any]:
        """What tells it from other requests in the cache."""
        provider = self.options.identity_provider
        user = f"{provider}:{self.user}" if provider else self.user
        return question(user, self.client, self.flow, self.scopes, self.options.resource)


def sign_in(request: SignInRequest, kept: OpenPool, console: Console) -> SignedIn:
    """The tokens: from the cache, renewed, or by signing in; verified always. Raises UsageError, DriverError."""
    environment = kept.environment(refresh=request.refresh_outputs)
    client = environment.client(request.client)
    now, cache = time.time(), kept.tokens()
    entry = None if request.fresh else cache.find(request.key, now)
    if entry:
        return _from_cache(environment, client, entry, now)
    obtainer = Obtainer(environment, kept.connection.cognito, kept.connection)
    old = None if request.fresh else cache.find_renewable(request.key)
    found = old and _renewed(obtainer, _from_cache(environment, client, old, now))
    found = found or _by_flow(request, kept, environment, obtainer, console)
    if request.is_kept and found.flow != "refresh":  # whose the given token was isn't what the request says
        entry = found.entry(time.time())
        keep_tokens(cache, _keys(request, kept, found.flow), entry, kept.checkpoint, console)
    return found


def _keys(request: SignInRequest, kept: OpenPool, flow: str) -> list[dict[str, Any]]:
    """The questions that tokens answer: where there are no test users, whoever signed in last is who is meant."""
    own = [] if kept.has_test_users or not FLOWS[flow].has_user else [replace(request, user=None).key]
    return [request.key, *own]


def cached_sign_in(request: SignInRequest, kept: OpenPool) -> SignedIn | None:
    """The tokens that are kept for a request, whatever their age; None where none are."""
    environment = kept.environment()
    flows = [request.flow] if request.flow else [None, *FLOWS]
    for flow in flows:
        entry = kept.tokens().find_renewable(replace(request, flow=flow).key)
        if entry:
            return _from_cache(environment, environment.client(request.client), entry, time.time())
    return None


def _from_cache(environment: Environment, client: AppClient, entry: Mapping[str, Any], now: float) -> SignedIn:
    described = {**entry["tokens"], "expires_in": int(entry["expires_at"] - now)}
    user = TestUser(**{**entry["user"], "groups": tuple(entry["user"]["groups"])})
    return SignedIn(environment, client, user, entry["flow"], TokenSet(**described), entry["claims"])


def _renewed(obtainer: Obtainer, old: SignedIn) -> SignedIn | None:
    """With the refresh token of tokens that have run out; None where that is over too."""
    if old.tokens.refresh_token is None:
        return None
    try:
        found = obtainer.renew(VerifiedTokens(old.client, old.flow, old.tokens, old.claims))
    except DriverError:
        return None  # expired, revoked or rotated away: whoever asks signs in anew, and is told what that says
    return replace(old, tokens=found.tokens, claims=found.claims)


def _by_flow(
    request: SignInRequest, kept: OpenPool, environment: Environment, obtainer: Obtainer, console: Console
) -> SignedIn:
    asked = Question(request.client, request.flow, request.scopes, options=request.options)
    _client, flow = obtainer.choose(asked)
    user, credentials = TestUser("", "", ""), NOBODY
    if FLOWS[flow].has_user:
        user = _user(request, kept, environment.user_pool_id, flow, console)
        credentials = Credentials(user.username, user.password)
    answers = request.answers(kept, environment.user_pool_id, credentials)
    found = _obtained(replace(asked, credentials=credentials, answers=answers), flow, kept, obtainer)
    return SignedIn(environment, found.client, user, found.flow, found.tokens, found.claims)


def _obtained(asked: Question, flow: str, kept: OpenPool, obtainer: Obtainer) -> VerifiedTokens:
    try:
        return obtainer.obtain(asked)
    except DriverError as error:
        if not kept.has_test_users and "SECRET_HASH was not received" in str(error):
            raise UsageError(
                f"The app client {asked.client or kept.environment().client().name} has a secret. Give it with "
                "--client-secret - (stdin), --client-secret @FILE, or COGNITO_CLIENT_SECRET."
            ) from None
        if not kept.has_test_users and asked.flow is None and not FLOWS[flow].has_user:
            error.args = (f"{error} For a user's tokens, name the user with --user and --password.",)
        raise


def _user(request: SignInRequest, kept: OpenPool, user_pool_id: str, flow: str, console: Console) -> TestUser:
    """Who signs in: whoever is named, or a test user of this program's, created when first needed."""
    name = request.user
    if name is None and not kept.has_test_users:
        raise UsageError(
            f"No user was named, and this program has no test users in {user_pool_id}, which it didn't deploy. Give "
            "--user and --password, sign in with `login`, or get a machine's token with --flow client-credentials."
        )
    if name is None:
        known = known_users(kept, user_pool_id)
        return known[0] if known else _first_user(kept, user_pool_id, console)
    if request.password is not None or request.options.identity_provider:
        return TestUser(name, name, request.password or "")  # a provider's users aren't known here
    if record := UserStore.of(kept.workspace).find(user_pool_id, name):
        return known_user(record)
    if of_batch := _of_batch(kept, user_pool_id, name):
        return of_batch
    if flow in ("user-auth", "custom") or request.may_ask:
        return TestUser(name, name, "")  # a password is asked for where one is needed
    raise UsageError(
        f"The password of {name!r} isn't known, because this program didn't create that user. Give it with "
        "--password - (stdin) or --password @FILE."
    )


def _of_batch(kept: OpenPool, user_pool_id: str, name: str) -> TestUser | None:
    from automation.users.batch import BatchFiles

    numbered = name.partition("@")[0].rpartition("-")
    if not numbered[2].isdecimal():
        return None
    batch = BatchFiles(kept.workspace).read(numbered[0])
    if batch is None or batch.user_pool_id != user_pool_id or not batch.has(name):
        return None
    return batch.user(int(numbered[2]))


def known_users(kept: OpenPool, user_pool_id: str) -> list[TestUser]:
    """The users that were created one by one; not those of whom Cognito hasn't said yet that they are there."""
    return [known_user(user) for user in UserStore.of(kept.workspace).all(user_pool_id) if not is_being_created(user)]


def _first_user(kept: OpenPool, user_pool_id: str, console: Console) -> TestUser:
    """The environment's own test user, made once however many ask for it at the same time."""
    waiting = "Another run is creating the stack's test user; waiting for it"
    with exclusive(kept.workspace.folder / "first-user.lock", lambda: console.say(waiting)):
        known = known_users(kept, user_pool_id)
        if known:
            return known[0]
        cognito, store = kept.connection.cognito(), UserStore.of(kept.workspace)
        begun = store.first_begun(user_pool_id)
        if begun:
            console.say(f"Creating the test user {begun['username']} was interrupted earlier; continuing")
        given = {"username": begun["username"], "password": begun["password"]} if begun else {}
        user, attributes = plan_user(cognito, user_pool_id, **given)
        with store.creating(user_pool_id, user, first=True):
            create_user(cognito, user_pool_id, user, attributes, resumed=begun is not None)
    console.done(f"created the test user {user.username}")
    return user
