"""What every probe works with."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from auditing.checks.common import is_machine
from auditing.pool import DescribedPool, Words
from automation.audits.probing.created import PREFIX, Created, new_name
from automation.audits.probing.own_hosts import OwnHosts, origin
from automation.environment import AppClient, Environment
from automation.tokens.discovery import ENDPOINTS
from automation.tokens.flows import Credentials
from automation.users.test_user import TestUser, create_user, plan_user
from cognito_model.endpoints import endpoints_of

if TYPE_CHECKING:
    import requests

    from automation.targets.target import AdministratorConnection


@dataclass(frozen=True)
class ProbedPool:
    """A pool of one's own, with a user who may be used up."""

    pool: DescribedPool
    environment: Environment
    connection: "AdministratorConnection"
    cognito: Any
    """A client of the user pools API."""
    http: "requests.Session"
    """Reaches the pool's hosts alone."""
    created: Created
    user: Credentials = field(repr=False)
    keeps_messages: bool = False
    """Whether what the pool sends people stays in an inbox of ours."""

    def clients(self) -> Iterator[tuple[str, Words, AppClient]]:
        """Each app client of people: what findings call it, what Cognito says of it, and with its secret."""
        for where, words in self.pool.client_names():
            if not is_machine(words):
                yield where, words, self.environment.client(words["ClientId"])


@contextmanager
def own_http(connection: "AdministratorConnection", environment: Environment) -> "Iterator[requests.Session]":
    """A session that asks the pool's own hosts and no other."""
    addresses = (environment.jwks_uri, environment.issuer, environment.hosted_ui_url)
    with connection.http() as http:
        OwnHosts(http, [origin(address) for address in addresses if address])
        yield http


def environment_of(pool: Words, cognito: Any, connection: "AdministratorConnection") -> Environment:
    """Where the pool's endpoints are, and its clients with their secrets. Raises what the client does."""
    pool_id = str(pool["Id"])
    domain = pool.get("CustomDomain") or pool.get("Domain")
    endpoints = endpoints_of(pool_id, domain, connection.endpoint_url, is_issuer=connection.endpoint_is_issuer)
    pages = cognito.get_paginator("list_user_pool_clients").paginate(UserPoolId=pool_id)
    ids = [client["ClientId"] for page in pages for client in page["UserPoolClients"]]
    return Environment(
        name=pool_id,
        user_pool_id=pool_id,
        user_pool_arn=str(pool.get("Arn", "")),
        region=connection.region,
        domain=domain,
        hosted_ui_url=endpoints.hosted_ui_url if domain else None,
        issuer=endpoints.issuer,
        jwks_uri=endpoints.jwks_uri,
        **{name: endpoints.at(path) if domain else None for name, (_, path) in ENDPOINTS.items()},
        clients=tuple(_client(cognito, pool_id, client_id) for client_id in ids),
    )


def _client(cognito: Any, pool_id: str, client_id: str) -> AppClient:
    words = cognito.describe_user_pool_client(UserPoolId=pool_id, ClientId=client_id)["UserPoolClient"]
    has_oauth = words.get("AllowedOAuthFlowsUserPoolClient")
    return AppClient(
        name=words.get("ClientName") or client_id,
        client_id=client_id,
        client_secret=words.get("ClientSecret"),
        allowed_oauth_flows=tuple(words.get("AllowedOAuthFlows") or ()) if has_oauth else (),
        allowed_oauth_scopes=tuple(words.get("AllowedOAuthScopes") or ()),
        explicit_auth_flows=tuple(words.get("ExplicitAuthFlows") or ()),
        callback_urls=tuple(words.get("CallbackURLs") or ()),
    )


def make_user(pool: Words, cognito: Any, created: Created) -> Credentials:
    """A confirmed test user of the pool, created by an administrator; no message is sent. Raises DriverError."""
    user, values = planned_user(pool, cognito)
    created.note_user(user.username)
    create_user(cognito, str(pool["Id"]), user, values)
    return Credentials(user.username, user.password)


def planned_user(pool: Words, cognito: Any) -> tuple[TestUser, dict[str, str]]:
    """A user as the pool wants them, by an address that `Created` knows. Raises DriverError."""
    user, values = plan_user(cognito, str(pool["Id"]), username=_username(pool))
    if not user.email.startswith(PREFIX):
        values["email"] = f"{new_name()}@example.com"
    return user, values


def _username(pool: Words) -> str | None:
    """In the pool's form; None where it is a telephone number."""
    by = pool.get("UsernameAttributes") or []
    if by == ["phone_number"]:
        return None
    return f"{new_name()}@example.com" if "email" in by else new_name()
