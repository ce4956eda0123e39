"""The form of a stack's configuration: what `components.arguments` describes, as pydantic models of plain values."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Unknown keys are refused, values don't change."""

    # Built when the first configuration is read, and in one go: half the time of building each on its own
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Encrypted(Model):
    """A text that Pulumi keeps encrypted; only the engine sees what it says."""

    secure: str


Text = str | Encrypted


class UsernameConfiguration(Model):
    """Plain form of `UsernameConfigurationArgs`."""

    case_sensitive: bool


class PasswordPolicy(Model):
    """Plain form of `PasswordPolicyArgs`."""

    minimum_length: int | None = None
    password_history_size: int | None = None
    require_lowercase: bool | None = None
    require_numbers: bool | None = None
    require_symbols: bool | None = None
    require_uppercase: bool | None = None
    temporary_password_validity_days: int | None = None


class SoftwareTokenMfaConfiguration(Model):
    """Plain form of `SoftwareTokenMfaConfigurationArgs`."""

    enabled: bool


class EmailMfaConfiguration(Model):
    """Plain form of `EmailMfaConfigurationArgs`."""

    message: Text | None = None
    subject: Text | None = None


class SmsConfiguration(Model):
    """Plain form of `SmsConfigurationArgs`."""

    external_id: Text
    sns_caller_arn: Text
    sns_region: Text | None = None


class EmailConfiguration(Model):
    """Plain form of `EmailConfigurationArgs`."""

    configuration_set: Text | None = None
    email_sending_account: Text | None = None
    from_email_address: Text | None = None
    reply_to_email_address: Text | None = None
    source_arn: Text | None = None


class InviteMessageTemplate(Model):
    """Plain form of `InviteMessageTemplateArgs`."""

    email_message: Text | None = None
    email_subject: Text | None = None
    sms_message: Text | None = None


class AdminCreateUserConfig(Model):
    """Plain form of `AdminCreateUserConfigArgs`."""

    allow_admin_create_user_only: bool | None = None
    invite_message_template: InviteMessageTemplate | None = None


class RecoveryMechanism(Model):
    """Plain form of `RecoveryMechanismArgs`."""

    name: str
    priority: int


class AccountRecoverySetting(Model):
    """Plain form of `AccountRecoverySettingArgs`."""

    recovery_mechanisms: list[RecoveryMechanism]


class VerificationMessageTemplate(Model):
    """Plain form of `VerificationMessageTemplateArgs`."""

    default_email_option: Text | None = None
    email_message: Text | None = None
    email_message_by_link: Text | None = None
    email_subject: Text | None = None
    email_subject_by_link: Text | None = None
    sms_message: Text | None = None


class DeviceConfiguration(Model):
    """Plain form of `DeviceConfigurationArgs`."""

    challenge_required_on_new_device: bool | None = None
    device_only_remembered_on_user_prompt: bool | None = None


class SignInPolicy(Model):
    """Plain form of `SignInPolicyArgs`."""

    allowed_first_auth_factors: list[Text]


class WebAuthnConfiguration(Model):
    """Plain form of `WebAuthnConfigurationArgs`."""

    relying_party_id: Text | None = None
    user_verification: Text | None = None


class NumberAttributeConstraints(Model):
    """Plain form of `NumberAttributeConstraintsArgs`."""

    max_value: int | None = None
    min_value: int | None = None


class StringAttributeConstraints(Model):
    """Plain form of `StringAttributeConstraintsArgs`."""

    max_length: int | None = None
    min_length: int | None = None


class Schema(Model):
    """Plain form of `SchemaArgs`."""

    attribute_data_type: Text
    developer_only_attribute: bool | None = None
    mutable: bool | None = None
    name: str
    number_attribute_constraints: NumberAttributeConstraints | None = None
    required: bool | None = None
    string_attribute_constraints: StringAttributeConstraints | None = None


class UserAttributeUpdateSettings(Model):
    """Plain form of `UserAttributeUpdateSettingsArgs`."""

    attributes_require_verification_before_updates: list[Text]


class AdvancedSecurityAdditionalFlows(Model):
    """Plain form of `AdvancedSecurityAdditionalFlowsArgs`."""

    custom_auth_mode: Text | None = None


class UserPoolAddOns(Model):
    """Plain form of `UserPoolAddOnsArgs`."""

    advanced_security_additional_flows: AdvancedSecurityAdditionalFlows | None = None
    advanced_security_mode: Text


class CustomEmailSender(Model):
    """Plain form of `CustomEmailSenderArgs`."""

    lambda_arn: Text
    lambda_version: Text


class CustomSmsSender(Model):
    """Plain form of `CustomSmsSenderArgs`."""

    lambda_arn: Text
    lambda_version: Text


class PreTokenGenerationConfig(Model):
    """Plain form of `PreTokenGenerationConfigArgs`."""

    lambda_arn: Text
    lambda_version: Text


class LambdaConfig(Model):
    """Plain form of `LambdaConfigArgs`."""

    create_auth_challenge: Text | None = None
    custom_email_sender: CustomEmailSender | None = None
    custom_message: Text | None = None
    custom_sms_sender: CustomSmsSender | None = None
    define_auth_challenge: Text | None = None
    kms_key_id: Text | None = None
    post_authentication: Text | None = None
    post_confirmation: Text | None = None
    pre_authentication: Text | None = None
    pre_sign_up: Text | None = None
    pre_token_generation: Text | None = None
    pre_token_generation_config: PreTokenGenerationConfig | None = None
    user_migration: Text | None = None
    verify_auth_challenge_response: Text | None = None


class AccountTakeoverAction(Model):
    """Plain form of `AccountTakeoverActionArgs`."""

    event_action: Text
    notify: bool


class AccountTakeoverActions(Model):
    """Plain form of `AccountTakeoverActionsArgs`."""

    high_action: AccountTakeoverAction | None = None
    low_action: AccountTakeoverAction | None = None
    medium_action: AccountTakeoverAction | None = None


class NotifyEmail(Model):
    """Plain form of `NotifyEmailArgs`."""

    html_body: Text
    subject: Text
    text_body: Text


class NotifyConfiguration(Model):
    """Plain form of `NotifyConfigurationArgs`."""

    block_email: NotifyEmail | None = None
    from_: Text | None = None
    mfa_email: NotifyEmail | None = None
    no_action_email: NotifyEmail | None = None
    reply_to: Text | None = None
    source_arn: Text


class AccountTakeoverRiskConfiguration(Model):
    """Plain form of `AccountTakeoverRiskConfigurationArgs`."""

    actions: AccountTakeoverActions
    notify_configuration: NotifyConfiguration | None = None


class CompromisedCredentialsActions(Model):
    """Plain form of `CompromisedCredentialsActionsArgs`."""

    event_action: Text


class CompromisedCredentialsRiskConfiguration(Model):
    """Plain form of `CompromisedCredentialsRiskConfigurationArgs`."""

    actions: CompromisedCredentialsActions
    event_filters: list[Text] | None = None


class RiskExceptionConfiguration(Model):
    """Plain form of `RiskExceptionConfigurationArgs`."""

    blocked_ip_range_lists: list[Text] | None = None
    skipped_ip_range_lists: list[Text] | None = None


class RiskConfiguration(Model):
    """Plain form of `RiskConfigurationArgs`."""

    account_takeover_risk_configuration: AccountTakeoverRiskConfiguration | None = None
    compromised_credentials_risk_configuration: CompromisedCredentialsRiskConfiguration | None = None
    risk_exception_configuration: RiskExceptionConfiguration | None = None


class CloudWatchLogsConfiguration(Model):
    """Plain form of `CloudWatchLogsConfigurationArgs`."""

    log_group_arn: Text


class FirehoseConfiguration(Model):
    """Plain form of `FirehoseConfigurationArgs`."""

    stream_arn: Text


class S3Configuration(Model):
    """Plain form of `S3ConfigurationArgs`."""

    bucket_arn: Text


class LogConfiguration(Model):
    """Plain form of `LogConfigurationArgs`."""

    cloud_watch_logs_configuration: CloudWatchLogsConfiguration | None = None
    event_source: Text
    firehose_configuration: FirehoseConfiguration | None = None
    log_level: Text
    s3_configuration: S3Configuration | None = None


class Domain(Model):
    """Plain form of `DomainArgs`."""

    certificate_arn: Text | None = None
    custom_domain: str | None = None
    managed_login_version: int | None = None
    prefix: str | None = None


class Scope(Model):
    """Plain form of `ScopeArgs`."""

    scope_description: Text
    scope_name: Text


class ResourceServer(Model):
    """Plain form of `ResourceServerArgs`."""

    identifier: str
    name: Text | None = None
    scopes: list[Scope] | None = None


class Group(Model):
    """Plain form of `GroupArgs`."""

    description: Text | None = None
    name: str
    precedence: int | None = None
    role_arn: Text | None = None


class IdentityProvider(Model):
    """Plain form of `IdentityProviderArgs`."""

    attribute_mapping: dict[str, Text] | None = None
    idp_identifiers: list[Text] | None = None
    provider_details: dict[str, Text]
    provider_name: str
    provider_type: Text


class AnalyticsConfiguration(Model):
    """Plain form of `AnalyticsConfigurationArgs`."""

    application_arn: Text | None = None
    application_id: Text | None = None
    external_id: Text | None = None
    role_arn: Text | None = None
    user_data_shared: bool | None = None


class RefreshTokenRotation(Model):
    """Plain form of `RefreshTokenRotationArgs`."""

    feature: Text
    retry_grace_period_seconds: int | None = None


class BrandingAsset(Model):
    """Plain form of `BrandingAssetArgs`."""

    bytes: Text | None = None
    category: Text
    color_mode: Text
    extension: Text
    resource_id: Text | None = None


class Branding(Model):
    """Plain form of `BrandingArgs`."""

    assets: list[BrandingAsset] | None = None
    settings: dict[str, Any] | None = None
    use_cognito_provided_values: bool | None = None


class UiCustomization(Model):
    """Plain form of `UiCustomizationArgs`."""

    css: Text | None = None
    image_file: Text | None = None


class Client(Model):
    """Plain form of `ClientArgs`."""

    access_token_validity: str | None = None
    allowed_oauth_flows: list[Text] | None = None
    allowed_oauth_scopes: list[Text] | None = None
    analytics_configuration: AnalyticsConfiguration | None = None
    auth_session_validity: int | None = None
    branding: Branding | None = None
    callback_urls: list[Text] | None = None
    default_redirect_uri: Text | None = None
    enable_propagate_additional_user_context_data: bool | None = None
    enable_token_revocation: bool | None = None
    explicit_auth_flows: list[Text] | None = None
    generate_secret: bool | None = None
    id_token_validity: str | None = None
    logout_urls: list[Text] | None = None
    name: str
    prevent_user_existence_errors: Text | None = None
    read_attributes: list[Text] | None = None
    refresh_token_rotation: RefreshTokenRotation | None = None
    refresh_token_validity: str | None = None
    risk_configuration: RiskConfiguration | None = None
    supported_identity_providers: list[Text] | None = None
    ui_customization: UiCustomization | None = None
    write_attributes: list[Text] | None = None


class IdentityPoolRoles(Model):
    """Plain form of `IdentityPoolRolesArgs`."""

    authenticated: Text | None = None
    unauthenticated: Text | None = None


class MappingRule(Model):
    """Plain form of `MappingRuleArgs`."""

    claim: Text
    match_type: Text
    role_arn: Text
    value: Text


class RoleMapping(Model):
    """Plain form of `RoleMappingArgs`."""

    ambiguous_role_resolution: Text | None = None
    identity_provider: Text
    mapping_rules: list[MappingRule] | None = None
    type: Text


class PrincipalTags(Model):
    """Plain form of `PrincipalTagsArgs`."""

    principal_tags: dict[str, Text] | None = None
    use_defaults: bool | None = None


class IdentityPool(Model):
    """Plain form of `IdentityPoolArgs`."""

    allow_classic_flow: bool | None = None
    allow_unauthenticated_identities: bool | None = None
    developer_provider_name: Text | None = None
    identity_pool_name: Text | None = None
    openid_connect_provider_arns: list[Text] | None = None
    principal_tags: PrincipalTags | None = None
    role_mappings: list[RoleMapping] | None = None
    roles: IdentityPoolRoles | None = None
    saml_provider_arns: list[Text] | None = None
    server_side_token_check: bool | None = None
    supported_login_providers: dict[str, Text] | None = None


class Settings(Model):
    """Plain form of `CognitoAuthArgs`, without what only a target knows."""

    account_recovery_setting: AccountRecoverySetting | None = None
    admin_create_user_config: AdminCreateUserConfig | None = None
    alias_attributes: list[Text] | None = None
    auto_verified_attributes: list[Text] | None = None
    clients: list[Client]
    deletion_protection: Text | None = None
    device_configuration: DeviceConfiguration | None = None
    domain: Domain | None = None
    email_configuration: EmailConfiguration | None = None
    email_mfa_configuration: EmailMfaConfiguration | None = None
    exceptions: dict[str, str] | None = None
    groups: list[Group] | None = None
    identity_pool: IdentityPool | None = None
    identity_providers: list[IdentityProvider] | None = None
    lambda_config: LambdaConfig | None = None
    log_configurations: list[LogConfiguration] | None = None
    mfa_configuration: Text | None = None
    password_policy: PasswordPolicy | None = None
    pool_name: str
    profile: str | None = None
    resource_servers: list[ResourceServer] | None = None
    risk_configuration: RiskConfiguration | None = None
    schemas: list[Schema] | None = None
    sign_in_policy: SignInPolicy | None = None
    sms_authentication_message: Text | None = None
    sms_configuration: SmsConfiguration | None = None
    software_token_mfa_configuration: SoftwareTokenMfaConfiguration | None = None
    tags: dict[str, Text] | None = None
    ui_customization: UiCustomization | None = None
    user_attribute_update_settings: UserAttributeUpdateSettings | None = None
    user_pool_add_ons: UserPoolAddOns | None = None
    user_pool_tier: Text | None = None
    username_attributes: list[Text] | None = None
    username_configuration: UsernameConfiguration | None = None
    verification_message_template: VerificationMessageTemplate | None = None
    web_authn_configuration: WebAuthnConfiguration | None = None

    def to_config(self) -> dict[str, Any]:
        """The plain object again, as a stack's configuration keeps it: only what was said, no defaults."""
        return self.model_dump(exclude_none=True)
