"""A user pool: how users sign in, recover and are written to; and what keeps it from being deleted."""

from typing import Final

from local.former import state
from local.former.strictness.rules.rule import Parameters, Table, invalid, part


def aliases_or_usernames(parameters: Parameters) -> None:
    """A pool has alias attributes or username attributes, not both."""
    if parameters.get("AliasAttributes") and parameters.get("UsernameAttributes"):
        raise invalid("Only one of the aliasAttributes or usernameAttributes can be set in a User pool.")


def phone_numbers_need_sms(parameters: Parameters) -> None:
    """A phone number is verified by SMS. An update that leaves SmsConfiguration out takes it away."""
    if "phone_number" in (parameters.get("AutoVerifiedAttributes") or ()) and not parameters.get("SmsConfiguration"):
        raise invalid("SMS configuration is required when phone_number is selected for auto verification")


def updates_need_auto_verification(parameters: Parameters) -> None:
    """AttributesRequireVerificationBeforeUpdate is a subset of AutoVerifiedAttributes.

    An update that leaves them out keeps the former and resets the latter.
    """
    kept = state.pool(parameters.get("UserPoolId")) or {}
    settings = parameters.get("UserAttributeUpdateSettings") or kept.get("UserAttributeUpdateSettings") or {}
    required = settings.get("AttributesRequireVerificationBeforeUpdate") or ()
    if not set(required) <= set(parameters.get("AutoVerifiedAttributes") or ()):
        raise invalid(
            "All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes"
        )


def recovery(parameters: Parameters) -> None:
    """Recovery mechanisms have a name and priority of their own; `admin_only` is the only one where it's there."""
    mechanisms = part(parameters, "AccountRecoverySetting").get("RecoveryMechanisms") or ()
    for member in ("Name", "Priority"):
        if len({mechanism[member] for mechanism in mechanisms}) < len(mechanisms):
            raise invalid("Account Recovery Setting cannot have duplicate priorities or recovery mechanisms.")
    if len(mechanisms) > 1 and any(mechanism["Name"] == "admin_only" for mechanism in mechanisms):
        raise invalid("Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms.")


def one_validity_of_temporary_passwords(parameters: Parameters) -> None:
    """TemporaryPasswordValidityDays has superseded UnusedAccountValidityDays."""
    policy, old = part(parameters, "Policies", "PasswordPolicy"), part(parameters, "AdminCreateUserConfig")
    if None not in {policy.get("TemporaryPasswordValidityDays"), old.get("UnusedAccountValidityDays")}:
        raise invalid("Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays")


def passwords_stay_a_first_factor(parameters: Parameters) -> None:
    """Sign-in can begin without a password, but not only so; and never with an authenticator app."""
    factors = part(parameters, "Policies", "SignInPolicy").get("AllowedFirstAuthFactors")
    if factors is None:
        return
    if "PASSWORD" not in factors:
        raise invalid("Password should be configured as one of the allowed first auth factors.")
    if "SOFTWARE_TOKEN" in factors:
        raise invalid("SOFTWARE_TOKEN is not supported as an allowed first auth factor.")


def invitations_name_user_and_password(parameters: Parameters) -> None:
    """An invitation has both `{username}` and `{####}`, for the temporary password."""
    template = part(parameters, "AdminCreateUserConfig", "InviteMessageTemplate")
    for member in ("EmailMessage", "SMSMessage"):
        message = template.get(member)
        if message is not None and not ("{username}" in message and "{####}" in message):
            raise invalid(
                f"The {member} of the InviteMessageTemplate must contain the placeholders {{username}} and {{####}}."
            )


def ses_has_an_identity(parameters: Parameters) -> None:
    """Mail through the account's own SES needs the identity that sends it."""
    email = part(parameters, "EmailConfiguration")
    if email.get("EmailSendingAccount") == "DEVELOPER" and not email.get("SourceArn"):
        raise invalid("Source ARN is required to use DEVELOPER email sending owner")


def custom_senders_need_a_key(parameters: Parameters) -> None:
    """Codes for a custom sender are encrypted with a KMS key."""
    lambdas = part(parameters, "LambdaConfig")
    if (lambdas.get("CustomSMSSender") or lambdas.get("CustomEmailSender")) and not lambdas.get("KMSKeyID"):
        raise invalid("KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used.")


def one_pre_token_generation(parameters: Parameters) -> None:
    """PreTokenGeneration and PreTokenGenerationConfig name the same function."""
    lambdas = part(parameters, "LambdaConfig")
    old, new = lambdas.get("PreTokenGeneration"), part(lambdas, "PreTokenGenerationConfig").get("LambdaArn")
    if old and new and old != new:
        raise invalid("Cannot use PreTokenGenerationLambda and PreTokenGeneration with different Lambda function ARN's")


def not_protected(parameters: Parameters) -> None:
    """Deletion protection has to be switched off first."""
    pool = state.pool(parameters["UserPoolId"])
    if pool and pool.get("DeletionProtection") == "ACTIVE":
        raise invalid(
            "The user pool cannot be deleted because deletion protection is activated. "
            "Deletion protection must be inactivated first."
        )


def without_domain(parameters: Parameters) -> None:
    """A pool's domain goes first."""
    pool = state.pool(parameters["UserPoolId"])
    if pool and (pool.get("Domain") or pool.get("CustomDomain")):
        raise invalid("User pool cannot be deleted. It has a domain configured that should be deleted first.")


SETTINGS: Final = (
    phone_numbers_need_sms,
    updates_need_auto_verification,
    recovery,
    one_validity_of_temporary_passwords,
    passwords_stay_a_first_factor,
    invitations_name_user_and_password,
    ses_has_an_identity,
    custom_senders_need_a_key,
    one_pre_token_generation,
)
RULES: Final[Table] = {
    "CreateUserPool": (aliases_or_usernames, *SETTINGS),
    "UpdateUserPool": SETTINGS,
    "DeleteUserPool": (not_protected, without_domain),
}
