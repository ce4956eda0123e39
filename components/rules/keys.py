"""Every key of the configuration, and the shape of the Cognito API whose limits its value has to keep.

A test keeps this table, the component's arguments and the settings' models equal.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, TypeAlias

from cognito_model.domains import MANAGED_LOGIN_VERSIONS
from cognito_model.resource_quotas import MAX_ATTRIBUTE_LENGTH


@dataclass(frozen=True)
class Shape:
    """A value that the API takes as it is: text, number, flag, list or map, as botocore's model says."""

    name: str
    secret: bool = False
    """Whether messages mask the value."""


@dataclass(frozen=True)
class Lifetime:
    """An amount of time with its unit, e.g. `15 minutes`."""


@dataclass(frozen=True)
class Block:
    """An object with keys of its own."""

    keys: Mapping[str, "Key"]
    required: tuple[str, ...] = ()


@dataclass(frozen=True)
class Blocks:
    """A list of objects."""

    item: Block
    unique: tuple[str, ...] = field(default=("name",))
    """The keys whose values no two of the objects may share."""


@dataclass(frozen=True)
class Whole:
    """A whole number whose range the API's model doesn't say."""

    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class Choice:
    """One of a few words of our own."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class FullDomain:
    """A domain's full name (RFC 1123), in lower case."""


@dataclass(frozen=True)
class Document:
    """An object that is handed on as it is."""


@dataclass(frozen=True)
class Reasons:
    """Names, and a reason in words for each."""


Key: TypeAlias = Shape | Lifetime | Block | Blocks | Whole | Choice | FullDomain | Document | Reasons

FLAG: Final = Shape("BooleanType")


def _block(keys: Mapping[str, "Key | str"], *required: str) -> Block:
    """A block whose keys are given as shapes' names, blocks, or lists of blocks."""
    return Block(MappingProxyType({k: Shape(v) if isinstance(v, str) else v for k, v in keys.items()}), required)


USERNAME_CONFIGURATION: Final = _block(
    {
        "case_sensitive": FLAG,
    },
    "case_sensitive",
)

PASSWORD_POLICY: Final = _block(
    {
        "minimum_length": "PasswordPolicyMinLengthType",
        "password_history_size": "PasswordHistorySizeType",
        "require_lowercase": FLAG,
        "require_numbers": FLAG,
        "require_symbols": FLAG,
        "require_uppercase": FLAG,
        "temporary_password_validity_days": "TemporaryPasswordValidityDaysType",
    },
)

SOFTWARE_TOKEN_MFA: Final = _block(
    {
        "enabled": FLAG,
    },
    "enabled",
)

EMAIL_MFA: Final = _block(
    {
        "message": "EmailMfaMessageType",
        "subject": "EmailMfaSubjectType",
    },
)

SMS_CONFIGURATION: Final = _block(
    {
        "external_id": "StringType",
        "sns_caller_arn": "ArnType",
        "sns_region": "RegionCodeType",
    },
    "external_id",
    "sns_caller_arn",
)

EMAIL_CONFIGURATION: Final = _block(
    {
        "configuration_set": "SESConfigurationSet",
        "email_sending_account": "EmailSendingAccountType",
        "from_email_address": "StringType",
        "reply_to_email_address": "EmailAddressType",
        "source_arn": "ArnType",
    },
)

INVITE_MESSAGE_TEMPLATE: Final = _block(
    {
        "email_message": "EmailInviteMessageType",
        "email_subject": "EmailVerificationSubjectType",
        "sms_message": "SmsInviteMessageType",
    },
)

ADMIN_CREATE_USER_CONFIG: Final = _block(
    {
        "allow_admin_create_user_only": FLAG,
        "invite_message_template": INVITE_MESSAGE_TEMPLATE,
    },
)

RECOVERY_MECHANISM: Final = _block(
    {
        "name": "RecoveryOptionNameType",
        "priority": "PriorityType",
    },
    "name",
    "priority",
)

ACCOUNT_RECOVERY_SETTING: Final = _block(
    {
        "recovery_mechanisms": Blocks(RECOVERY_MECHANISM, ("name", "priority")),
    },
    "recovery_mechanisms",
)

VERIFICATION_MESSAGE_TEMPLATE: Final = _block(
    {
        "default_email_option": "DefaultEmailOptionType",
        "email_message": "EmailVerificationMessageType",
        "email_message_by_link": "EmailVerificationMessageByLinkType",
        "email_subject": "EmailVerificationSubjectType",
        "email_subject_by_link": "EmailVerificationSubjectByLinkType",
        "sms_message": "SmsVerificationMessageType",
    },
)

DEVICE_CONFIGURATION: Final = _block(
    {
        "challenge_required_on_new_device": FLAG,
        "device_only_remembered_on_user_prompt": FLAG,
    },
)

SIGN_IN_POLICY: Final = _block(
    {
        "allowed_first_auth_factors": "AllowedFirstAuthFactorsListType",
    },
    "allowed_first_auth_factors",
)

WEB_AUTHN_CONFIGURATION: Final = _block(
    {
        "relying_party_id": "RelyingPartyIdType",
        "user_verification": "UserVerificationType",
    },
)

NUMBER_ATTRIBUTE_CONSTRAINTS: Final = _block(
    {
        "max_value": Whole(),
        "min_value": Whole(),
    },
)

STRING_ATTRIBUTE_CONSTRAINTS: Final = _block(
    {
        "max_length": Whole(0, MAX_ATTRIBUTE_LENGTH),
        "min_length": Whole(0, MAX_ATTRIBUTE_LENGTH),
    },
)

SCHEMA: Final = _block(
    {
        "attribute_data_type": "AttributeDataType",
        "developer_only_attribute": FLAG,
        "mutable": FLAG,
        "name": "CustomAttributeNameType",
        "number_attribute_constraints": NUMBER_ATTRIBUTE_CONSTRAINTS,
        "required": FLAG,
        "string_attribute_constraints": STRING_ATTRIBUTE_CONSTRAINTS,
    },
    "attribute_data_type",
    "name",
)

USER_ATTRIBUTE_UPDATE_SETTINGS: Final = _block(
    {
        "attributes_require_verification_before_updates": "AttributesRequireVerificationBeforeUpdateType",
    },
    "attributes_require_verification_before_updates",
)

ADDITIONAL_FLOWS: Final = _block(
    {
        "custom_auth_mode": "AdvancedSecurityEnabledModeType",
    },
)

USER_POOL_ADD_ONS: Final = _block(
    {
        "advanced_security_additional_flows": ADDITIONAL_FLOWS,
        "advanced_security_mode": "AdvancedSecurityModeType",
    },
    "advanced_security_mode",
)

CUSTOM_EMAIL_SENDER: Final = _block(
    {
        "lambda_arn": "ArnType",
        "lambda_version": "CustomEmailSenderLambdaVersionType",
    },
    "lambda_arn",
    "lambda_version",
)

CUSTOM_SMS_SENDER: Final = _block(
    {
        "lambda_arn": "ArnType",
        "lambda_version": "CustomSMSSenderLambdaVersionType",
    },
    "lambda_arn",
    "lambda_version",
)

PRE_TOKEN_GENERATION_CONFIG: Final = _block(
    {
        "lambda_arn": "ArnType",
        "lambda_version": "PreTokenGenerationLambdaVersionType",
    },
    "lambda_arn",
    "lambda_version",
)

LAMBDA_CONFIG: Final = _block(
    {
        "create_auth_challenge": "ArnType",
        "custom_email_sender": CUSTOM_EMAIL_SENDER,
        "custom_message": "ArnType",
        "custom_sms_sender": CUSTOM_SMS_SENDER,
        "define_auth_challenge": "ArnType",
        "kms_key_id": "ArnType",
        "post_authentication": "ArnType",
        "post_confirmation": "ArnType",
        "pre_authentication": "ArnType",
        "pre_sign_up": "ArnType",
        "pre_token_generation": "ArnType",
        "pre_token_generation_config": PRE_TOKEN_GENERATION_CONFIG,
        "user_migration": "ArnType",
        "verify_auth_challenge_response": "ArnType",
    },
)

ACCOUNT_TAKEOVER_ACTION: Final = _block(
    {
        "event_action": "AccountTakeoverEventActionType",
        "notify": "AccountTakeoverActionNotifyType",
    },
    "event_action",
    "notify",
)

ACCOUNT_TAKEOVER_ACTIONS: Final = _block(
    {
        "high_action": ACCOUNT_TAKEOVER_ACTION,
        "low_action": ACCOUNT_TAKEOVER_ACTION,
        "medium_action": ACCOUNT_TAKEOVER_ACTION,
    },
)

NOTIFY_EMAIL: Final = _block(
    {
        "html_body": "EmailNotificationBodyType",
        "subject": "EmailNotificationSubjectType",
        "text_body": "EmailNotificationBodyType",
    },
    "html_body",
    "subject",
    "text_body",
)

NOTIFY_CONFIGURATION: Final = _block(
    {
        "block_email": NOTIFY_EMAIL,
        "from_": "StringType",
        "mfa_email": NOTIFY_EMAIL,
        "no_action_email": NOTIFY_EMAIL,
        "reply_to": "StringType",
        "source_arn": "ArnType",
    },
    "source_arn",
)

ACCOUNT_TAKEOVER_RISK: Final = _block(
    {
        "actions": ACCOUNT_TAKEOVER_ACTIONS,
        "notify_configuration": NOTIFY_CONFIGURATION,
    },
    "actions",
)

COMPROMISED_CREDENTIALS_ACTIONS: Final = _block(
    {
        "event_action": "CompromisedCredentialsEventActionType",
    },
    "event_action",
)

COMPROMISED_CREDENTIALS_RISK: Final = _block(
    {
        "actions": COMPROMISED_CREDENTIALS_ACTIONS,
        "event_filters": "EventFiltersType",
    },
    "actions",
)

RISK_EXCEPTION: Final = _block(
    {
        "blocked_ip_range_lists": "BlockedIPRangeListType",
        "skipped_ip_range_lists": "SkippedIPRangeListType",
    },
)

RISK_CONFIGURATION: Final = _block(
    {
        "account_takeover_risk_configuration": ACCOUNT_TAKEOVER_RISK,
        "compromised_credentials_risk_configuration": COMPROMISED_CREDENTIALS_RISK,
        "risk_exception_configuration": RISK_EXCEPTION,
    },
)

CLOUD_WATCH_LOGS: Final = _block(
    {
        "log_group_arn": "ArnType",
    },
    "log_group_arn",
)

FIREHOSE: Final = _block(
    {
        "stream_arn": "ArnType",
    },
    "stream_arn",
)

S3: Final = _block(
    {
        "bucket_arn": "S3ArnType",
    },
    "bucket_arn",
)

LOG_CONFIGURATION: Final = _block(
    {
        "cloud_watch_logs_configuration": CLOUD_WATCH_LOGS,
        "event_source": "EventSourceName",
        "firehose_configuration": FIREHOSE,
        "log_level": "LogLevel",
        "s3_configuration": S3,
    },
    "event_source",
    "log_level",
)

DOMAIN: Final = _block(
    {
        "certificate_arn": "ArnType",
        "custom_domain": FullDomain(),
        "managed_login_version": Whole(*MANAGED_LOGIN_VERSIONS),
        "prefix": "DomainType",
    },
)

SCOPE: Final = _block(
    {
        "scope_description": "ResourceServerScopeDescriptionType",
        "scope_name": "ResourceServerScopeNameType",
    },
    "scope_description",
    "scope_name",
)

RESOURCE_SERVER: Final = _block(
    {
        "identifier": "ResourceServerIdentifierType",
        "name": "ResourceServerNameType",
        "scopes": Blocks(SCOPE, ("scope_name",)),
    },
    "identifier",
)

GROUP: Final = _block(
    {
        "description": "DescriptionType",
        "name": "GroupNameType",
        "precedence": "PrecedenceType",
        "role_arn": "ArnType",
    },
    "name",
)

IDENTITY_PROVIDER: Final = _block(
    {
        "attribute_mapping": "AttributeMappingType",
        "idp_identifiers": "IdpIdentifiersListType",
        "provider_details": Shape("ProviderDetailsType", secret=True),
        "provider_name": "ProviderNameTypeV2",
        "provider_type": "IdentityProviderTypeType",
    },
    "provider_details",
    "provider_name",
    "provider_type",
)

ANALYTICS_CONFIGURATION: Final = _block(
    {
        "application_arn": "ArnType",
        "application_id": "HexStringType",
        "external_id": "StringType",
        "role_arn": "ArnType",
        "user_data_shared": FLAG,
    },
)

REFRESH_TOKEN_ROTATION: Final = _block(
    {
        "feature": "FeatureType",
        "retry_grace_period_seconds": "RetryGracePeriodSecondsType",
    },
    "feature",
)

BRANDING_ASSET: Final = _block(
    {
        "bytes": "AssetBytesType",
        "category": "AssetCategoryType",
        "color_mode": "ColorSchemeModeType",
        "extension": "AssetExtensionType",
        "resource_id": "ResourceIdType",
    },
    "category",
    "color_mode",
    "extension",
)

BRANDING: Final = _block(
    {
        "assets": Blocks(BRANDING_ASSET, ()),
        "settings": Document(),
        "use_cognito_provided_values": FLAG,
    },
)

UI_CUSTOMIZATION: Final = _block(
    {
        "css": "CSSType",
        "image_file": "ImageFileType",
    },
)

CLIENT: Final = _block(
    {
        "access_token_validity": Lifetime(),
        "allowed_oauth_flows": "OAuthFlowsType",
        "allowed_oauth_scopes": "ScopeListType",
        "analytics_configuration": ANALYTICS_CONFIGURATION,
        "auth_session_validity": "AuthSessionValidityType",
        "branding": BRANDING,
        "callback_urls": "CallbackURLsListType",
        "default_redirect_uri": "RedirectUrlType",
        "enable_propagate_additional_user_context_data": FLAG,
        "enable_token_revocation": FLAG,
        "explicit_auth_flows": "ExplicitAuthFlowsListType",
        "generate_secret": "GenerateSecret",
        "id_token_validity": Lifetime(),
        "logout_urls": "LogoutURLsListType",
        "name": "ClientNameType",
        "prevent_user_existence_errors": "PreventUserExistenceErrorTypes",
        "read_attributes": "ClientPermissionListType",
        "refresh_token_rotation": REFRESH_TOKEN_ROTATION,
        "refresh_token_validity": Lifetime(),
        "risk_configuration": RISK_CONFIGURATION,
        "supported_identity_providers": "SupportedIdentityProvidersListType",
        "ui_customization": UI_CUSTOMIZATION,
        "write_attributes": "ClientPermissionListType",
    },
    "name",
)

IDENTITY_POOL_ROLES: Final = _block(
    {
        "authenticated": "cognito-identity:ARNString",
        "unauthenticated": "cognito-identity:ARNString",
    },
)

MAPPING_RULE: Final = _block(
    {
        "claim": "cognito-identity:ClaimName",
        "match_type": "cognito-identity:MappingRuleMatchType",
        "role_arn": "cognito-identity:ARNString",
        "value": "cognito-identity:ClaimValue",
    },
    "claim",
    "match_type",
    "role_arn",
    "value",
)

ROLE_MAPPING: Final = _block(
    {
        "ambiguous_role_resolution": "cognito-identity:AmbiguousRoleResolutionType",
        "identity_provider": "StringType",
        "mapping_rules": Blocks(MAPPING_RULE, ()),
        "type": "cognito-identity:RoleMappingType",
    },
    "identity_provider",
    "type",
)

PRINCIPAL_TAGS: Final = _block(
    {
        "principal_tags": "cognito-identity:PrincipalTags",
        "use_defaults": "cognito-identity:UseDefaults",
    },
)

IDENTITY_POOL: Final = _block(
    {
        "allow_classic_flow": "cognito-identity:ClassicFlow",
        "allow_unauthenticated_identities": "cognito-identity:IdentityPoolUnauthenticated",
        "developer_provider_name": "cognito-identity:DeveloperProviderName",
        "identity_pool_name": "cognito-identity:IdentityPoolName",
        "openid_connect_provider_arns": "cognito-identity:OIDCProviderList",
        "principal_tags": PRINCIPAL_TAGS,
        "role_mappings": Blocks(ROLE_MAPPING, ("identity_provider",)),
        "roles": IDENTITY_POOL_ROLES,
        "saml_provider_arns": "cognito-identity:SAMLProviderList",
        "server_side_token_check": "cognito-identity:CognitoIdentityProviderTokenCheck",
        "supported_login_providers": "cognito-identity:IdentityProviders",
    },
)

AUTH: Final = _block(
    {
        "account_recovery_setting": ACCOUNT_RECOVERY_SETTING,
        "admin_create_user_config": ADMIN_CREATE_USER_CONFIG,
        "alias_attributes": "AliasAttributesListType",
        "auto_verified_attributes": "VerifiedAttributesListType",
        "clients": Blocks(CLIENT),
        "deletion_protection": "DeletionProtectionType",
        "device_configuration": DEVICE_CONFIGURATION,
        "domain": DOMAIN,
        "email_configuration": EMAIL_CONFIGURATION,
        "email_mfa_configuration": EMAIL_MFA,
        "exceptions": Reasons(),
        "groups": Blocks(GROUP),
        "identity_pool": IDENTITY_POOL,
        "identity_providers": Blocks(IDENTITY_PROVIDER, ("provider_name",)),
        "lambda_config": LAMBDA_CONFIG,
        "log_configurations": Blocks(LOG_CONFIGURATION, ("event_source",)),
        "mfa_configuration": "UserPoolMfaType",
        "password_policy": PASSWORD_POLICY,
        "pool_name": "UserPoolNameType",
        "profile": Choice(("development", "production")),
        "resource_servers": Blocks(RESOURCE_SERVER, ("identifier",)),
        "risk_configuration": RISK_CONFIGURATION,
        "schemas": Blocks(SCHEMA),
        "sign_in_policy": SIGN_IN_POLICY,
        "sms_authentication_message": "SmsVerificationMessageType",
        "sms_configuration": SMS_CONFIGURATION,
        "software_token_mfa_configuration": SOFTWARE_TOKEN_MFA,
        "tags": "UserPoolTagsType",
        "ui_customization": UI_CUSTOMIZATION,
        "user_attribute_update_settings": USER_ATTRIBUTE_UPDATE_SETTINGS,
        "user_pool_add_ons": USER_POOL_ADD_ONS,
        "user_pool_tier": "UserPoolTierType",
        "username_attributes": "UsernameAttributesListType",
        "username_configuration": USERNAME_CONFIGURATION,
        "verification_message_template": VERIFICATION_MESSAGE_TEMPLATE,
        "web_authn_configuration": WEB_AUTHN_CONFIGURATION,
    },
    "clients",
    "pool_name",
)
"""The configuration as a whole: the `cognito-access-token:auth` object."""
