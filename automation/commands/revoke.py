"""`revoke`: end a refresh token and the access tokens that came of it (RFC 7009; RevokeToken)."""

from botocore.exceptions import BotoCoreError, ClientError

from automation.cli.context import Context
from automation.cli.pool import open_pool
from automation.cli.sign_in_options import sign_in_request
from automation.errors import DriverError, UsageError
from automation.sessions.sign_in import cached_sign_in
from automation.terminal.reports import print_json

EXPLAINED = {
    "UnsupportedOperationException": "token revocation is off for the client: set enable_token_revocation to true",
    "UnsupportedTokenTypeException": "only refresh tokens can be revoked",
    "UnauthorizedException": "the token belongs to another app client, or the client's secret is wrong",
    "InvalidParameterException": "the token wasn't issued by this user pool",
}


def run(context: Context) -> int:
    """Revoke the refresh token of the cached tokens, and forget them."""
    with open_pool(context) as kept:
        found = cached_sign_in(sign_in_request(context), kept)
        if found is None or found.tokens.refresh_token is None:
            raise UsageError(
                "There is no refresh token to revoke: none is cached for this user, client and flow. Give the "
                "options that `token` was run with."
            )
        cognito = kept.connection.cognito()
        secret = {"ClientSecret": found.client.client_secret} if found.client.client_secret else {}
        try:
            cognito.revoke_token(Token=found.tokens.refresh_token, ClientId=found.client.client_id, **secret)
        except (ClientError, BotoCoreError) as error:
            code = error.response["Error"]["Code"] if isinstance(error, ClientError) else ""
            why = EXPLAINED.get(code, str(error))
            raise DriverError(f"The refresh token of {found.user.username} wasn't revoked: {why}.") from error
        kept.forget_tokens(lambda entry: entry["tokens"]["refresh_token"] == found.tokens.refresh_token)
    context.console.done(
        f"revoked the refresh token of {found.user.username}; Cognito's own API and the userinfo endpoint now refuse "
        "its access tokens. A back end that only verifies signatures accepts them until they expire"
    )
    if context.arguments.output == "json":
        print_json(context.stdout, {"revoked": True, "username": found.user.username})
    return 0
