"""One of every resource of pulumi_aws.cognito; the setting `changed` changes every input that can be updated."""

import base64
import json
from typing import Any

import pulumi
import pulumi_aws as aws

config = pulumi.Config()
changed = config.get_bool("changed") or False
account = aws.get_caller_identity().account_id


def either(before: Any, after: Any) -> Any:
    """The value before, or after, the change."""
    return after if changed else before


def role(name: str) -> str:
    return f"arn:aws:iam::{account}:role/{name}"


def function(name: str) -> str:
    return f"arn:aws:lambda:us-east-1:{account}:function:{name}"


pool = aws.cognito.UserPool(
    "pool",
    account_recovery_setting={
        "recovery_mechanisms": [{"name": either("verified_email", "verified_phone_number"), "priority": 1}]
    },
    admin_create_user_config={"allow_admin_create_user_only": changed},
    auto_verified_attributes=either(["email"], ["email", "phone_number"]),
    deletion_protection=either("ACTIVE", "INACTIVE"),
    device_configuration={"challenge_required_on_new_device": changed},
    email_configuration={
        "email_sending_account": "DEVELOPER",
        "source_arn": f"arn:aws:ses:us-east-1:{account}:identity/example.com",
        "from_email_address": either("a@example.com", "b@example.com"),
    },
    # Cognito refuses factors while MFA is off.
    email_mfa_configuration=either(None, {"message": "Your code is {####}", "subject": "Code"}),
    email_verification_message=either("Verify with {####}", "Please verify with {####}"),
    email_verification_subject=either("Verify", "Please verify"),
    lambda_config={"post_authentication": function(either("before", "after"))},
    mfa_configuration=either("OFF", "OPTIONAL"),
    name=either("before", "after"),
    password_policy={"minimum_length": either(8, 12), "require_lowercase": True},
    schemas=[
        {"name": "plan", "attribute_data_type": "String", "mutable": True},
        *either([], [{"name": "seats", "attribute_data_type": "Number", "mutable": True}]),
    ],
    sign_in_policy={"allowed_first_auth_factors": either(["PASSWORD"], ["PASSWORD", "EMAIL_OTP"])},
    sms_authentication_message=either("Sign in with {####}", "Please sign in with {####}"),
    sms_configuration={"external_id": either("before", "after"), "sns_caller_arn": role("sms")},
    sms_verification_message=either("Check {####}", "Please check {####}"),
    software_token_mfa_configuration=either(None, {"enabled": True}),
    tags=either({"stage": "before"}, {"stage": "after"}),
    user_attribute_update_settings={
        "attributes_require_verification_before_updates": either(["email"], ["email", "phone_number"])
    },
    user_pool_add_ons={"advanced_security_mode": either("AUDIT", "ENFORCED")},
    user_pool_tier="PLUS",
    username_attributes=["email"],
    verification_message_template={"default_email_option": either("CONFIRM_WITH_CODE", "CONFIRM_WITH_LINK")},
    web_authn_configuration={
        "relying_party_id": "auth.example.com",
        "user_verification": either("preferred", "required"),
    },
)
plain_pool = aws.cognito.UserPool("plain", user_pool_tier=either("ESSENTIALS", "LITE"))

prefix_domain = aws.cognito.UserPoolDomain(
    "prefix", domain="every-resource", managed_login_version=either(1, 2), user_pool_id=pool.id
)
aws.cognito.UserPoolDomain(
    "custom",
    certificate_arn=f"arn:aws:acm:us-east-1:{account}:certificate/{either('before', 'after')}",
    domain="auth.example.com",
    user_pool_id=pool.id,
)
resource_server = aws.cognito.ResourceServer(
    "api",
    identifier="https://api.example.com",
    name=either("before", "after"),
    scopes=[
        {"scope_name": "read", "scope_description": "Read"},
        *either([], [{"scope_name": "write", "scope_description": "Write"}]),
    ],
    user_pool_id=pool.id,
)
company = aws.cognito.IdentityProvider(
    "company",
    attribute_mapping=either({"email": "email"}, {"email": "mail"}),
    idp_identifiers=either(["before.example.com"], ["after.example.com"]),
    provider_details={
        "attributes_request_method": "GET",
        "authorize_scopes": either("openid email", "openid email profile"),
        "client_id": "company",
        "client_secret": pulumi.Output.secret("hush-company"),
        "oidc_issuer": "https://id.example.com",
    },
    provider_name="Company",
    provider_type="OIDC",
    user_pool_id=pool.id,
)
# What a client and one that a service made have in common.
client_settings: dict[str, Any] = {
    "access_token_validity": either(30, 45),
    "allowed_oauth_flows": either(["code"], ["code", "implicit"]),
    "allowed_oauth_flows_user_pool_client": changed,
    "allowed_oauth_scopes": either(["openid"], ["openid", "email"]),
    "analytics_configuration": {
        "application_arn": f"arn:aws:mobiletargeting:us-east-1:{account}:apps/{either('0' * 32, '1' * 32)}"
    },
    "auth_session_validity": either(3, 5),
    "callback_urls": either(["https://a.example.com"], ["https://a.example.com", "https://b.example.com"]),
    "default_redirect_uri": either("https://a.example.com", "https://b.example.com"),
    "enable_propagate_additional_user_context_data": changed,
    "enable_token_revocation": not changed,
    "explicit_auth_flows": either(["ALLOW_USER_SRP_AUTH"], ["ALLOW_USER_PASSWORD_AUTH"]),
    "id_token_validity": either(30, 45),
    "logout_urls": either(["https://a.example.com/bye"], ["https://b.example.com/bye"]),
    "prevent_user_existence_errors": either("ENABLED", "LEGACY"),
    "read_attributes": either(["email"], ["email", "name"]),
    "refresh_token_rotation": {"feature": "ENABLED", "retry_grace_period_seconds": either(5, 10)},
    "refresh_token_validity": either(10, 20),
    "token_validity_units": {
        "access_token": "minutes",
        "id_token": "minutes",
        "refresh_token": either("hours", "days"),
    },
    "write_attributes": either(["email"], ["email", "name"]),
}
client = aws.cognito.UserPoolClient(
    "client",
    **client_settings,
    generate_secret=True,
    name=either("before", "after"),
    supported_identity_providers=either(["COGNITO"], ["COGNITO", "Company"]),
    user_pool_id=pool.id,
    opts=pulumi.ResourceOptions(depends_on=[company]),
)
other_client = aws.cognito.UserPoolClient("other", user_pool_id=pool.id)
aws.cognito.ManagedUserPoolClient(
    "managed",
    **client_settings,
    **either({"name_prefix": "AmazonOpenSearchService-"}, {"name_pattern": "^AmazonOpenSearchService-"}),
    supported_identity_providers=either(["COGNITO"], []),
    user_pool_id=config.require("service_pool"),
)

group = aws.cognito.UserGroup(
    "group",
    description=either("before", "after"),
    name="admins",
    precedence=either(1, 2),
    role_arn=role(either("group-before", "group-after")),
    user_pool_id=pool.id,
)
user = aws.cognito.User(
    "user",
    attributes=either({"email": "jane@example.com"}, {"email": "jane@example.com", "plan": "gold"}),
    client_metadata={"source": either("before", "after")},
    desired_delivery_mediums=either(["EMAIL"], ["SMS"]),
    enabled=changed,
    force_alias_creation=changed,
    message_action="SUPPRESS",
    password=pulumi.Output.secret(either("Passw0rd!before", "Passw0rd!after")),
    user_pool_id=pool.id,
    username="jane@example.com",
    validation_data={"source": either("before", "after")},
)
aws.cognito.User(
    "new-user",
    attributes={"email": "new@example.com"},
    message_action=either("SUPPRESS", None),
    temporary_password=either("Passw0rd!before", "Passw0rd!after"),
    user_pool_id=pool.id,
    username="new@example.com",
)
aws.cognito.UserInGroup("membership", group_name=group.name, user_pool_id=pool.id, username=user.username)

aws.cognito.UserPoolUICustomization(
    "look",
    css=either(".label-customizable {font-weight: 400;}", ".label-customizable {font-weight: 700;}"),
    image_file=base64.b64encode(either(b"<svg/>", b"<svg></svg>")).decode(),
    user_pool_id=pool.id,
    opts=pulumi.ResourceOptions(depends_on=[prefix_domain]),
)
aws.cognito.ManagedLoginBranding(
    "branding",
    assets=[
        {
            "bytes": base64.b64encode(b"<svg/>").decode(),
            "category": "FORM_LOGO",
            "color_mode": "LIGHT",
            "extension": "SVG",
        }
    ],
    client_id=client.id,
    settings=json.dumps({"components": {"form": {"borderRadius": either(4.0, 8.0)}}}),
    user_pool_id=pool.id,
)
aws.cognito.ManagedLoginBranding(
    "cognitos-branding",
    client_id=other_client.id,
    settings=either(json.dumps({"components": {}}), None),
    use_cognito_provided_values=changed or None,
    user_pool_id=pool.id,
)
aws.cognito.RiskConfiguration(
    "risk",
    account_takeover_risk_configuration={
        "actions": {"high_action": {"event_action": either("BLOCK", "MFA_REQUIRED"), "notify": True}},
        "notify_configuration": {
            "block_email": {"subject": "Blocked", "html_body": "<p>Blocked</p>", "text_body": "Blocked"},
            "source_arn": f"arn:aws:ses:us-east-1:{account}:identity/example.com",
        },
    },
    compromised_credentials_risk_configuration={"actions": {"event_action": either("BLOCK", "NO_ACTION")}},
    risk_exception_configuration={"blocked_ip_range_lists": [either("10.0.0.0/8", "10.1.0.0/16")]},
    user_pool_id=pool.id,
)
aws.cognito.RiskConfiguration(
    "risk-of-client",
    client_id=client.id,
    compromised_credentials_risk_configuration={"actions": {"event_action": "BLOCK"}, "event_filters": ["SIGN_IN"]},
    user_pool_id=pool.id,
)
aws.cognito.LogDeliveryConfiguration(
    "logs",
    log_configurations=[
        {
            "cloud_watch_logs_configuration": {
                "log_group_arn": f"arn:aws:logs:us-east-1:{account}:log-group:{either('before', 'after')}"
            },
            "event_source": "userNotification",
            "log_level": "ERROR",
        }
    ],
    user_pool_id=pool.id,
)

identity_pool = aws.cognito.IdentityPool(
    "identities",
    allow_classic_flow=changed,
    allow_unauthenticated_identities=changed,
    cognito_identity_providers=[
        {"client_id": client.id, "provider_name": pool.endpoint, "server_side_token_check": changed}
    ],
    developer_provider_name="developers",
    identity_pool_name="identities",
    openid_connect_provider_arns=[
        f"arn:aws:iam::{account}:oidc-provider/{either('before', 'after')}.example.com",
    ],
    saml_provider_arns=[f"arn:aws:iam::{account}:saml-provider/{either('before', 'after')}"],
    supported_login_providers=either({"graph.facebook.com": "1"}, {"graph.facebook.com": "2"}),
    tags=either({"stage": "before"}, {"stage": "after"}),
)
aws.cognito.IdentityPoolRoleAttachment(
    "roles",
    identity_pool_id=identity_pool.id,
    role_mappings=[
        {
            "ambiguous_role_resolution": either("Deny", "AuthenticatedRole"),
            "identity_provider": "graph.facebook.com",
            "mapping_rules": [
                {"claim": "isAdmin", "match_type": "Equals", "role_arn": role("group-after"), "value": "yes"}
            ],
            "type": "Rules",
        }
    ],
    roles={"authenticated": role("group-before")},
)
aws.cognito.IdentityPoolProviderPrincipalTag(
    "principal-tag",
    identity_pool_id=identity_pool.id,
    identity_provider_name="graph.facebook.com",
    principal_tags=either({"department": "department"}, {}),
    use_defaults=changed,
)

pulumi.export("pool_id", pool.id)
pulumi.export("client_id", client.id)
pulumi.export("client_secret", client.client_secret)
pulumi.export("identity_pool_id", identity_pool.id)
pulumi.export(
    "found",
    {
        "pool": aws.cognito.get_user_pool_output(user_pool_id=pool.id).name,
        "pools": aws.cognito.get_user_pools_output(name=pool.name).ids,
        "client": aws.cognito.get_user_pool_client_output(client_id=client.id, user_pool_id=pool.id).name,
        "group": aws.cognito.get_user_group_output(name=group.name, user_pool_id=pool.id).description,
        "identity_pool": aws.cognito.get_identity_pool_output(identity_pool_name=identity_pool.identity_pool_name).arn,
    },
)
