"""`srp`: InitiateAuth with USER_SRP_AUTH: the password is proved, and never sent."""

from automation.tokens.flows import FlowRequest
from automation.tokens.flows.api import Start, sign_in
from automation.tokens.token_set import TokenSet

START = Start(flow="srp", auth_flow="USER_SRP_AUTH", parameters=lambda talk: {"SRP_A": talk.keys.srp_a})


def obtain(request: FlowRequest) -> TokenSet:
    """Sign in by SRP. The access token carries the scope `aws.cognito.signin.user.admin` alone."""
    return sign_in(request, START)
