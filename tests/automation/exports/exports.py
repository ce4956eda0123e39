"""An environment to export, with values that break whatever doesn't quote them."""

from typing import Any

from automation.exports import Export
from automation.stacks.variables import environment_variables
from automation.tokens.browser.state import BrowserState
from automation.tokens.token_set import TokenSet
from automation.users.test_user import TestUser
from tests.automation.environments import make_environment, make_outputs

PASSWORD = 'it\'s "quoted" $HOME `id` \\ &<>%'
SECRETS = (PASSWORD, "client-s3cret", "machine-s3cret", "access.token.value", "refresh.token.value", "id.token.value")

MACHINE = {
    "client_id": "machine-id",
    "client_secret": "machine-s3cret",
    "allowed_oauth_flows": ["client_credentials"],
    "allowed_oauth_scopes": ["orders/read", "orders/write"],
    "explicit_auth_flows": [],
    "callback_urls": [],
}


def make_export(*, with_machine: bool = True, **changes: Any) -> Export:
    clients = {**make_outputs(**changes)["clients"], **({"machine": MACHINE} if with_machine else {})}
    environment = make_environment(**{**changes, "clients": clients})
    user = TestUser("someone@example.com", "someone@example.com", PASSWORD)
    tokens = TokenSet("access.token.value", "id.token.value", "refresh.token.value", 3600)
    client = environment.client()
    variables = environment_variables(environment, client, user, tokens, {"AWS_REGION": "us-east-1"})
    browser = BrowserState((), "http://127.0.0.1:5173", {"name": "access.token.value"}, ("name",))
    return Export(environment, client, user, tokens, variables, browser=browser)
