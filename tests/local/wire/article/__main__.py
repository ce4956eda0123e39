"""The configuration that article.json was recorded with."""

import pulumi
from pulumi_aws import cognito

config = pulumi.Config()
pool = cognito.UserPool(
    "p",
    name="webapp-user-pool",
    mfa_configuration="OFF",
    password_policy={
        "minimum_length": config.require_int("minimum_length"),
        "require_lowercase": True,
        "require_numbers": True,
        "require_symbols": False,
        "require_uppercase": False,
        "temporary_password_validity_days": 7,
    },
    auto_verified_attributes=["email"],
    username_attributes=["email"],
    email_configuration={"email_sending_account": "COGNITO_DEFAULT"},
)
cognito.UserPoolDomain("d", domain="webapp12", user_pool_id=pool.id)
cognito.UserPoolClient(
    "c",
    name="webapp",
    user_pool_id=pool.id,
    generate_secret=True,
    callback_urls=config.require_object("callback_urls"),
    allowed_oauth_flows=["code"],
    allowed_oauth_flows_user_pool_client=True,
    allowed_oauth_scopes=["openid", "email", "profile"],
    supported_identity_providers=["COGNITO"],
    explicit_auth_flows=["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH"],
    **config.get_object("client", {}),
)
