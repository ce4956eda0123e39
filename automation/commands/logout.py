"""`logout`: end the browser's session with the hosted UI, and with `--everywhere` all tokens of the user."""

from urllib.parse import urlencode

from botocore.exceptions import BotoCoreError, ClientError

from automation.cli.context import Context
from automation.cli.pool import open_pool
from automation.cli.sign_in_options import sign_in_request
from automation.environment import AppClient, Environment
from automation.errors import DriverError, UsageError, reason
from automation.sessions.sign_in import SignedIn, cached_sign_in
from automation.stacks.open_pool import OpenPool
from automation.stacks.token_cache import belongs_to
from automation.terminal.reports import print_json, print_outcome, print_raw
from automation.tokens.login.browser import open_browser


def run(context: Context) -> int:
    """Open (or, with `--no-browser`, only print) the logout URL; forget the tokens that are kept.

    The session is a cookie in the browser: only the browser can end it. Raises UsageError where there is no domain.
    """
    options = context.arguments.options
    with open_pool(context) as kept:
        environment = kept.environment(refresh=bool(options.get("refresh")))
        client = environment.client(options.get("client"))
        parameters = _parameters(client) if environment.logout_endpoint else {}  # refused before anything is forgotten
        found = cached_sign_in(sign_in_request(context), kept)
        if options.get("everywhere"):
            if found is None or "username" not in found.claims["access_token"]:
                raise UsageError(
                    "Nobody is signed in here. --everywhere signs out the user that `token` has cached tokens for."
                )
            try:
                _sign_out_everywhere(kept, environment, found)
            except (ClientError, BotoCoreError) as error:
                raise DriverError(f"Signing {found.user.username} out everywhere failed: {reason(error)}") from error
            context.console.done(f"signed {found.user.username} out everywhere: its refresh tokens are revoked")
        if found:
            access = found.claims["access_token"]
            names = set(filter(None, (found.user.username, found.user.email, access.get("username"))))
            kept.forget_tokens(lambda entry: belongs_to(entry, names))
    if environment.logout_endpoint is None:
        if options.get("everywhere"):
            print_outcome(context.stdout, context.arguments.output, {"logout_url": None})
            return 0
        raise UsageError(f"{environment.name} has no hosted UI to log out of, since its user pool has no domain.")
    url = f"{environment.logout_endpoint}?{urlencode(parameters)}"
    if not options.get("no_browser") and open_browser(url):
        context.console.say("Opening the hosted UI's logout page in the browser:")
    if context.arguments.output == "json":
        print_json(context.stdout, {"logout_url": url})
    else:
        print_raw(context.stdout, url)
    return 0


def _sign_out_everywhere(kept: OpenPool, environment: Environment, found: SignedIn) -> None:
    """With the rights of an administrator or, where there are none, of the user. Raises ClientError, BotoCoreError."""
    cognito = kept.connection.cognito()
    if kept.has_test_users:
        username = str(found.claims["access_token"]["username"])
        cognito.admin_user_global_sign_out(UserPoolId=environment.user_pool_id, Username=username)
    else:
        cognito.global_sign_out(AccessToken=found.tokens.access_token)


def _parameters(client: AppClient) -> dict[str, str]:
    """The developer guide, "Logout endpoint": the browser ends at the sign-out URL, or without one at a new sign-in."""
    if client.logout_urls:
        return {"client_id": client.client_id, "logout_uri": client.logout_urls[0]}
    if not client.callback_urls:
        raise UsageError(
            f"The app client {client.name} has neither logout_urls nor callback_urls, and the logout endpoint needs "
            "one of them. Add one to the stack's configuration and run `up`, or name it with --redirect-uri."
        )
    return {
        "client_id": client.client_id,
        "response_type": "code",
        "redirect_uri": client.callback_urls[0],
        "scope": " ".join(client.allowed_oauth_scopes),
    }
