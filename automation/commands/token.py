"""`token`: tokens for a user of the kept stack."""

from typing import TYPE_CHECKING

import requests

from automation.commands import Context
from automation.commands.sign_in_options import answers_of, flow_options, local_inbox
from automation.errors import DriverError, UsageError
from automation.flows import FLOWS, NOBODY, Credentials, FlowRequest, choose_flow, run_flow
from automation.kept import Kept, kept_stack
from automation.reports import print_json, print_raw, print_table
from automation.secret_options import read_secret
from automation.users import create_test_user
from automation.verification import Verifier
from automation.workspaces import add_user, read_users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


def run(context: Context) -> int:
    """Fetch, verify and print tokens: RFC 6749's token response plus `claims` with `-o json`."""
    options = context.arguments.options
    with kept_stack(context) as kept, requests.Session() as http:
        environment = kept.environment()
        http.trust_env = kept.connection.endpoint_url is None
        client = environment.client(options.get("client"))
        scopes = tuple(options.get("scope") or ())
        flow = choose_flow(client, options["flow"], scopes)
        cognito = kept.connection.cognito()
        pool_id = environment.user_pool_id
        credentials = _credentials(context, kept, cognito, pool_id, flow) if FLOWS[flow].has_user else NOBODY
        inbox = local_inbox(kept.connection.endpoint_url, http)
        answers = answers_of(context, kept.workspace, pool_id, credentials, inbox)
        more = flow_options(context)
        request = FlowRequest(environment, client, credentials, scopes, cognito, http, answers, **more)
        tokens = run_flow(flow, request)
        claims = Verifier(environment, http).verify_set(tokens)
    which = str(options.get("which") or "access")
    if context.arguments.output == "json":
        print_json(context.stdout, {**tokens.to_dict(), "claims": claims})
    elif context.arguments.output == "raw":
        value = tokens.to_dict()[f"{which}_token"]
        if value is None:
            raise DriverError(f"The flow {flow} of the app client {client.name} gave no {which} token.")
        print_raw(context.stdout, str(value))
    else:
        rows = [*tokens.to_dict().items(), *(("claims of " + name, value) for name, value in claims.items())]
        print_table(context.stdout, f"Tokens of {credentials.username or client.name}, verified (flow {flow})", rows)
    return 0


def _credentials(
    context: Context, kept: Kept, cognito: "CognitoIdentityProviderClient", user_pool_id: str, flow: str
) -> Credentials:
    options = context.arguments.options
    name, password = options.get("user"), options.get("password")
    known = [user for user in read_users(kept.workspace) if user.get("user_pool_id") == user_pool_id]
    if name is None:
        if password is not None:
            raise UsageError("--password goes with --user: whose is it?")
        if known:
            return Credentials(known[0]["username"], known[0]["password"])
        created = create_test_user(cognito, user_pool_id)
        add_user(kept.workspace, {**created.to_dict(), "user_pool_id": user_pool_id})
        context.console.done(f"created the test user {created.username}")
        return Credentials(created.username, created.password)
    if password is not None:
        return Credentials(name, read_secret(password, "--password", context.stdin))
    for user in known:
        if name in (user["username"], user["email"]):
            return Credentials(user["username"], user["password"])
    if flow in ("user-auth", "custom") or context.stdin.isatty():
        return Credentials(name, "")  # asked for where it is needed
    raise UsageError(
        f"The password of {name!r} isn't known here: this program didn't create that user. "
        "Give it with --password - (stdin) or --password @FILE."
    )
