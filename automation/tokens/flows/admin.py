"""`admin`: AdminInitiateAuth with ADMIN_USER_PASSWORD_AUTH, a server-side sign-in with the account's own rights."""

from automation.tokens.flows import FlowRequest
from automation.tokens.flows.api import Start, sign_in
from automation.tokens.token_set import TokenSet

START = Start(
    flow="admin",
    auth_flow="ADMIN_USER_PASSWORD_AUTH",
    parameters=lambda talk: {"PASSWORD": talk.sources.password("PASSWORD")},
    admin=True,
)


def obtain(request: FlowRequest) -> TokenSet:
    """Sign in with AdminInitiateAuth. The access token carries the scope `aws.cognito.signin.user.admin` alone."""
    return sign_in(request, START)
