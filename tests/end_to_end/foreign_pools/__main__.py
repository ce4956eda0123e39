"""Pools that somebody made with pulumi_aws alone; the setting `weak` leaves out what protects them."""

import pulumi
import pulumi_aws as aws

weak = pulumi.Config().get_bool("weak") or False

members = aws.cognito.UserPool(
    "members",
    deletion_protection="INACTIVE" if weak else "ACTIVE",
    mfa_configuration="OFF" if weak else "ON",
    software_token_mfa_configuration={"enabled": True},
    password_policy={
        "minimum_length": 8 if weak else 16,
        "require_lowercase": True,
        "require_uppercase": True,
        "require_numbers": True,
        "require_symbols": True,
    },
)
# Whether a password opens an account of this one is the company's business: nobody signs in with any.
staff = aws.cognito.UserPool("staff")
company = aws.cognito.IdentityProvider(
    "company",
    user_pool_id=staff.id,
    provider_name="Company",
    provider_type="SAML",
    provider_details={"MetadataURL": "http://127.0.0.1:9/metadata"},
    attribute_mapping={"email": "email"},
)
desk = aws.cognito.UserPoolClient(
    "desk",
    user_pool_id=staff.id,
    allowed_oauth_flows_user_pool_client=True,
    allowed_oauth_flows=["code"],
    allowed_oauth_scopes=["openid"],
    callback_urls=["https://desk.example.com/callback"],
    supported_identity_providers=[company.provider_name],
    prevent_user_existence_errors="ENABLED",
)
# A preview doesn't know where its codes go: the address has the pool's id.
shop = aws.cognito.UserPoolClient(
    "shop",
    user_pool_id=members.id,
    allowed_oauth_flows_user_pool_client=True,
    allowed_oauth_flows=["implicit" if weak else "code"],
    allowed_oauth_scopes=["openid"],
    callback_urls=[members.id.apply(lambda pool: f"http://localhost:3000/{pool}")],
    supported_identity_providers=["COGNITO"],
    prevent_user_existence_errors="ENABLED",
)
