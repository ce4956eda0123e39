"""Rules of what Cognito sends, and through whom: e-mail, SMS, functions of your own."""

from collections.abc import Iterator
from typing import Final

from components.rules.problems import LATER, Problem
from components.rules.view import Known, block, is_known

EXAMPLE_IDENTITY: Final = "arn:aws:ses:us-east-1:123456789012:identity/example.com"
_LONGEST_EXTERNAL_ID: Final = 1224
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
    arn = block(auth, "email_configuration").get("source_arn", LATER)
    if arn is not LATER and arn.split(":")[2] != "ses":
        yield Problem("email_configuration.source_arn", "must be the ARN of an SES identity", arn, EXAMPLE_IDENTITY)


def sender_is_an_address(auth: Known) -> Iterator[Problem]:
    """The sender is an address, or a name with an address in angle brackets."""
    sender = block(auth, "email_configuration").get("from_email_address", LATER)
    if sender is LATER:
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
    external_id = block(auth, "sms_configuration").get("external_id", LATER)
    if external_id is not LATER and not 1 < len(external_id) <= _LONGEST_EXTERNAL_ID:
        yield Problem(
            "sms_configuration.external_id",
            f"must have 2 to {_LONGEST_EXTERNAL_ID} characters",
            external_id,
            external_id[:_LONGEST_EXTERNAL_ID] if external_id[1:] else "webapp-sms",
        )


def sms_role_is_a_role(auth: Known) -> Iterator[Problem]:
    """Who publishes SMS is an IAM role."""
    arn = block(auth, "sms_configuration").get("sns_caller_arn", LATER)
    if arn is not LATER and not (arn.split(":")[2] == "iam" and ":role/" in arn):
        example = "arn:aws:iam::123456789012:role/cognito-sms"
        yield Problem("sms_configuration.sns_caller_arn", "must be the ARN of an IAM role", arn, example)


def invitations_say_user_name_and_password(auth: Known) -> Iterator[Problem]:
    """An invitation without user name or temporary password is of no use, and Cognito refuses it."""
    template = block(block(auth, "admin_create_user_config"), "invite_message_template")
    for key, example in (
        ("email_message", "Your user name is {username} and your password is {####}."),
        ("sms_message", "{username}, your password is {####}"),
    ):
        text = template.get(key, LATER)
        if text is not LATER and not all(part in text for part in _PLACEHOLDERS):
            path = f"admin_create_user_config.invite_message_template.{key}"
            yield Problem(path, "must contain {username} and {####}", text, example)


def custom_senders_need_a_key(auth: Known) -> Iterator[Problem]:
    """What a custom sender is to send reaches it encrypted (LambdaConfigType)."""
    config = block(auth, "lambda_config")
    senders = [key for key in ("custom_email_sender", "custom_sms_sender") if key in config]
    if senders and "kms_key_id" not in config:
        yield Problem(
            "lambda_config.kms_key_id",
            f"is required with {senders[0]}",
            suggestion="arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        )


def functions_are_functions(auth: Known) -> Iterator[Problem]:
    """A trigger is a Lambda function, the key a KMS key."""
    config = block(auth, "lambda_config")
    example = "arn:aws:lambda:us-east-1:123456789012:function:example"
    for key, value in config.items():
        path, arn = f"lambda_config.{key}", value
        if isinstance(value, dict):
            path, arn = f"{path}.lambda_arn", value.get("lambda_arn", LATER)
        if arn is LATER:
            continue
        service = arn.split(":")[2]
        if key == "kms_key_id" and service != "kms":
            key_arn = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
            yield Problem(path, "must be the ARN of a KMS key", arn, key_arn)
        if key != "kms_key_id" and service != "lambda":
            yield Problem(path, "must be the ARN of a Lambda function", arn, example)


def links_need_a_domain(auth: Known) -> Iterator[Problem]:
    """A confirmation link leads to a page of the pool's domain; without one Cognito refuses every sign-up."""
    option = block(auth, "verification_message_template").get("default_email_option")
    if option == "CONFIRM_WITH_LINK" and "domain" not in auth:
        path = "verification_message_template.default_email_option"
        yield Problem(path, "needs a domain, whose pages the link leads to", option, "CONFIRM_WITH_CODE")


def pre_token_generation_is_one(auth: Known) -> Iterator[Problem]:
    """The older and the newer key for the same trigger name the same function (LambdaConfigType)."""
    config = block(auth, "lambda_config")
    newer = block(config, "pre_token_generation_config")
    if "pre_token_generation" not in config or "lambda_arn" not in newer:
        return
    if is_known(config, "pre_token_generation") and is_known(newer, "lambda_arn"):
        old, new = config["pre_token_generation"], newer["lambda_arn"]
        if old != new:
            rule = "must be the same function as pre_token_generation_config.lambda_arn; leave it out"
            yield Problem("lambda_config.pre_token_generation", rule, old, new)


RULES = (
    ses_needs_its_identity,
    source_is_an_ses_identity,
    sender_is_an_address,
    sms_configuration_is_whole,
    sms_role_is_a_role,
    invitations_say_user_name_and_password,
    custom_senders_need_a_key,
    functions_are_functions,
    links_need_a_domain,
    pre_token_generation_is_one,
)
