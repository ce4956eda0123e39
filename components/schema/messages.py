"""Rules of what Cognito sends, and through whom: e-mail, SMS, functions of your own."""

from collections.abc import Iterator
from typing import Final

from cognito_model.regions import is_region, nearest_region
from components.checking.keys import (
    FLAG,
    entry,
    table,
)
from components.checking.problems import UNKNOWN, Problem
from components.checking.view import Known, block
from components.schema import requirements
from components.schema.requirements import EXAMPLE_IDENTITY

SMS_CONFIGURATION: Final = table(
    "SmsConfigurationArgs",
    "How Cognito sends SMS: with a role that may publish to SNS.",
    entry("external_id", "StringType", "The external id in the role's trust policy.", required=True),
    entry("sns_caller_arn", "ArnType", "The ARN of the role that Cognito assumes to publish.", required=True),
    entry("sns_region", "RegionCodeType", "The region that messages are sent from.", words="the pool's"),
)

EMAIL_CONFIGURATION: Final = table(
    "EmailConfigurationArgs",
    "How the pool sends e-mail.",
    entry(
        "configuration_set",
        "SESConfigurationSet",
        "The SES configuration set that e-mail is sent with.",
        words="none",
    ),
    entry(
        "email_sending_account",
        "EmailSendingAccountType",
        "COGNITO_DEFAULT (Cognito's sender, 50 a day) or DEVELOPER (your SES).",
        otherwise="COGNITO_DEFAULT",
        production=requirements.OWN_MAIL,
    ),
    entry(
        "from_email_address",
        "StringType",
        "The sender, `address` or `Name <address>`.",
        words="the address of source_arn's identity",
    ),
    entry("reply_to_email_address", "EmailAddressType", "The address for replies.", words="none"),
    entry("source_arn", "ArnType", "The ARN of the verified SES identity; required with DEVELOPER.", words="none"),
)

INVITE_MESSAGE_TEMPLATE: Final = table(
    "InviteMessageTemplateArgs",
    "The messages to users whom an administrator created; each must contain `{username}` and `{####}`.",
    entry("email_message", "EmailInviteMessageType", "The e-mail's text.", words="Cognito's"),
    entry("email_subject", "EmailVerificationSubjectType", "The e-mail's subject.", words="Cognito's"),
    entry("sms_message", "SmsInviteMessageType", "The SMS.", words="Cognito's"),
)

ADMIN_CREATE_USER_CONFIG: Final = table(
    "AdminCreateUserConfigArgs",
    "Who creates users.",
    entry(
        "allow_admin_create_user_only",
        FLAG,
        "Whether only administrators can create users; false lets users sign up.",
        otherwise=False,
        production=requirements.SELF_REGISTRATION,
    ),
    entry(
        "invite_message_template",
        INVITE_MESSAGE_TEMPLATE,
        "The messages to users whom an administrator created.",
        words="Cognito's text",
    ),
)

VERIFICATION_MESSAGE_TEMPLATE: Final = table(
    "VerificationMessageTemplateArgs",
    "The messages that verify an e-mail address or a phone number.",
    entry(
        "default_email_option",
        "DefaultEmailOptionType",
        "CONFIRM_WITH_CODE or CONFIRM_WITH_LINK.",
        otherwise="CONFIRM_WITH_CODE",
    ),
    entry("email_message", "EmailVerificationMessageType", "The e-mail with a code, `{####}`.", words="Cognito's"),
    entry(
        "email_message_by_link",
        "EmailVerificationMessageByLinkType",
        "The e-mail with a link, `{##Click here##}`.",
        words="Cognito's",
    ),
    entry("email_subject", "EmailVerificationSubjectType", "The subject of the e-mail with a code.", words="Cognito's"),
    entry(
        "email_subject_by_link",
        "EmailVerificationSubjectByLinkType",
        "The subject of the e-mail with a link.",
        words="Cognito's",
    ),
    entry("sms_message", "SmsVerificationMessageType", "The SMS with a code, `{####}`.", words="Cognito's"),
)


_MAX_EXTERNAL_ID_LENGTH: Final = 1224
_PLACEHOLDERS: Final = ("{username}", "{####}")


def ses_needs_its_identity(auth: Known) -> Iterator[Problem]:
    """E-mail sent through the account's own SES needs the ARN of a verified identity (EmailConfigurationType)."""
    email = block(auth, "email_configuration")
    if email.get("email_sending_account") == "DEVELOPER" and "source_arn" not in email:
        yield Problem(
            "email_configuration.source_arn",
            "is required with email_sending_account DEVELOPER",
            suggestion=EXAMPLE_IDENTITY,
        )


def source_is_an_ses_identity(auth: Known) -> Iterator[Problem]:
    """The sender's ARN is one of SES."""
    arn = block(auth, "email_configuration").get("source_arn", UNKNOWN)
    if arn is not UNKNOWN and arn.split(":")[2] != "ses":
        yield Problem("email_configuration.source_arn", "must be the ARN of an SES identity", arn, EXAMPLE_IDENTITY)


def sender_is_an_address(auth: Known) -> Iterator[Problem]:
    """The sender is an address, or a name with an address in angle brackets."""
    sender = block(auth, "email_configuration").get("from_email_address", UNKNOWN)
    if sender is UNKNOWN:
        return
    name, bracket, rest = sender.partition("<")
    address = rest.removesuffix(">") if bracket else name
    local, at, host = address.strip().partition("@")
    if not (at and local and "." in host) or (bracket and not rest.endswith(">")):
        yield Problem(
            "email_configuration.from_email_address",
            "must be `address` or `Name <address>`",
            sender,
            "Example <no-reply@example.com>",
        )


def sms_configuration_is_whole(auth: Known) -> Iterator[Problem]:
    """The role that publishes SMS is trusted with an external id of at most 1224 characters (IAM)."""
    external_id = block(auth, "sms_configuration").get("external_id", UNKNOWN)
    if external_id is not UNKNOWN and not 1 < len(external_id) <= _MAX_EXTERNAL_ID_LENGTH:
        yield Problem(
            "sms_configuration.external_id",
            f"must have 2 to {_MAX_EXTERNAL_ID_LENGTH} characters",
            external_id,
            external_id[:_MAX_EXTERNAL_ID_LENGTH] if external_id[1:] else "webapp-sms",
        )


def sms_role_is_a_role(auth: Known) -> Iterator[Problem]:
    """Who publishes SMS is an IAM role."""
    arn = block(auth, "sms_configuration").get("sns_caller_arn", UNKNOWN)
    if arn is not UNKNOWN and not (arn.split(":")[2] == "iam" and ":role/" in arn):
        example = "arn:aws:iam::123456789012:role/cognito-sms"
        yield Problem("sms_configuration.sns_caller_arn", "must be the ARN of an IAM role", arn, example)


def sms_region_exists(auth: Known) -> Iterator[Problem]:
    """Messages are sent from a region of AWS (SmsConfigurationType, SnsRegion)."""
    region = block(auth, "sms_configuration").get("sns_region", UNKNOWN)
    if region is not UNKNOWN and not is_region(region):
        yield Problem("sms_configuration.sns_region", "must be an AWS region", region, nearest_region(region))


def invitations_say_user_name_and_password(auth: Known) -> Iterator[Problem]:
    """An invitation without user name or temporary password is of no use, and Cognito refuses it."""
    template = block(block(auth, "admin_create_user_config"), "invite_message_template")
    for key, example in (
        ("email_message", "Your user name is {username} and your password is {####}."),
        ("sms_message", "{username}, your password is {####}"),
    ):
        text = template.get(key, UNKNOWN)
        if text is not UNKNOWN and not all(part in text for part in _PLACEHOLDERS):
            path = f"admin_create_user_config.invite_message_template.{key}"
            yield Problem(path, "must contain {username} and {####}", text, example)


def links_need_a_domain(auth: Known) -> Iterator[Problem]:
    """A confirmation link leads to a page of the pool's domain; without one Cognito refuses every sign-up."""
    option = block(auth, "verification_message_template").get("default_email_option")
    if option == "CONFIRM_WITH_LINK" and "domain" not in auth:
        path = "verification_message_template.default_email_option"
        yield Problem(path, "needs a domain, whose pages the link opens", option, "CONFIRM_WITH_CODE")


RULES = (
    ses_needs_its_identity,
    source_is_an_ses_identity,
    sender_is_an_address,
    sms_configuration_is_whole,
    sms_role_is_a_role,
    sms_region_exists,
    invitations_say_user_name_and_password,
    links_need_a_domain,
)
