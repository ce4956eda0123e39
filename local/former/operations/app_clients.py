"""An app client's settings: every member is kept, and an update resets what it leaves out."""

import copy
from collections.abc import Mapping
from typing import Any, Final

from local.former import state
from local.former.operations.lookup import client_of, pool_of
from local.former.operations.types import Amendment, Handler, Parameters, Result

RESET: Final[Mapping[str, Any]] = {
    "RefreshTokenValidity": 30,
    "AccessTokenValidity": None,
    "IdTokenValidity": None,
    "TokenValidityUnits": {},
    "ReadAttributes": [],
    "WriteAttributes": [],
    "ExplicitAuthFlows": [],
    "SupportedIdentityProviders": [],
    "CallbackURLs": [],
    "LogoutURLs": [],
    "DefaultRedirectURI": None,
    "AllowedOAuthFlows": [],
    "AllowedOAuthScopes": [],
    "AllowedOAuthFlowsUserPoolClient": False,
    "AnalyticsConfiguration": None,
    "PreventUserExistenceErrors": "LEGACY",
    "EnableTokenRevocation": True,
    "EnablePropagateAdditionalUserContextData": False,
    "AuthSessionValidity": 3,
    "RefreshTokenRotation": None,
}
"""What UpdateUserPoolClient makes of a member that it isn't given; its name and its secret stay."""


def create_user_pool_client(parameters: Parameters, ministack: Handler) -> Result:
    """CreateUserPoolClient: with a secret of Cognito's or of the caller's, or without one."""
    made = ministack(_with_valid_refresh(parameters))["UserPoolClient"]
    client = client_of(pool_of(parameters), {"ClientId": made["ClientId"]})
    client["RefreshTokenRotation"] = parameters.get("RefreshTokenRotation")
    if parameters.get("ClientSecret"):
        client["ClientSecret"] = parameters["ClientSecret"]
    return {"UserPoolClient": _described(client)}


def update_user_pool_client(parameters: Parameters, ministack: Handler) -> Result:
    """UpdateUserPoolClient."""
    client = client_of(pool_of(parameters), parameters)
    given = {**copy.deepcopy(dict(RESET)), **_with_valid_refresh(parameters)}
    ministack(given)
    client["RefreshTokenRotation"] = given["RefreshTokenRotation"]
    return {"UserPoolClient": _described(client)}


def describe_user_pool_client(parameters: Parameters, _ministack: Handler) -> Result:
    """DescribeUserPoolClient."""
    return {"UserPoolClient": _described(client_of(pool_of(parameters), parameters))}


def delete_user_pool_client(parameters: Parameters, ministack: Handler) -> Result:
    """DeleteUserPoolClient."""
    client_of(pool_of(parameters), parameters)
    return ministack(parameters)


def _with_valid_refresh(parameters: Parameters) -> Parameters:
    """The parameters, with a RefreshTokenValidity of 0 as its default, as Cognito overrides it."""
    if parameters.get("RefreshTokenValidity") == 0:
        return {**parameters, "RefreshTokenValidity": RESET["RefreshTokenValidity"]}
    return parameters


def _described(client: state.Client) -> dict[str, Any]:
    """What Cognito tells of a client: not what is ours."""
    return {name: value for name, value in client.items() if not (value in (None, "") or name.startswith("_"))}


AMENDED: Final[Mapping[str, Amendment]] = {
    "CreateUserPoolClient": create_user_pool_client,
    "UpdateUserPoolClient": update_user_pool_client,
    "DescribeUserPoolClient": describe_user_pool_client,
    "DeleteUserPoolClient": delete_user_pool_client,
}
