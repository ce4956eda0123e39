"""`password`: InitiateAuth with USER_PASSWORD_AUTH, the password sent as it is."""

from automation.tokens.flows import FlowRequest
from automation.tokens.flows.api import Start, sign_in
from automation.tokens.token_set import TokenSet

START = Start(
    flow="password",
    auth_flow="USER_PASSWORD_AUTH",
    parameters=lambda talk: {"PASSWORD": talk.sources.password("PASSWORD")},
)


def obtain(request: FlowRequest) -> TokenSet:
    """Sign in with InitiateAuth. The access token carries the scope `aws.cognito.signin.user.admin` alone."""
    return sign_in(request, START)
