"""The configuration as a whole: the `cognito-access-token:auth` object."""

from collections.abc import Iterator
from typing import Final

from cognito_model.tiers import DEFAULT
from components.checking.keys import (
    FLAG,
    NOWHERE,
    POOL_SETTINGS,
    Blocks,
    Choice,
    Exceptions,
    entry,
    table,
)
from components.checking.problems import UNKNOWN, Problem
from components.checking.view import Known, block
from components.schema import requirements
from components.schema.attributes import SCHEMA, USER_ATTRIBUTE_UPDATE_SETTINGS
from components.schema.clients import CLIENT
from components.schema.domain import DOMAIN
from components.schema.federation import GROUP, IDENTITY_PROVIDER, RESOURCE_SERVER
from components.schema.identity_pool import IDENTITY_POOL
from components.schema.issuer import ACR_CONFIGURATION, ISSUER_CONFIGURATION, KEY_CONFIGURATION
from components.schema.logs import LOG_CONFIGURATION
from components.schema.managed_login import UI_CUSTOMIZATION
from components.schema.messages import (
    ADMIN_CREATE_USER_CONFIG,
    EMAIL_CONFIGURATION,
    SMS_CONFIGURATION,
    VERIFICATION_MESSAGE_TEMPLATE,
)
from components.schema.mfa import DEVICE_CONFIGURATION, EMAIL_MFA, SOFTWARE_TOKEN_MFA
from components.schema.recovery import ACCOUNT_RECOVERY_SETTING
from components.schema.registration import DCR_CONFIGURATION
from components.schema.sessions import SESSION_CONFIGURATION
from components.schema.sign_in import PASSWORD_POLICY, SIGN_IN_POLICY, USERNAME_CONFIGURATION, WEB_AUTHN_CONFIGURATION
from components.schema.threat_protection import RISK_CONFIGURATION, USER_POOL_ADD_ONS
from components.schema.triggers import LAMBDA_CONFIG

AUTH: Final = table(
    "CognitoAuthArgs",
    "A user pool with everything that is needed to get tokens from it.",
    entry(
        "account_recovery_setting",
        ACCOUNT_RECOVERY_SETTING,
        "How users recover their account without their password.",
        words="Cognito's",
    ),
    entry(
        "acr_configuration",
        ACR_CONFIGURATION,
        "Names for the levels of authentication in the `acr` claim of tokens.",
        words="Cognito's",
        place=f"{POOL_SETTINGS}.acr_configuration",
    ),
    entry(
        "admin_create_user_config",
        ADMIN_CREATE_USER_CONFIG,
        "Who creates users.",
        otherwise={"allow_admin_create_user_only": False},
        words="users can sign up",
    ),
    entry(
        "alias_attributes",
        "AliasAttributesListType",
        "Attributes that users can also sign in with: email, phone_number, preferred_username. Fixed.",
        words="none",
    ),
    entry(
        "auto_verified_attributes",
        "VerifiedAttributesListType",
        "Attributes that are verified at sign-up.",
        words="email, if users sign in with it",
    ),
    entry(
        "clients",
        Blocks(CLIENT),
        "The app clients, if any; the outputs `client_id` and `client_secret` are those of the first.",
        required=True,
    ),
    entry(
        "dcr_configuration",
        DCR_CONFIGURATION,
        "Whether apps can register app clients themselves.",
        words="they can't",
        place=f"{POOL_SETTINGS}.dcr_configuration",
    ),
    entry(
        "deletion_protection",
        "DeletionProtectionType",
        "ACTIVE: Cognito refuses to delete the pool, and Pulumi refuses to delete or replace it.",
        default="INACTIVE",
        otherwise="INACTIVE",
        production=requirements.DELETION_PROTECTION,
    ),
    entry(
        "device_configuration",
        DEVICE_CONFIGURATION,
        "Whether the pool remembers users' devices.",
        words="it doesn't",
    ),
    entry(
        "domain",
        DOMAIN,
        "The domain of the hosted UI and the OAuth endpoints.",
        words="no domain, so neither of them",
    ),
    entry(
        "email_configuration",
        EMAIL_CONFIGURATION,
        "How the pool sends e-mail.",
        otherwise={"email_sending_account": "COGNITO_DEFAULT"},
        words="Cognito",
    ),
    entry("email_mfa_configuration", EMAIL_MFA, "One-time codes by e-mail as a second factor.", words="not enabled"),
    entry(
        "exceptions",
        Exceptions(),
        "Requirements of the production profile that aren't met, by name, each with the reason.",
        words="nothing",
        place=NOWHERE,
    ),
    entry("groups", Blocks(GROUP), "Groups of users.", words="none"),
    entry("identity_pool", IDENTITY_POOL, "An identity pool, which gives users AWS credentials.", words="none"),
    entry(
        "identity_providers",
        Blocks(IDENTITY_PROVIDER, unique=("provider_name",)),
        "Identity providers that users can sign in with.",
        words="none",
    ),
    entry(
        "issuer_configuration",
        ISSUER_CONFIGURATION,
        "The issuer that the pool's tokens name.",
        otherwise={"type": "ORIGINAL"},
        place=f"{POOL_SETTINGS}.issuer_configuration",
    ),
    entry(
        "key_configuration",
        KEY_CONFIGURATION,
        "The key that the pool's data is encrypted with.",
        otherwise={"key_type": "AWS_OWNED_KEY"},
        place=f"{POOL_SETTINGS}.key_configuration",
    ),
    entry("lambda_config", LAMBDA_CONFIG, "Lambda functions that Cognito calls.", words="none"),
    entry(
        "log_configurations",
        Blocks(LOG_CONFIGURATION, unique=("event_source",)),
        "Where the pool's logs are sent.",
        words="nowhere",
        place="LogDeliveryConfiguration.log_configurations",
    ),
    entry(
        "mfa_configuration",
        "UserPoolMfaType",
        "Whether users have a second factor: OFF, OPTIONAL or ON.",
        otherwise="OFF",
        production=requirements.MFA,
    ),
    entry(
        "password_policy",
        PASSWORD_POLICY,
        "What a password must contain.",
        words="8 characters, with all four kinds",
    ),
    entry(
        "pool_name",
        "UserPoolNameType",
        "The user pool's name. Required, unless user_pool_id names an existing pool.",
        words="none",
        place="name",
    ),
    entry(
        "profile",
        Choice(("development", "production")),
        "`production` checks the configuration against production requirements; see exceptions.",
        otherwise="development",
        place=NOWHERE,
    ),
    entry(
        "resource_servers",
        Blocks(RESOURCE_SERVER, unique=("identifier",)),
        "APIs with their own scopes.",
        words="none",
    ),
    entry("risk_configuration", RISK_CONFIGURATION, "What threat protection does about risks.", words="nothing"),
    entry("schemas", Blocks(SCHEMA), "Users' attributes, in addition to those that every pool has.", words="none"),
    entry(
        "session_configuration",
        SESSION_CONFIGURATION,
        "Whether Cognito keeps track of users' sessions.",
        words="it doesn't",
    ),
    entry(
        "sign_in_policy",
        SIGN_IN_POLICY,
        "The first factors of choice-based sign-in.",
        otherwise={"allowed_first_auth_factors": ["PASSWORD"]},
        words="the password alone",
    ),
    entry(
        "sms_authentication_message",
        "SmsVerificationMessageType",
        "The SMS with the sign-in code, `{####}`.",
        words="Cognito's",
    ),
    entry("sms_configuration", SMS_CONFIGURATION, "How Cognito sends SMS.", words="it doesn't"),
    entry(
        "software_token_mfa_configuration",
        SOFTWARE_TOKEN_MFA,
        "One-time codes from an authenticator app as a second factor.",
        otherwise={"enabled": False},
        words="not enabled",
    ),
    entry(
        "tags",
        "UserPoolTagsType",
        "Tags of the user pool and the identity pool.",
        words="none",
        place=("tags", "IdentityPool.tags"),
    ),
    entry("ui_customization", UI_CUSTOMIZATION, "The appearance of the classic hosted UI.", words="Cognito's"),
    entry(
        "user_attribute_update_settings",
        USER_ATTRIBUTE_UPDATE_SETTINGS,
        "Which changed attributes must be verified again first.",
        words="none",
    ),
    entry("user_pool_add_ons", USER_POOL_ADD_ONS, "Threat protection.", words="off"),
    entry(
        "user_pool_id",
        "UserPoolIdType",
        "The ID of an existing user pool, to which app clients, a domain and resource servers are added.",
        words="none",
        place=NOWHERE,
    ),
    entry("user_pool_tier", "UserPoolTierType", "The feature plan: LITE, ESSENTIALS or PLUS.", words=DEFAULT),
    entry(
        "username_attributes",
        "UsernameAttributesListType",
        "Attributes that users sign in with instead of a name: email, phone_number. Can't change later.",
        words="none",
    ),
    entry(
        "username_configuration",
        USERNAME_CONFIGURATION,
        "How user names are compared. Can't change later.",
        default={"case_sensitive": False},
        words="not case-sensitive",
    ),
    entry(
        "verification_message_template",
        VERIFICATION_MESSAGE_TEMPLATE,
        "The messages that verify an e-mail address or a phone number.",
        otherwise={"default_email_option": "CONFIRM_WITH_CODE"},
        words="Cognito's text",
    ),
    entry("web_authn_configuration", WEB_AUTHN_CONFIGURATION, "Passkeys.", words="Cognito's settings"),
    resource="UserPool",
)

"""The whole."""
IN_AN_EXISTING_POOL: Final = frozenset(
    {"clients", "domain", "exceptions", "profile", "resource_servers", "user_pool_id"}
)
"""The keys that go with `user_pool_id`."""

FROM_THE_TARGET: Final = (
    entry(
        "endpoint_is_issuer",
        FLAG,
        "Whether the tokens' issuer begins with `endpoint_url` instead of AWS's host name.",
        otherwise=False,
        plain=True,
        place=NOWHERE,
    ),
    entry(
        "endpoint_url",
        "StringType",
        "The base URL of Cognito on this target, for the endpoints among the outputs.",
        words="AWS's own host names",
        plain=True,
        place=NOWHERE,
    ),
)
"""Arguments that no configuration has: whoever deploys knows them."""


def tags_are_ones_own(auth: Known) -> Iterator[Problem]:
    """Tags that begin with `aws:` are Amazon's."""
    for key in block(auth, "tags"):
        if key.lower().startswith("aws:"):
            yield Problem(f"tags[{key!r}]", "must not begin with aws:, which is reserved by AWS")


def a_pool_is_named(auth: Known) -> Iterator[Problem]:
    """A user pool is made under a name; or it is there, and all that is the pool's own is said elsewhere."""
    if "user_pool_id" not in auth:
        if "pool_name" not in auth:
            yield Problem("pool_name", "is required", suggestion="webapp-user-pool")
        return
    for name in auth:
        if name not in IN_AN_EXISTING_POOL:
            yield Problem(name, "belongs to the user pool, and user_pool_id names an existing one; leave it out")


def with_the_existing_pool(auth: Known) -> Known:
    """What the rules see: of a pool that is there already, nothing is known."""
    if "user_pool_id" not in auth:
        return auth
    hidden = AUTH.keys.keys() - IN_AN_EXISTING_POOL - {"alias_attributes", "pool_name", "ui_customization"}
    return {**dict.fromkeys(hidden, UNKNOWN), **auth}


RULES = (a_pool_is_named, tags_are_ones_own)
