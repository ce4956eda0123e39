"""`token --all`: every test user of the kept stack signed in, a row each."""

from itertools import chain
from typing import TYPE_CHECKING

import requests

from automation.commands import Context
from automation.errors import UsageError
from automation.sessions.sign_in import known_users
from automation.sessions.token_rows import token_rows
from automation.stacks.kept_stack import Kept
from automation.terminal.progress import shown
from automation.terminal.reports import print_rows
from automation.tokens.flows import Credentials, FlowRequest, choose_flow, run_flow
from automation.tokens.token_set import TokenSet
from automation.users.batch import BatchFiles
from automation.users.calls import Calls
from automation.users.test_user import TestUser

if TYPE_CHECKING:
    from collections.abc import Iterator


def print_all(context: Context, kept: Kept) -> None:
    """Print the rows as they come, with `-o csv` as k6 and Locust read them. Raises UsageError, DriverError."""
    if context.arguments.output == "raw":
        raise UsageError("-o raw prints one token; --all has a row per user. Use -o csv or -o json.")
    options = context.arguments.options
    environment = kept.environment(refresh=bool(options.get("refresh")))
    client = environment.client(options.get("client"))
    flow = choose_flow(client, options.get("flow"))
    scopes = tuple(options.get("scope") or ())
    pool_id = environment.user_pool_id
    single = known_users(kept, pool_id)
    known = [batch for batch in BatchFiles(kept.workspace).all() if batch.user_pool_id == pool_id]
    batches = [batch for batch in known if not batch.imported]
    for batch in known:
        if batch.imported:
            context.console.say(f"Left out: the users {batch.prefix}-…, who were imported and have no password yet")
    total = len(single) + sum(batch.count for batch in batches)
    if not total:
        raise UsageError("This stack has no test users of this program yet. Create some: users create --count 10")
    users: Iterator[TestUser] = chain(single, *(batch.users() for batch in batches))
    cognito = kept.connection.cognito(attempts=1)
    calls = Calls(cognito, unlimited=kept.connection.endpoint_url is not None)
    with requests.Session() as http:
        http.trust_env = kept.connection.endpoint_url is None

        def sign_in(user: TestUser) -> TokenSet:
            credentials = Credentials(user.username, user.password)
            return run_flow(flow, FlowRequest(environment, client, credentials, scopes, cognito, http))

        rows = token_rows(calls, users, sign_in)
        print_rows(
            context.stdout, context.arguments.output, shown(rows, total, "Signing users in", context.console), "Tokens"
        )
