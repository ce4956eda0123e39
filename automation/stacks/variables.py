"""The variables by which programs learn of an environment: for `-- PROGRAM`, exports and the pytest plugin alike."""

from collections.abc import Mapping

from automation.environment import AppClient, Environment
from automation.tokens.token_set import TokenSet
from automation.users.test_user import TestUser


def environment_variables(
    environment: Environment,
    client: AppClient,
    user: TestUser,
    tokens: TokenSet,
    program_variables: Mapping[str, str],
) -> dict[str, str]:
    """All variables of the contract. Secret. What an environment lacks is an empty string, never a missing name."""
    values = {
        "COGNITO_USER_POOL_ID": environment.user_pool_id,
        "COGNITO_CLIENT_ID": client.client_id,
        "COGNITO_CLIENT_SECRET": client.client_secret,
        "COGNITO_DOMAIN": environment.domain,
        "COGNITO_HOSTED_UI_URL": environment.hosted_ui_url,
        "COGNITO_ISSUER": environment.issuer,
        "COGNITO_JWKS_URI": environment.jwks_uri,
        "COGNITO_AUTHORIZE_ENDPOINT": environment.authorize_endpoint,
        "COGNITO_TOKEN_ENDPOINT": environment.token_endpoint,
        "COGNITO_USERINFO_ENDPOINT": environment.userinfo_endpoint,
        "COGNITO_USERNAME": user.username,
        "COGNITO_PASSWORD": user.password,
        "COGNITO_ACCESS_TOKEN": tokens.access_token,
        "COGNITO_ID_TOKEN": tokens.id_token,
        "COGNITO_REFRESH_TOKEN": tokens.refresh_token,
    }
    return {**{name: value or "" for name, value in values.items()}, **program_variables}
