"""The user pool and what belongs to it alone."""

from typing import Any, Final

import pulumi
import pulumi_aws as aws

from components.app_clients import AppClient
from components.arguments import CognitoAuthArgs, PasswordPolicyArgs, RiskConfigurationArgs, UiCustomizationArgs
from components.attributes import schemas
from components.children import Children, said

_PASSWORD_POLICY: Final[PasswordPolicyArgs] = {
    "minimum_length": 8,
    "require_lowercase": True,
    "require_numbers": True,
    "require_symbols": True,
    "require_uppercase": True,
    "temporary_password_validity_days": 7,
}
"""Cognito's own default, spelled out: the API takes a policy as a whole, with everything unsaid switched off."""

_AS_GIVEN: Final = (
    "account_recovery_setting",
    "admin_create_user_config",
    "alias_attributes",
    "device_configuration",
    "email_configuration",
    "email_mfa_configuration",
    "lambda_config",
    "mfa_configuration",
    "sign_in_policy",
    "sms_authentication_message",
    "sms_configuration",
    "software_token_mfa_configuration",
    "tags",
    "user_attribute_update_settings",
    "user_pool_add_ons",
    "user_pool_tier",
    "username_attributes",
    "verification_message_template",
    "web_authn_configuration",
)


def user_pool(children: Children, args: CognitoAuthArgs) -> aws.cognito.UserPool:
    """Register the user pool.

    With deletion protection it is protected in Pulumi as well, which refuses to delete or replace it before it begins:
    Cognito's own refusal of a replacement would come after the new pool was made.
    """
    properties: dict[str, Any] = {
        **{key: args.get(key) for key in _AS_GIVEN},
        "name": args["pool_name"],
        "auto_verified_attributes": args.get("auto_verified_attributes", _verified(args)),
        "deletion_protection": args.get("deletion_protection") or "INACTIVE",
        "password_policy": {**_PASSWORD_POLICY, **said(args.get("password_policy"))},
        "schemas": schemas(args.get("schemas")),
        "username_configuration": args.get("username_configuration") or {"case_sensitive": False},
    }
    protected = properties["deletion_protection"] == "ACTIVE"
    return aws.cognito.UserPool(children.named("user-pool"), **properties, opts=children.options(protect=protected))


def _verified(args: CognitoAuthArgs) -> pulumi.Input[list[str]] | None:
    """E-mail addresses are verified where users sign in with them."""
    names = args.get("username_attributes") or args.get("alias_attributes")
    if names is None:
        return None
    return pulumi.Output.from_input(names).apply(lambda known: [name for name in known if name == "email"])


def domain(children: Children, args: CognitoAuthArgs, pool: aws.cognito.UserPool) -> aws.cognito.UserPoolDomain | None:
    """Register the domain of the hosted UI, where the arguments have one."""
    wanted = args.get("domain")
    if not wanted:
        return None
    return aws.cognito.UserPoolDomain(
        children.named("domain"),
        domain=wanted.get("custom_domain") or wanted["prefix"],
        certificate_arn=wanted.get("certificate_arn"),
        managed_login_version=wanted.get("managed_login_version"),
        user_pool_id=pool.id,
        opts=children.options(),
    )


def groups(children: Children, args: CognitoAuthArgs, pool: aws.cognito.UserPool) -> None:
    """Register the groups."""
    for group in args.get("groups") or ():
        aws.cognito.UserGroup(
            children.named(f"group-{group['name']}"),
            name=group["name"],
            description=group.get("description"),
            precedence=group.get("precedence"),
            role_arn=group.get("role_arn"),
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
        properties: dict[str, Any] = said(wanted)
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
            css=wanted.get("css"),
            image_file=wanted.get("image_file"),
            client_id=client.resource.id if client else None,
            user_pool_id=pool_domain.user_pool_id,
            opts=children.options(pool_domain),
        )
