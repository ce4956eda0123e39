"""The environment variables that describe an environment, for `-- PROGRAM`, exports and the pytest plugin."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from automation.environment import AppClient, Environment
from automation.tokens.token_set import TokenSet
from automation.users.test_user import TestUser

NOT_OF_A_NAME: Final = re.compile(r"[^A-Z0-9]")
DIGITS: Final = 8
"""Of a client's own number, where names of clients meet."""


def environment_variables(
    environment: Environment,
    client: AppClient,
    user: TestUser,
    tokens: TokenSet,
    program_variables: Mapping[str, str],
) -> dict[str, str]:
    """All variables of an environment, including those of each client. Secret.

    What an environment lacks is an empty string, never a missing name.
    """
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
        **_of_every_client(environment.clients),
    }
    return {**{name: value or "" for name, value in values.items()}, **program_variables}


def words_of_clients(names: Iterable[str]) -> dict[str, str]:
    """Each app client's name in variables: upper case, with `_` for other characters than ASCII letters and digits.

    Where names meet in that, none has the plain word, which could turn out to be another client's tomorrow: each has it
    with a number made of its own name alone.
    """
    plain = {name: NOT_OF_A_NAME.sub("_", name.upper()) for name in names}
    count = Counter(plain.values())
    return {name: word if count[word] == 1 else f"{word}_{_number(name)}" for name, word in plain.items()}


def _of_every_client(clients: Iterable[AppClient]) -> dict[str, str | None]:
    by_name = {client.name: client for client in clients}
    values: dict[str, str | None] = {}
    for name, word in words_of_clients(by_name).items():
        values[f"COGNITO_CLIENT_{word}_ID"] = by_name[name].client_id
        values[f"COGNITO_CLIENT_{word}_SECRET"] = by_name[name].client_secret
    return values


def _number(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:DIGITS].upper()
