"""The user pool and what belongs to it alone."""

from typing import Any

import pulumi_aws as aws

from components import effective
from components.app_clients import AppClient
from components.arguments import CognitoAuthArgs, RiskConfigurationArgs, UiCustomizationArgs
from components.attributes import schemas
from components.children import Children, inputs, mapped
from components.pool_settings import pool_settings
from components.schema import AUTH
from components.schema.domain import DOMAIN
from components.schema.federation import GROUP
from components.schema.managed_login import UI_CUSTOMIZATION
from components.schema.mfa import EMAIL_MFA_SUBJECT
from components.schema.sign_in import PASSWORD_POLICY, USER_VERIFICATION


def user_pool(children: Children, args: CognitoAuthArgs) -> aws.cognito.UserPool:
    """Register the user pool, or find the one that is there already.

    With deletion protection it is protected in Pulumi as well, which refuses to delete or replace it before it begins:
    Cognito's own refusal of a replacement would come after the new pool was made.
    """
    if "user_pool_id" in args:
        return aws.cognito.UserPool.get(children.named("user-pool"), args["user_pool_id"], opts=children.options())
    names = args.get("username_attributes") or args.get("alias_attributes")
    properties: dict[str, Any] = {
        "auto_verified_attributes": None if names is None else mapped(names, effective.default_verified_attributes),
        **inputs(AUTH, args),
        "password_policy": {**PASSWORD_POLICY.defaults(), **args.get("password_policy", {})},
        "schemas": schemas(args.get("schemas")),
    }
    if args.get("email_mfa_configuration") == {}:  # which would not reach Cognito
        properties["email_mfa_configuration"] = {"subject": EMAIL_MFA_SUBJECT}
    if "web_authn_configuration" in args:  # what Cognito fills in would look like a change to come
        properties["web_authn_configuration"] = properties.get("web_authn_configuration") or {
            "user_verification": USER_VERIFICATION
        }
    protected = properties["deletion_protection"] == "ACTIVE"
    pool = aws.cognito.UserPool(children.named("user-pool"), **properties, opts=children.options(protect=protected))
    pool_settings(children, args, pool, properties)
    return pool


def domain(children: Children, args: CognitoAuthArgs, pool: aws.cognito.UserPool) -> aws.cognito.UserPoolDomain | None:
    """Register the domain of the hosted UI, where the arguments have one."""
    wanted = args.get("domain")
    if not wanted:
        return None
    return aws.cognito.UserPoolDomain(
        children.named("domain"),
        **inputs(DOMAIN, wanted),
        user_pool_id=pool.id,
        opts=children.options(),
    )


def groups(children: Children, args: CognitoAuthArgs, pool: aws.cognito.UserPool) -> None:
    """Register the groups."""
    for group in args.get("groups") or ():
        aws.cognito.UserGroup(
            children.named(f"group-{group['name']}"),
            **inputs(GROUP, group),
            user_pool_id=pool.id,
            opts=children.options(),
        )


def log_delivery(children: Children, args: CognitoAuthArgs, pool: aws.cognito.UserPool) -> None:
    """Register where the pool's logs go."""
    wanted: Any = args.get("log_configurations")
    if wanted:
        aws.cognito.LogDeliveryConfiguration(
            children.named("logs"), log_configurations=wanted, user_pool_id=pool.id, opts=children.options()
        )


def risk(
    children: Children,
    wanted: RiskConfigurationArgs | None,
    pool: aws.cognito.UserPool,
    client: AppClient | None = None,
) -> None:
    """Register what threat protection does: for the pool, or for one client."""
    if wanted:
        properties: dict[str, Any] = {**wanted}
        aws.cognito.RiskConfiguration(
            children.named(f"risk-{client.name}" if client else "risk"),
            **properties,
            client_id=client.resource.id if client else None,
            user_pool_id=pool.id,
            opts=children.options(),
        )


def ui_customization(
    children: Children,
    wanted: UiCustomizationArgs | None,
    pool_domain: aws.cognito.UserPoolDomain | None,
    client: AppClient | None = None,
) -> None:
    """Register the looks of the classic hosted UI, once there is a domain for it to look like something on."""
    if wanted and pool_domain:
        aws.cognito.UserPoolUICustomization(
            children.named(f"ui-{client.name}" if client else "ui"),
            **inputs(UI_CUSTOMIZATION, wanted),
            client_id=client.resource.id if client else None,
            user_pool_id=pool_domain.user_pool_id,
            opts=children.options(pool_domain),
        )
