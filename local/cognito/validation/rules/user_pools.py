"""A user pool: how users sign in, recover and are written to; and what keeps it from being deleted."""

import re
from typing import Final

from local.cognito.call import Call
from local.cognito.errors import invalid
from local.cognito.validation.rules.rule import Table, part, pool_of

LINK: Final = re.compile(r"\{##(.*?)##\}", re.DOTALL)
"""Where a message has its link; in between stands what people read."""


def aliases_or_usernames(call: Call) -> None:
    """A pool has alias attributes or username attributes, not both."""
    if call.get("AliasAttributes") and call.get("UsernameAttributes"):
        raise invalid("Only one of the aliasAttributes or usernameAttributes can be set in a User pool.")


def phone_numbers_need_sms(call: Call) -> None:
    """A phone number is verified by SMS. An update that leaves SmsConfiguration out takes it away."""
    if "phone_number" in call.get("AutoVerifiedAttributes", ()) and not call.get("SmsConfiguration"):
        raise invalid("SMS configuration is required when phone_number is selected for auto verification")


def updates_need_auto_verification(call: Call) -> None:
    """AttributesRequireVerificationBeforeUpdate is a subset of AutoVerifiedAttributes.

    An update that leaves them out keeps the former and resets the latter.
    """
    pool = pool_of(call)
    kept = pool.settings if pool else {}
    settings = call.get("UserAttributeUpdateSettings") or kept.get("UserAttributeUpdateSettings") or {}
    required = settings.get("AttributesRequireVerificationBeforeUpdate") or ()
    if not set(required) <= set(call.get("AutoVerifiedAttributes", ())):
        raise invalid(
            "All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes"
        )


def recovery(call: Call) -> None:
    """Recovery mechanisms have a name and priority of their own; `admin_only` is the only one where it's there."""
    mechanisms = part(call.parameters, "AccountRecoverySetting").get("RecoveryMechanisms") or ()
    for member in ("Name", "Priority"):
        if len({mechanism[member] for mechanism in mechanisms}) < len(mechanisms):
            raise invalid("Account Recovery Setting cannot have duplicate priorities or recovery mechanisms.")
    if len(mechanisms) > 1 and any(mechanism["Name"] == "admin_only" for mechanism in mechanisms):
        raise invalid("Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms.")


def one_validity_of_temporary_passwords(call: Call) -> None:
    """TemporaryPasswordValidityDays has superseded UnusedAccountValidityDays."""
    policy = part(call.parameters, "Policies", "PasswordPolicy")
    former = part(call.parameters, "AdminCreateUserConfig")
    if None not in {policy.get("TemporaryPasswordValidityDays"), former.get("UnusedAccountValidityDays")}:
        raise invalid("Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays")


def passwords_stay_a_first_factor(call: Call) -> None:
    """Sign-in can begin without a password, but not only so; and never with an authenticator app."""
    factors = part(call.parameters, "Policies", "SignInPolicy").get("AllowedFirstAuthFactors")
    if factors is None:
        return
    if "PASSWORD" not in factors:
        raise invalid("Password should be configured as one of the allowed first auth factors.")
    if "SOFTWARE_TOKEN" in factors:
        raise invalid("SOFTWARE_TOKEN is not supported as an allowed first auth factor.")


def invitations_name_user_and_password(call: Call) -> None:
    """An invitation has `{username}` and, where users have passwords, `{####}` for the temporary one."""
    template = part(call.parameters, "AdminCreateUserConfig", "InviteMessageTemplate")
    pool = pool_of(call)
    current = part(pool.settings, "Policies", "SignInPolicy") if pool else {}
    policy = part(call.parameters, "Policies", "SignInPolicy") or current
    passwordless = set(policy.get("AllowedFirstAuthFactors") or ()) - {"PASSWORD"}
    for member in ("EmailMessage", "SMSMessage"):
        message = template.get(member)
        if message is not None and not ("{username}" in message and ("{####}" in message or passwordless)):
            raise invalid(
                f"The {member} of the InviteMessageTemplate must contain the placeholders {{username}} and {{####}}."
            )


def links_have_a_text(call: Call) -> None:
    """A link in a message has words: `{####}`, a code's place, has none, though its pattern lets it pass."""
    message = part(call.parameters, "VerificationMessageTemplate").get("EmailMessageByLink")
    if message is not None and not any(text.strip() for text in LINK.findall(message)):
        raise invalid("The message is invalid.")


def one_way_to_send_sms(call: Call) -> None:
    """SMS go through Amazon SNS or through End User Messaging (EumsSmsConfigurationType), from the pool's region."""
    configuration = part(call.parameters, "SmsConfiguration") or part(
        call.parameters, "SmsMfaConfiguration", "SmsConfiguration"
    )
    other = part(configuration, "EumsSms")
    if not configuration:
        return
    if bool(configuration.get("SnsCallerArn")) == bool(other):
        raise invalid("SmsConfiguration must have either SnsCallerArn or EumsSms.")
    if other.get("Region") and other["Region"] != call.region:
        raise invalid(f"The Region of EumsSms must be that of the user pool: {call.region}.")


def ses_has_an_identity(call: Call) -> None:
    """Mail through the account's own SES needs the identity that sends it."""
    email = part(call.parameters, "EmailConfiguration")
    if email.get("EmailSendingAccount") == "DEVELOPER" and not email.get("SourceArn"):
        raise invalid("Source ARN is required to use DEVELOPER email sending owner")


def custom_senders_need_a_key(call: Call) -> None:
    """Codes for a custom sender are encrypted with a KMS key."""
    lambdas = part(call.parameters, "LambdaConfig")
    if (lambdas.get("CustomSMSSender") or lambdas.get("CustomEmailSender")) and not lambdas.get("KMSKeyID"):
        raise invalid("KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used.")


def one_pre_token_generation(call: Call) -> None:
    """PreTokenGeneration and PreTokenGenerationConfig name the same function."""
    lambdas = part(call.parameters, "LambdaConfig")
    old, new = lambdas.get("PreTokenGeneration"), part(lambdas, "PreTokenGenerationConfig").get("LambdaArn")
    if old and new and old != new:
        raise invalid("Cannot use PreTokenGenerationLambda and PreTokenGeneration with different Lambda function ARN's")


def a_customers_key_is_named(call: Call) -> None:
    """A key of the customer's own has an ARN, and one of Amazon's has none (KeyConfigurationType)."""
    key = part(call.parameters, "KeyConfiguration")
    if key and (key.get("KeyType") == "CUSTOMER_MANAGED_KEY") != bool(key.get("KmsKeyArn")):
        raise invalid("KmsKeyArn is required for the key type CUSTOMER_MANAGED_KEY, and for no other.")


def levels_have_names_of_their_own(call: Call) -> None:
    """Names are "unique across all four levels, including any default names" (AcrConfiguration)."""
    given = part(call.parameters, "AcrConfiguration")
    names = {f"Level{number}": f"urn:cognito:loa:{number}" for number in range(1, 5)}
    names |= {level: configuration["AcrValue"] for level, configuration in given.items()}
    if len(set(names.values())) < len(names):
        raise invalid("The names of ACR levels must be unique, default names included.")


def not_protected(call: Call) -> None:
    """Deletion protection has to be switched off first."""
    pool = pool_of(call)
    if pool and pool.settings.get("DeletionProtection") == "ACTIVE":
        raise invalid(
            "The user pool cannot be deleted because deletion protection is activated. "
            "Deletion protection must be inactivated first."
        )


def without_domain(call: Call) -> None:
    """A pool's domains go first."""
    pool = pool_of(call)
    if pool and pool.domains:
        raise invalid("User pool cannot be deleted. It has a domain configured that should be deleted first.")


SETTINGS: Final = (
    phone_numbers_need_sms,
    updates_need_auto_verification,
    recovery,
    one_validity_of_temporary_passwords,
    passwords_stay_a_first_factor,
    invitations_name_user_and_password,
    links_have_a_text,
    one_way_to_send_sms,
    ses_has_an_identity,
    custom_senders_need_a_key,
    one_pre_token_generation,
    a_customers_key_is_named,
    levels_have_names_of_their_own,
)
RULES: Final[Table] = {
    "CreateUserPool": (aliases_or_usernames, *SETTINGS),
    "UpdateUserPool": SETTINGS,
    "SetUserPoolMfaConfig": (one_way_to_send_sms,),
    "DeleteUserPool": (not_protected, without_domain),
}
