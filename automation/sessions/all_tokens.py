"""`token --all`: every test user of the kept stack signed in, a row each."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import chain, islice

from automation.errors import UsageError
from automation.sessions.keeping import not_kept
from automation.sessions.row_memory import RowMemory
from automation.sessions.sign_in import SignInRequest, known_users
from automation.sessions.token_rows import token_rows
from automation.stacks.kept_stack import KeptStack
from automation.terminal.console import Console
from automation.terminal.progress import shown
from automation.tokens.flows import FLOWS, Credentials
from automation.tokens.obtaining import Obtainer, Question
from automation.tokens.token_set import TokenSet
from automation.users.batch import BatchFiles
from automation.users.calls import Calls
from automation.users.test_user import TestUser

MANY = 50
ADVICE = (
    "Signing in with SRP takes computing time for each user. Add ALLOW_ADMIN_USER_PASSWORD_AUTH to the "
    "explicit_auth_flows of the app client {client} to sign users in several times as fast."
)


def all_tokens(
    request: SignInRequest, kept: KeptStack, console: Console, *, prefix: str = "", limit: int | None = None
) -> Iterator[dict[str, str]]:
    """The rows of users whose names begin with `prefix`, `limit` at most, as they come; progress goes to the console.

    Raises UsageError, DriverError. Secret.
    """
    environment = kept.environment(refresh=request.refresh_outputs)
    question = Question(request.client, request.flow, request.scopes, options=request.options)
    connect = partial(kept.connection.cognito, attempts=1)
    obtainer = Obtainer(environment, connect, kept.connection)
    client, flow = obtainer.choose(question)  # refused before anybody signs in
    pool_id = environment.user_pool_id
    known = [batch for batch in BatchFiles(kept.workspace).all() if batch.user_pool_id == pool_id]
    single = [user for user in known_users(kept, pool_id) if user.username.startswith(prefix)]
    single = [user for user in single if not any(batch.has(user.username) for batch in known)]
    known = [batch for batch in known if f"{batch.prefix}-".startswith(prefix)]
    batches = [batch for batch in known if not batch.imported]
    for batch in known:
        if batch.imported:
            console.say(f"Left out: the users {batch.prefix}-…, which were imported and have no password yet")
    total = len(single) + sum(batch.count for batch in batches)
    if not total and prefix:
        raise UsageError(f"This program created no test users in this stack whose names begin with {prefix}.")
    if not total:
        raise UsageError(
            "This program has created no test users in this stack yet. Create some: users create --count 10"
        )
    total = min(total, limit or total)
    users = islice(chain(single, *(batch.users() for batch in batches)), total)
    calls = Calls(connect(), unlimited=kept.connection.endpoint_url is not None)

    # Where no flow is asked for, whoever has signed in by any has tokens already.
    other_flows = [name for name in FLOWS if name != flow and not request.flow]
    asked = (client.name, flow, request.scopes, request.options.resource)
    memory = RowMemory(kept.rows(), kept.checkpoint, asked, other_flows=other_flows)
    if flow == "srp" and total >= MANY:
        console.say(ADVICE.format(client=client.name))

    def sign_in(user: TestUser) -> TokenSet:
        credentials = Credentials(user.username, user.password)
        answers = replace(request.answers(kept, pool_id, credentials), ask=None)  # nobody answers for many at once
        tokens = obtainer.obtain(replace(question, credentials=credentials, answers=answers)).tokens
        memory.keep(user, tokens)
        return tokens

    def rows() -> Iterator[dict[str, str]]:
        try:
            yield from token_rows(calls, users, sign_in, _nobody if request.fresh else memory.known)
        finally:
            memory.flush()
            if memory.failure:
                console.warn(not_kept(memory.failure))

    return shown(rows(), total, "Signing users in", console)


def _nobody(_user: TestUser) -> TokenSet | None:
    return None
