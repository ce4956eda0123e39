"""The component's arguments: Cognito's own settings under Cognito's own names, in snake_case.

Generated from `components/schema/` by tools/generate_reference.py; `make docs` regenerates it. Every key says its
default. The limits of the values are Cognito's; `components.schema` checks them.
"""

from typing import Any, NotRequired, TypedDict

import pulumi


class RecoveryMechanismArgs(TypedDict):
    """One way to recover an account."""

    name: str
    """verified_email, verified_phone_number, or admin_only (alone: no self-service). Required."""
    priority: pulumi.Input[int]
    """1 is tried before 2. Required."""


class AccountRecoverySettingArgs(TypedDict):
    """How users recover their account without their password."""

    recovery_mechanisms: list[RecoveryMechanismArgs]
    """One or two ways to recover it. Required."""


class AcrLevelArgs(TypedDict):
    """A level of authentication."""

    acr_value: pulumi.Input[str]
    """The value of the `acr` claim. Required."""


class AcrConfigurationArgs(TypedDict):
    """Names for the levels of authentication in the `acr` claim of tokens; needs a plan above LITE."""

    level1: NotRequired[AcrLevelArgs]
    """The name of level 1 of the four. Default: urn:cognito:loa:1."""
    level2: NotRequired[AcrLevelArgs]
    """The name of level 2 of the four. Default: urn:cognito:loa:2."""
    level3: NotRequired[AcrLevelArgs]
    """The name of level 3 of the four. Default: urn:cognito:loa:3."""
    level4: NotRequired[AcrLevelArgs]
    """The name of level 4 of the four. Default: urn:cognito:loa:4."""


class InviteMessageTemplateArgs(TypedDict):
    """The messages to users whom an administrator created; each must contain `{username}` and `{####}`."""

    email_message: NotRequired[pulumi.Input[str]]
    """The e-mail's text. Default: Cognito's."""
    email_subject: NotRequired[pulumi.Input[str]]
    """The e-mail's subject. Default: Cognito's."""
    sms_message: NotRequired[pulumi.Input[str]]
    """The SMS. Default: Cognito's."""


class AdminCreateUserConfigArgs(TypedDict):
    """Who creates users."""

    allow_admin_create_user_only: NotRequired[pulumi.Input[bool]]
    """Whether only administrators can create users; false lets users sign up. Default: false."""
    invite_message_template: NotRequired[InviteMessageTemplateArgs]
    """The messages to users whom an administrator created. Default: Cognito's text."""


class AnalyticsConfigurationArgs(TypedDict):
    """Amazon Pinpoint analytics of the client's users."""

    application_arn: NotRequired[pulumi.Input[str]]
    """The Pinpoint project's ARN, or application_id with role_arn and external_id. Default: none."""
    application_id: NotRequired[pulumi.Input[str]]
    """The Pinpoint project's id. Default: none."""
    external_id: NotRequired[pulumi.Input[str]]
    """The external id in the role's trust policy. Default: none."""
    role_arn: NotRequired[pulumi.Input[str]]
    """The role that Cognito assumes to write. Default: none."""
    user_data_shared: NotRequired[pulumi.Input[bool]]
    """Whether the events include user data. Default: false."""


class BrandingAssetArgs(TypedDict):
    """An image of managed login."""

    bytes: NotRequired[pulumi.Input[str]]
    """The image in base64, up to 1,000,000 bytes. Default: none."""
    category: pulumi.Input[str]
    """Where the image is used, e.g. FORM_LOGO. Required."""
    color_mode: pulumi.Input[str]
    """LIGHT, DARK or DYNAMIC. Required."""
    extension: pulumi.Input[str]
    """ICO, JPEG, PNG, SVG or WEBP. Required."""
    resource_id: NotRequired[pulumi.Input[str]]
    """The ID of an existing image. Default: none."""


class BrandingArgs(TypedDict):
    """The appearance of managed login for one client."""

    assets: NotRequired[list[BrandingAssetArgs]]
    """Images, up to 40. Default: none."""
    settings: NotRequired[dict[str, Any]]
    """The settings, as the branding editor exports them. Default: none."""
    use_cognito_provided_values: NotRequired[pulumi.Input[bool]]
    """Whether it has Cognito's own look, without settings and assets. Default: true without settings and assets."""


class CimdPolicyArgs(TypedDict):
    """Which clients a metadata document (CIMD) lets in on this app client's terms; needs a plan above LITE."""

    cache_duration: NotRequired[pulumi.Input[int]]
    """How many seconds Cognito caches a document: a day to a year. Default: Cognito's."""
    policy_name: str
    """The policy's name, unique within the client; the Pulumi resource's name ends with it. Required."""
    url_patterns: pulumi.Input[list[pulumi.Input[str]]]
    """One to five URLs, in which `*` matches any text, e.g. `https://agent.example.com/*`. Required."""


class RefreshTokenRotationArgs(TypedDict):
    """Whether each use of a refresh token issues a new one."""

    feature: pulumi.Input[str]
    """ENABLED or DISABLED. Required."""
    retry_grace_period_seconds: NotRequired[pulumi.Input[int]]
    """How many seconds the previous token still works, up to 60. Default: 0."""


class AccountTakeoverActionArgs(TypedDict):
    """What happens at one level of risk."""

    event_action: pulumi.Input[str]
    """BLOCK, MFA_IF_CONFIGURED, MFA_REQUIRED or NO_ACTION. Required."""
    notify: pulumi.Input[bool]
    """Whether the user is told by e-mail; needs notify_configuration. Required."""


class AccountTakeoverActionsArgs(TypedDict):
    """What happens when a sign-in is rated as an account takeover."""

    high_action: NotRequired[AccountTakeoverActionArgs]
    """At high risk. Default: nothing."""
    low_action: NotRequired[AccountTakeoverActionArgs]
    """At low risk. Default: nothing."""
    medium_action: NotRequired[AccountTakeoverActionArgs]
    """At medium risk. Default: nothing."""


class NotifyEmailArgs(TypedDict):
    """An e-mail about a risk."""

    html_body: pulumi.Input[str]
    """The message as HTML. Required."""
    subject: pulumi.Input[str]
    """The subject. Required."""
    text_body: pulumi.Input[str]
    """The message as text. Required."""


class NotifyConfigurationArgs(TypedDict):
    """How users are told of risks, through SES."""

    block_email: NotRequired[NotifyEmailArgs]
    """After a blocked sign-in. Default: Cognito's."""
    from_: NotRequired[pulumi.Input[str]]
    """The sender. Default: none."""
    mfa_email: NotRequired[NotifyEmailArgs]
    """After a sign-in that needed a second factor. Default: Cognito's."""
    no_action_email: NotRequired[NotifyEmailArgs]
    """After a sign-in that was allowed. Default: Cognito's."""
    reply_to: NotRequired[pulumi.Input[str]]
    """The address for replies. Default: none."""
    source_arn: pulumi.Input[str]
    """The ARN of the verified SES identity. Required."""


class AccountTakeoverRiskConfigurationArgs(TypedDict):
    """Adaptive authentication."""

    actions: AccountTakeoverActionsArgs
    """What happens at each level of risk. Required."""
    notify_configuration: NotRequired[NotifyConfigurationArgs]
    """How users are told. Default: not at all."""


class CompromisedCredentialsActionsArgs(TypedDict):
    """What happens with a password that is known to have leaked."""

    event_action: pulumi.Input[str]
    """BLOCK or NO_ACTION. Required."""


class CompromisedCredentialsRiskConfigurationArgs(TypedDict):
    """Passwords that are known to have leaked."""

    actions: CompromisedCredentialsActionsArgs
    """What happens with such a password. Required."""
    event_filters: NotRequired[pulumi.Input[list[pulumi.Input[str]]]]
    """When passwords are checked: SIGN_IN, PASSWORD_CHANGE, SIGN_UP. Default: always."""


class RiskExceptionConfigurationArgs(TypedDict):
    """IP addresses that threat protection doesn't rate."""

    blocked_ip_range_lists: NotRequired[pulumi.Input[list[pulumi.Input[str]]]]
    """Always refused, in CIDR notation. Default: none."""
    skipped_ip_range_lists: NotRequired[pulumi.Input[list[pulumi.Input[str]]]]
    """Always allowed, in CIDR notation. Default: none."""


class RiskConfigurationArgs(TypedDict):
    """What threat protection does about risks; needs advanced_security_mode AUDIT or ENFORCED."""

    account_takeover_risk_configuration: NotRequired[AccountTakeoverRiskConfigurationArgs]
    """Adaptive authentication. Default: none."""
    compromised_credentials_risk_configuration: NotRequired[CompromisedCredentialsRiskConfigurationArgs]
    """Leaked passwords. Default: none."""
    risk_exception_configuration: NotRequired[RiskExceptionConfigurationArgs]
    """IP addresses that aren't rated. Default: none."""


class SsoSessionArgs(TypedDict):
    """Sessions of the pages."""

    max_validity_minutes: pulumi.Input[int]
    """Minutes for which a user who has signed in isn't asked again; 0 asks each time. Required."""


class ClientSessionConfigurationArgs(TypedDict):
    """How long an app client reuses sessions of the pages; needs session tracking."""

    sso_session: SsoSessionArgs
    """Sessions of the pages. Required."""


class TermsArgs(TypedDict):
    """A terms document. Managed login shows the two, terms of use and privacy policy, where it has both."""

    enforcement: NotRequired[pulumi.Input[str]]
    """NONE, the only value that Cognito has. Default: NONE."""
    links: pulumi.Input[dict[str, pulumi.Input[str]]]
    """The document's URL by language: `cognito:french`, …; `cognito:default` for all others. Required."""
    terms_name: str
    """terms-of-use or privacy-policy. Required."""
    terms_source: NotRequired[pulumi.Input[str]]
    """LINK, the only value that Cognito has. Default: LINK."""


class UiCustomizationArgs(TypedDict):
    """The appearance of the classic hosted UI."""

    css: NotRequired[pulumi.Input[str]]
    """CSS with Cognito's own class names. Default: none."""
    image_file: NotRequired[pulumi.Input[str]]
    """The logo in base64, up to 128 KiB. Default: none."""


class ClientArgs(TypedDict):
    """An app client: what one application is allowed to do with the user pool."""

    access_token_validity: NotRequired[pulumi.Input[str]]
    """How long access tokens are valid, e.g. `15 minutes`; 5 minutes to 1 day. Default: 60 minutes."""
    allowed_oauth_flows: NotRequired[pulumi.Input[list[pulumi.Input[str]]]]
    """The OAuth grants: `code`, `implicit` or `client_credentials`. Default: `code` if callback_urls has any."""
    allowed_oauth_scopes: NotRequired[pulumi.Input[list[pulumi.Input[str]]]]
    """The scopes that can be requested. Default: openid, email and profile for a client that users sign in at."""
    analytics_configuration: NotRequired[AnalyticsConfigurationArgs]
    """Amazon Pinpoint analytics of its users. Default: nowhere."""
    auth_session_validity: NotRequired[pulumi.Input[int]]
    """Minutes that a user has to answer each sign-in challenge, 3 to 15. Default: 3."""
    branding: NotRequired[BrandingArgs]
    """Its appearance in managed login. Default: Cognito's default, if the domain has managed_login_version 2."""
    callback_urls: NotRequired[pulumi.Input[list[pulumi.Input[str]]]]
    """URLs that the hosted UI may send the authorization code to; https, or http on this machine. Default: none."""
    cimd_policies: NotRequired[list[CimdPolicyArgs]]
    """Which clients are accepted by their metadata document's address, with this client's settings. Default: none."""
    default_redirect_uri: NotRequired[pulumi.Input[str]]
    """The callback URL of requests that don't name one. Default: none."""
    enable_propagate_additional_user_context_data: NotRequired[pulumi.Input[bool]]
    """Whether a server may pass its users' IP addresses to threat protection; needs a secret. Default: false."""
    enable_token_revocation: NotRequired[pulumi.Input[bool]]
    """Whether refresh tokens can be revoked. Default: true."""
    explicit_auth_flows: NotRequired[pulumi.Input[list[pulumi.Input[str]]]]
    """The API's sign-in flows. Default: SRP and refresh; SRP alone if tokens rotate, refresh alone for machines."""
    generate_secret: NotRequired[pulumi.Input[bool]]
    """Whether the client is confidential (has a secret). Can't change later. Default: false."""
    id_token_validity: NotRequired[pulumi.Input[str]]
    """How long ID tokens are valid, e.g. `15 minutes`; 5 minutes to 1 day. Default: 60 minutes."""
    logout_urls: NotRequired[pulumi.Input[list[pulumi.Input[str]]]]
    """URLs that the hosted UI may send a user to after signing out. Default: none."""
    name: str
    """The client's name, unique among the clients; the Pulumi resource's name ends with it. Required."""
    prevent_user_existence_errors: NotRequired[pulumi.Input[str]]
    """ENABLED gives the same answer for a wrong password and an unknown user; LEGACY doesn't. Default: ENABLED."""
    read_attributes: NotRequired[pulumi.Input[list[pulumi.Input[str]]]]
    """The attributes that it can read. Default: the standard ones."""
    refresh_token_rotation: NotRequired[RefreshTokenRotationArgs]
    """Whether each use of a refresh token issues a new one. Default: not."""
    refresh_token_validity: NotRequired[pulumi.Input[str]]
    """How long refresh tokens are valid, e.g. `30 days`; 60 minutes to 3650 days. Default: 30 days."""
    risk_configuration: NotRequired[RiskConfigurationArgs]
    """What threat protection does at this client, instead of the pool's settings. Default: the pool's."""
    rotate_secret: NotRequired[pulumi.Input[str]]
    """Any text. Changing it adds a new secret; the previous one works until the next change. Default: none."""
    session_configuration: NotRequired[ClientSessionConfigurationArgs]
    """How long it reuses sessions of the pages. Default: 60 minutes, where the pool tracks sessions."""
    supported_identity_providers: NotRequired[pulumi.Input[list[pulumi.Input[str]]]]
    """The identity providers that sign users in. Default: COGNITO for a client that users sign in at."""
    terms: NotRequired[list[TermsArgs]]
    """Documents that managed login links to on its sign-up page. Default: none."""
    trusted_by_identity_pool: NotRequired[bool]
    """Whether the identity pool gives the client's users AWS credentials. Default: true, and false for machines."""
    ui_customization: NotRequired[UiCustomizationArgs]
    """Its appearance in the classic hosted UI. Default: the pool's."""
    write_attributes: NotRequired[pulumi.Input[list[pulumi.Input[str]]]]
    """The attributes that it can write. Default: the standard ones."""


class DcrConfigurationArgs(TypedDict):
    """Whether apps can register app clients themselves, and what those clients can do; needs a plan above LITE."""

    allowed_scopes: NotRequired[pulumi.Input[list[pulumi.Input[str]]]]
    """The scopes that a registered client can request, in addition to OpenID Connect's. Default: none."""
    authenticated_grant_types: NotRequired[pulumi.Input[list[pulumi.Input[str]]]]
    """The grants of clients that register with an initial access token. Default: code and client_credentials."""
    enable_status: NotRequired[pulumi.Input[str]]
    """Whether apps can register: Enabled or Disabled. Default: Enabled."""
    open_dcr_enabled: NotRequired[pulumi.Input[bool]]
    """Whether anybody can register, without an initial access token. Default: false."""
    open_dcr_grant_types: NotRequired[pulumi.Input[list[pulumi.Input[str]]]]
    """The grants of clients that register without one. Default: code."""


class DeviceConfigurationArgs(TypedDict):
    """Whether the pool remembers users' devices."""

    challenge_required_on_new_device: NotRequired[pulumi.Input[bool]]
    """Whether a remembered device replaces the second factor. Default: false."""
    device_only_remembered_on_user_prompt: NotRequired[pulumi.Input[bool]]
    """Whether a device is remembered only if its user agrees. Default: false."""


class DomainArgs(TypedDict):
    """The domain of the hosted UI and the OAuth endpoints: a prefix of Amazon's domain, or a domain of your own."""

    certificate_arn: NotRequired[pulumi.Input[str]]
    """The ARN of the custom domain's ACM certificate in us-east-1; required with custom_domain. Default: none."""
    custom_domain: NotRequired[pulumi.Input[str]]
    """The full name of a domain of your own, e.g. `auth.example.com`. Default: none."""
    managed_login_version: NotRequired[pulumi.Input[int]]
    """1 is the classic hosted UI, 2 is managed login (not on LITE). Default: 1."""
    prefix: NotRequired[pulumi.Input[str]]
    """The part before `.auth.<region>.amazoncognito.com`; unique in the region. Default: none."""


class EmailConfigurationArgs(TypedDict):
    """How the pool sends e-mail."""

    configuration_set: NotRequired[pulumi.Input[str]]
    """The SES configuration set that e-mail is sent with. Default: none."""
    email_sending_account: NotRequired[pulumi.Input[str]]
    """COGNITO_DEFAULT (Cognito's sender, 50 a day) or DEVELOPER (your SES). Default: COGNITO_DEFAULT."""
    from_email_address: NotRequired[pulumi.Input[str]]
    """The sender, `address` or `Name <address>`. Default: the address of source_arn's identity."""
    reply_to_email_address: NotRequired[pulumi.Input[str]]
    """The address for replies. Default: none."""
    source_arn: NotRequired[pulumi.Input[str]]
    """The ARN of the verified SES identity; required with DEVELOPER. Default: none."""


class EmailMfaConfigurationArgs(TypedDict):
    """One-time codes by e-mail as a second factor; needs your own SES identity and a plan above LITE."""

    message: NotRequired[pulumi.Input[str]]
    """The message, with `{####}` where the code goes. Default: Cognito's."""
    subject: NotRequired[pulumi.Input[str]]
    """The message's subject. Default: Cognito's."""


class GroupArgs(TypedDict):
    """A group of users, which tokens name in `cognito:groups`."""

    description: NotRequired[pulumi.Input[str]]
    """What it is for. Default: none."""
    name: str
    """Its name. Can't change later. Required."""
    precedence: NotRequired[pulumi.Input[int]]
    """The role of the group with the lowest number applies to users in several groups. Default: none."""
    role_arn: NotRequired[pulumi.Input[str]]
    """The role of its members, which tokens name in `cognito:roles`. Default: none."""


class PrincipalTagsArgs(TypedDict):
    """Session tags from the user pool's claims, for attribute-based access control."""

    principal_tags: NotRequired[pulumi.Input[dict[str, pulumi.Input[str]]]]
    """Tags and the claims that fill them. Default: none."""
    use_defaults: NotRequired[pulumi.Input[bool]]
    """Whether Cognito's default mapping is used. Default: false."""


class MappingRuleArgs(TypedDict):
    """A rule that gives a role by a claim."""

    claim: pulumi.Input[str]
    """The claim, e.g. `cognito:groups`. Required."""
    match_type: pulumi.Input[str]
    """Equals, Contains, StartsWith or NotEqual. Required."""
    role_arn: pulumi.Input[str]
    """The role. Required."""
    value: pulumi.Input[str]
    """What the claim is compared with. Required."""


class RoleMappingArgs(TypedDict):
    """How users of one app client get their role."""

    ambiguous_role_resolution: NotRequired[pulumi.Input[str]]
    """AuthenticatedRole or Deny, if no rule or role applies. Default: Deny."""
    identity_provider: pulumi.Input[str]
    """The name of one of the clients, or a provider in AWS's notation. Required."""
    mapping_rules: NotRequired[list[MappingRuleArgs]]
    """The rules, in order; for type Rules. Default: none."""
    type: pulumi.Input[str]
    """Token (the token's `cognito:preferred_role`) or Rules. Required."""


class IdentityPoolRolesArgs(TypedDict):
    """The roles of an identity pool's users."""

    authenticated: NotRequired[pulumi.Input[str]]
    """The role of users who signed in. Default: none."""
    unauthenticated: NotRequired[pulumi.Input[str]]
    """The role of guests. Default: none."""


class IdentityPoolArgs(TypedDict):
    """An identity pool, which gives the users of the app clients AWS credentials."""

    allow_classic_flow: NotRequired[pulumi.Input[bool]]
    """Whether the basic (classic) flow is allowed too. Default: false."""
    allow_unauthenticated_identities: NotRequired[pulumi.Input[bool]]
    """Whether guests get credentials without signing in. Default: false."""
    developer_provider_name: NotRequired[pulumi.Input[str]]
    """The name of your own developer provider. Default: none."""
    identity_pool_name: NotRequired[pulumi.Input[str]]
    """Its name. Default: the user pool's."""
    openid_connect_provider_arns: NotRequired[pulumi.Input[list[pulumi.Input[str]]]]
    """The ARNs of IAM OIDC providers that it trusts. Default: none."""
    principal_tags: NotRequired[PrincipalTagsArgs]
    """Session tags from claims. Default: none."""
    role_mappings: NotRequired[list[RoleMappingArgs]]
    """How users get their role. Default: the authenticated role."""
    roles: NotRequired[IdentityPoolRolesArgs]
    """The roles. Default: none."""
    saml_provider_arns: NotRequired[pulumi.Input[list[pulumi.Input[str]]]]
    """The ARNs of IAM SAML providers that it trusts. Default: none."""
    server_side_token_check: NotRequired[pulumi.Input[bool]]
    """Whether tokens are refused once they are revoked. Default: true."""
    supported_login_providers: NotRequired[pulumi.Input[dict[str, pulumi.Input[str]]]]
    """Social providers that are used without the user pool, and their app IDs. Default: none."""


class IdentityProviderArgs(TypedDict):
    """An identity provider that users can sign in with."""

    attribute_mapping: NotRequired[pulumi.Input[dict[str, pulumi.Input[str]]]]
    """The pool's attributes and the provider's claims that fill them, e.g. `email: email`. Default: Cognito's."""
    idp_identifiers: NotRequired[pulumi.Input[list[pulumi.Input[str]]]]
    """Other names for the provider in sign-in requests, e.g. an e-mail domain. Default: none."""
    keep_provider_details: NotRequired[bool]
    """Leave an adopted provider the details that it has; written by `adopt`. Default: false."""
    provider_details: NotRequired[pulumi.Input[dict[str, pulumi.Input[str]]]]
    """What its type asks for (client_id, …); all of it secret. Default: none, which takes keep_provider_details."""
    provider_name: str
    """Its name; for Google, Facebook, Amazon and Apple, the same as its type. Can't change later. Required."""
    provider_type: pulumi.Input[str]
    """SAML, OIDC, Google, Facebook, LoginWithAmazon or SignInWithApple. Can't change later. Required."""


class IssuerConfigurationArgs(TypedDict):
    """The issuer that the pool's tokens name."""

    type: pulumi.Input[str]
    """ORIGINAL, or UPDATED: `https://issuer-cognito-idp.<region>...`, whose keys several regions serve. Required."""


class KeyConfigurationArgs(TypedDict):
    """The key that the pool's data is encrypted with."""

    key_type: pulumi.Input[str]
    """AWS_OWNED_KEY or CUSTOMER_MANAGED_KEY. Required."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """The ARN of your KMS key; required with CUSTOMER_MANAGED_KEY. Default: none."""


class CustomEmailSenderArgs(TypedDict):
    """A function that sends the pool's e-mail instead of Cognito."""

    lambda_arn: pulumi.Input[str]
    """The function's ARN. Required."""
    lambda_version: pulumi.Input[str]
    """The form of the event: V1_0. Required."""


class CustomSmsSenderArgs(TypedDict):
    """A function that sends the pool's SMS instead of Cognito."""

    lambda_arn: pulumi.Input[str]
    """The function's ARN. Required."""
    lambda_version: pulumi.Input[str]
    """The form of the event: V1_0. Required."""


class InboundFederationArgs(TypedDict):
    """A function that gets an identity provider's claims about a user before the pool does."""

    lambda_arn: pulumi.Input[str]
    """The function's ARN. Required."""
    lambda_version: pulumi.Input[str]
    """The form of the event: V1_0. Required."""


class PreTokenGenerationConfigArgs(TypedDict):
    """A function that changes tokens before they are issued."""

    lambda_arn: pulumi.Input[str]
    """The function's ARN. Required."""
    lambda_version: pulumi.Input[str]
    """V1_0 (ID token), V2_0 (access token too), V3_0 (machines' too); above V1_0 not on LITE. Required."""


class LambdaConfigArgs(TypedDict):
    """Lambda functions that Cognito calls; each needs a permission for cognito-idp.amazonaws.com to invoke it."""

    create_auth_challenge: NotRequired[pulumi.Input[str]]
    """Creates a custom challenge. Default: none."""
    custom_email_sender: NotRequired[CustomEmailSenderArgs]
    """Sends e-mail instead of Cognito; needs kms_key_id. Default: none."""
    custom_message: NotRequired[pulumi.Input[str]]
    """Changes a message before it is sent. Default: none."""
    custom_sms_sender: NotRequired[CustomSmsSenderArgs]
    """Sends SMS instead of Cognito; needs kms_key_id. Default: none."""
    define_auth_challenge: NotRequired[pulumi.Input[str]]
    """Decides which custom challenge comes next. Default: none."""
    inbound_federation: NotRequired[InboundFederationArgs]
    """Changes or refuses an identity provider's claims about a user. Default: none."""
    kms_key_id: NotRequired[pulumi.Input[str]]
    """The ARN of the KMS key that encrypts codes for custom senders. Default: none."""
    post_authentication: NotRequired[pulumi.Input[str]]
    """Called after a sign-in. Default: none."""
    post_confirmation: NotRequired[pulumi.Input[str]]
    """Called after a user is confirmed. Default: none."""
    pre_authentication: NotRequired[pulumi.Input[str]]
    """Can refuse a sign-in. Default: none."""
    pre_sign_up: NotRequired[pulumi.Input[str]]
    """Can refuse or confirm a sign-up. Default: none."""
    pre_token_generation: NotRequired[pulumi.Input[str]]
    """Changes ID tokens; pre_token_generation_config can do more. Default: none."""
    pre_token_generation_config: NotRequired[PreTokenGenerationConfigArgs]
    """Changes tokens before they are issued. Default: none."""
    user_migration: NotRequired[pulumi.Input[str]]
    """Migrates a user from elsewhere at sign-in. Default: none."""
    verify_auth_challenge_response: NotRequired[pulumi.Input[str]]
    """Verifies the answer to a custom challenge. Default: none."""


class CloudWatchLogsConfigurationArgs(TypedDict):
    """A CloudWatch log group."""

    log_group_arn: pulumi.Input[str]
    """The log group's ARN. Required."""


class FirehoseConfigurationArgs(TypedDict):
    """A Firehose stream."""

    stream_arn: pulumi.Input[str]
    """The stream's ARN. Required."""


class S3ConfigurationArgs(TypedDict):
    """An S3 bucket."""

    bucket_arn: pulumi.Input[str]
    """The bucket's ARN. Required."""


class LogConfigurationArgs(TypedDict):
    """The destination of one kind of log: one of the three."""

    cloud_watch_logs_configuration: NotRequired[CloudWatchLogsConfigurationArgs]
    """A log group. Default: not."""
    event_source: pulumi.Input[str]
    """userNotification (delivery errors) or userAuthEvents (threat protection; PLUS). Required."""
    firehose_configuration: NotRequired[FirehoseConfigurationArgs]
    """A stream; userAuthEvents only. Default: not."""
    log_level: pulumi.Input[str]
    """ERROR for userNotification, INFO for userAuthEvents. Required."""
    s3_configuration: NotRequired[S3ConfigurationArgs]
    """A bucket; userAuthEvents only. Default: not."""


class PasswordPolicyArgs(TypedDict):
    """What a password must contain."""

    minimum_length: NotRequired[pulumi.Input[int]]
    """The minimum number of characters, 6 to 99. Default: 8."""
    password_history_size: NotRequired[pulumi.Input[int]]
    """How many of a user's last passwords can't be used again, up to 24; not on LITE. Default: 0."""
    require_lowercase: NotRequired[pulumi.Input[bool]]
    """Whether a lower-case letter is required. Default: true."""
    require_numbers: NotRequired[pulumi.Input[bool]]
    """Whether a digit is required. Default: true."""
    require_symbols: NotRequired[pulumi.Input[bool]]
    """Whether a symbol is required. Default: true."""
    require_uppercase: NotRequired[pulumi.Input[bool]]
    """Whether an upper-case letter is required. Default: true."""
    temporary_password_validity_days: NotRequired[pulumi.Input[int]]
    """How many days a temporary password set by an administrator is valid. Default: 7."""


class ScopeArgs(TypedDict):
    """A scope of a resource server; clients request it as `<identifier>/<scope_name>`."""

    scope_description: pulumi.Input[str]
    """What it allows. Required."""
    scope_name: pulumi.Input[str]
    """Its name, without `/`. Required."""


class ResourceServerArgs(TypedDict):
    """An API with its own scopes, which clients can request."""

    identifier: str
    """What its scopes begin with, e.g. `orders` or `https://api.example.com`. Can't change later. Required."""
    name: NotRequired[pulumi.Input[str]]
    """A display name. Default: the identifier."""
    scopes: NotRequired[list[ScopeArgs]]
    """Its scopes, up to 100. Default: none."""


class NumberAttributeConstraintsArgs(TypedDict):
    """The limits of a Number attribute."""

    max_value: NotRequired[pulumi.Input[int]]
    """The largest value. Default: none."""
    min_value: NotRequired[pulumi.Input[int]]
    """The smallest value. Default: none."""


class StringAttributeConstraintsArgs(TypedDict):
    """The limits of a String attribute."""

    max_length: NotRequired[pulumi.Input[int]]
    """The most characters, up to 2048. Default: 2048."""
    min_length: NotRequired[pulumi.Input[int]]
    """The fewest characters. Default: 0."""


class SchemaArgs(TypedDict):
    """An attribute of the pool's users: a standard attribute or a custom one (called `custom:<name>` elsewhere).

    Custom attributes can be added later; attributes can't be changed or removed.
    """

    attribute_data_type: pulumi.Input[str]
    """String, Number, DateTime or Boolean; fixed for standard attributes. Required."""
    developer_only_attribute: NotRequired[pulumi.Input[bool]]
    """Whether only administrators see it (`dev:custom:…`); write_attributes is recommended instead. Default: false."""
    mutable: NotRequired[pulumi.Input[bool]]
    """Whether the value can change; must be true if an identity provider maps to it. Default: not for custom ones."""
    name: str
    """The attribute's name, without `custom:`. Required."""
    number_attribute_constraints: NotRequired[NumberAttributeConstraintsArgs]
    """The limits of a Number attribute. Default: none."""
    required: NotRequired[pulumi.Input[bool]]
    """Whether every user must have it; for standard attributes only. Can't change later. Default: false."""
    string_attribute_constraints: NotRequired[StringAttributeConstraintsArgs]
    """The limits of a String attribute. Default: 0 to 2048 characters."""


class TokenSessionArgs(TypedDict):
    """Sessions with tokens."""

    max_per_user: pulumi.Input[int]
    """How many a user has at most, 1 to 100; the one that was used least recently goes. Required."""


class SessionConfigurationArgs(TypedDict):
    """Whether Cognito keeps track of users' sessions; needs a plan above LITE."""

    token_session: NotRequired[TokenSessionArgs]
    """Sessions with tokens. Default: 20 for each user."""
    user_session_tracking: pulumi.Input[str]
    """ENABLED or DISABLED. Required."""


class SignInPolicyArgs(TypedDict):
    """The first factors of choice-based sign-in (ALLOW_USER_AUTH); needs a plan above LITE."""

    allowed_first_auth_factors: pulumi.Input[list[pulumi.Input[str]]]
    """PASSWORD, and optionally EMAIL_OTP, SMS_OTP and WEB_AUTHN (passkeys). Required."""


class SmsConfigurationArgs(TypedDict):
    """How Cognito sends SMS: with a role that may publish to SNS."""

    external_id: pulumi.Input[str]
    """The external id in the role's trust policy. Required."""
    sns_caller_arn: pulumi.Input[str]
    """The ARN of the role that Cognito assumes to publish. Required."""
    sns_region: NotRequired[pulumi.Input[str]]
    """The region that messages are sent from. Default: the pool's."""


class SoftwareTokenMfaConfigurationArgs(TypedDict):
    """One-time codes from an authenticator app (TOTP) as a second factor."""

    enabled: pulumi.Input[bool]
    """Whether users can enrol an authenticator app. Required."""


class UserAttributeUpdateSettingsArgs(TypedDict):
    """Which attributes keep their old value until a new one is verified."""

    attributes_require_verification_before_updates: pulumi.Input[list[pulumi.Input[str]]]
    """email and phone_number, as far as they are in auto_verified_attributes. Required."""


class AdvancedSecurityAdditionalFlowsArgs(TypedDict):
    """Threat protection for custom authentication."""

    custom_auth_mode: NotRequired[pulumi.Input[str]]
    """AUDIT or ENFORCED. Default: none."""


class UserPoolAddOnsArgs(TypedDict):
    """Threat protection; needs the PLUS plan."""

    advanced_security_additional_flows: NotRequired[AdvancedSecurityAdditionalFlowsArgs]
    """Threat protection for custom authentication. Default: none."""
    advanced_security_mode: pulumi.Input[str]
    """OFF, AUDIT or ENFORCED. Required."""


class UsernameConfigurationArgs(TypedDict):
    """How user names are compared."""

    case_sensitive: pulumi.Input[bool]
    """Whether `Jane@example.com` and `jane@example.com` are two users. Can't change later. Required."""


class VerificationMessageTemplateArgs(TypedDict):
    """The messages that verify an e-mail address or a phone number."""

    default_email_option: NotRequired[pulumi.Input[str]]
    """CONFIRM_WITH_CODE or CONFIRM_WITH_LINK. Default: CONFIRM_WITH_CODE."""
    email_message: NotRequired[pulumi.Input[str]]
    """The e-mail with a code, `{####}`. Default: Cognito's."""
    email_message_by_link: NotRequired[pulumi.Input[str]]
    """The e-mail with a link, `{##Click here##}`. Default: Cognito's."""
    email_subject: NotRequired[pulumi.Input[str]]
    """The subject of the e-mail with a code. Default: Cognito's."""
    email_subject_by_link: NotRequired[pulumi.Input[str]]
    """The subject of the e-mail with a link. Default: Cognito's."""
    sms_message: NotRequired[pulumi.Input[str]]
    """The SMS with a code, `{####}`. Default: Cognito's."""


class WebAuthnConfigurationArgs(TypedDict):
    """Passkeys."""

    factor_configuration: NotRequired[pulumi.Input[str]]
    """MULTI_FACTOR_WITH_USER_VERIFICATION lets a passkey satisfy MFA; not on LITE. Default: SINGLE_FACTOR."""
    relying_party_id: NotRequired[pulumi.Input[str]]
    """The domain that passkeys belong to; a custom domain's full name, if there is one. Default: the pool's domain."""
    user_verification: NotRequired[pulumi.Input[str]]
    """Whether the authenticator must verify its user: required or preferred. Default: preferred."""


class CognitoAuthArgs(TypedDict):
    """A user pool with everything that is needed to get tokens from it."""

    account_recovery_setting: NotRequired[AccountRecoverySettingArgs]
    """How users recover their account without their password. Default: Cognito's."""
    acr_configuration: NotRequired[AcrConfigurationArgs]
    """Names for the levels of authentication in the `acr` claim of tokens. Default: Cognito's."""
    admin_create_user_config: NotRequired[AdminCreateUserConfigArgs]
    """Who creates users. Default: users can sign up."""
    alias_attributes: NotRequired[pulumi.Input[list[pulumi.Input[str]]]]
    """Attributes that users can also sign in with: email, phone_number, preferred_username. Fixed. Default: none."""
    auto_verified_attributes: NotRequired[pulumi.Input[list[pulumi.Input[str]]]]
    """Attributes that are verified at sign-up. Default: email, if users sign in with it."""
    clients: list[ClientArgs]
    """The app clients, if any; the outputs `client_id` and `client_secret` are those of the first. Required."""
    dcr_configuration: NotRequired[DcrConfigurationArgs]
    """Whether apps can register app clients themselves. Default: they can't."""
    deletion_protection: NotRequired[pulumi.Input[str]]
    """ACTIVE: Cognito refuses to delete the pool, and Pulumi refuses to delete or replace it. Default: INACTIVE."""
    device_configuration: NotRequired[DeviceConfigurationArgs]
    """Whether the pool remembers users' devices. Default: it doesn't."""
    domain: NotRequired[DomainArgs]
    """The domain of the hosted UI and the OAuth endpoints. Default: no domain, so neither of them."""
    email_configuration: NotRequired[EmailConfigurationArgs]
    """How the pool sends e-mail. Default: Cognito."""
    email_mfa_configuration: NotRequired[EmailMfaConfigurationArgs]
    """One-time codes by e-mail as a second factor. Default: not enabled."""
    endpoint_is_issuer: NotRequired[bool]
    """Whether the tokens' issuer begins with `endpoint_url` instead of AWS's host name. Default: false."""
    endpoint_url: NotRequired[str]
    """The base URL of Cognito on this target, for the endpoints among the outputs. Default: AWS's own host names."""
    exceptions: NotRequired[dict[str, str]]
    """Requirements of the production profile that aren't met, by name, each with the reason. Default: nothing."""
    groups: NotRequired[list[GroupArgs]]
    """Groups of users. Default: none."""
    identity_pool: NotRequired[IdentityPoolArgs]
    """An identity pool, which gives users AWS credentials. Default: none."""
    identity_providers: NotRequired[list[IdentityProviderArgs]]
    """Identity providers that users can sign in with. Default: none."""
    issuer_configuration: NotRequired[IssuerConfigurationArgs]
    """The issuer that the pool's tokens name. Default: {'type': 'ORIGINAL'}."""
    key_configuration: NotRequired[KeyConfigurationArgs]
    """The key that the pool's data is encrypted with. Default: {'key_type': 'AWS_OWNED_KEY'}."""
    lambda_config: NotRequired[LambdaConfigArgs]
    """Lambda functions that Cognito calls. Default: none."""
    log_configurations: NotRequired[list[LogConfigurationArgs]]
    """Where the pool's logs are sent. Default: nowhere."""
    mfa_configuration: NotRequired[pulumi.Input[str]]
    """Whether users have a second factor: OFF, OPTIONAL or ON. Default: OFF."""
    password_policy: NotRequired[PasswordPolicyArgs]
    """What a password must contain. Default: 8 characters, with all four kinds."""
    pool_name: NotRequired[pulumi.Input[str]]
    """The user pool's name. Required, unless user_pool_id names an existing pool. Default: none."""
    profile: NotRequired[str]
    """`production` checks the configuration against production requirements; see exceptions. Default: development."""
    resource_servers: NotRequired[list[ResourceServerArgs]]
    """APIs with their own scopes. Default: none."""
    risk_configuration: NotRequired[RiskConfigurationArgs]
    """What threat protection does about risks. Default: nothing."""
    schemas: NotRequired[list[SchemaArgs]]
    """Users' attributes, in addition to those that every pool has. Default: none."""
    session_configuration: NotRequired[SessionConfigurationArgs]
    """Whether Cognito keeps track of users' sessions. Default: it doesn't."""
    sign_in_policy: NotRequired[SignInPolicyArgs]
    """The first factors of choice-based sign-in. Default: the password alone."""
    sms_authentication_message: NotRequired[pulumi.Input[str]]
    """The SMS with the sign-in code, `{####}`. Default: Cognito's."""
    sms_configuration: NotRequired[SmsConfigurationArgs]
    """How Cognito sends SMS. Default: it doesn't."""
    software_token_mfa_configuration: NotRequired[SoftwareTokenMfaConfigurationArgs]
    """One-time codes from an authenticator app as a second factor. Default: not enabled."""
    tags: NotRequired[pulumi.Input[dict[str, pulumi.Input[str]]]]
    """Tags of the user pool and the identity pool. Default: none."""
    ui_customization: NotRequired[UiCustomizationArgs]
    """The appearance of the classic hosted UI. Default: Cognito's."""
    user_attribute_update_settings: NotRequired[UserAttributeUpdateSettingsArgs]
    """Which changed attributes must be verified again first. Default: none."""
    user_pool_add_ons: NotRequired[UserPoolAddOnsArgs]
    """Threat protection. Default: off."""
    user_pool_id: NotRequired[pulumi.Input[str]]
    """The ID of an existing user pool, to which app clients, a domain and resource servers are added. Default: none."""
    user_pool_tier: NotRequired[pulumi.Input[str]]
    """The feature plan: LITE, ESSENTIALS or PLUS. Default: ESSENTIALS."""
    username_attributes: NotRequired[pulumi.Input[list[pulumi.Input[str]]]]
    """Attributes that users sign in with instead of a name: email, phone_number. Can't change later. Default: none."""
    username_configuration: NotRequired[UsernameConfigurationArgs]
    """How user names are compared. Can't change later. Default: not case-sensitive."""
    verification_message_template: NotRequired[VerificationMessageTemplateArgs]
    """The messages that verify an e-mail address or a phone number. Default: Cognito's text."""
    web_authn_configuration: NotRequired[WebAuthnConfigurationArgs]
    """Passkeys. Default: Cognito's settings."""
