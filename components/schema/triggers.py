"""Functions that Cognito calls on its way."""

from collections.abc import Iterator
from typing import Final

from components.checking.examples import FUNCTION, example_for
from components.checking.keys import (
    POOL_SETTINGS,
    entry,
    table,
)
from components.checking.problems import UNKNOWN, Problem
from components.checking.view import Known, block, is_known

CUSTOM_EMAIL_SENDER: Final = table(
    "CustomEmailSenderArgs",
    "A function that sends the pool's e-mail instead of Cognito.",
    entry("lambda_arn", "ArnType", "The function's ARN.", required=True),
    entry("lambda_version", "CustomEmailSenderLambdaVersionType", "The form of the event: V1_0.", required=True),
)

CUSTOM_SMS_SENDER: Final = table(
    "CustomSmsSenderArgs",
    "A function that sends the pool's SMS instead of Cognito.",
    entry("lambda_arn", "ArnType", "The function's ARN.", required=True),
    entry("lambda_version", "CustomSMSSenderLambdaVersionType", "The form of the event: V1_0.", required=True),
)

PRE_TOKEN_GENERATION_CONFIG: Final = table(
    "PreTokenGenerationConfigArgs",
    "A function that changes tokens before they are issued.",
    entry("lambda_arn", "ArnType", "The function's ARN.", required=True),
    entry(
        "lambda_version",
        "PreTokenGenerationLambdaVersionType",
        "V1_0 (ID token), V2_0 (access token too), V3_0 (machines' too); above V1_0 not on LITE.",
        required=True,
    ),
)

INBOUND_FEDERATION: Final = table(
    "InboundFederationArgs",
    "A function that gets an identity provider's claims about a user before the pool does.",
    entry("lambda_arn", "ArnType", "The function's ARN.", required=True),
    entry("lambda_version", "InboundFederationLambdaVersionType", "The form of the event: V1_0.", required=True),
)

LAMBDA_CONFIG: Final = table(
    "LambdaConfigArgs",
    "Lambda functions that Cognito calls; each needs a permission for cognito-idp.amazonaws.com to invoke it.",
    entry("create_auth_challenge", "ArnType", "Creates a custom challenge.", words="none"),
    entry(
        "custom_email_sender",
        CUSTOM_EMAIL_SENDER,
        "Sends e-mail instead of Cognito; needs kms_key_id.",
        words="none",
    ),
    entry("custom_message", "ArnType", "Changes a message before it is sent.", words="none"),
    entry("custom_sms_sender", CUSTOM_SMS_SENDER, "Sends SMS instead of Cognito; needs kms_key_id.", words="none"),
    entry("define_auth_challenge", "ArnType", "Decides which custom challenge comes next.", words="none"),
    entry(
        "inbound_federation",
        INBOUND_FEDERATION,
        "Changes or refuses an identity provider's claims about a user.",
        words="none",
        place=f"{POOL_SETTINGS}.lambda_config.inbound_federation",
    ),
    entry(
        "kms_key_id",
        "ArnType",
        "The ARN of the KMS key that encrypts codes for custom senders.",
        words="none",
    ),
    entry("post_authentication", "ArnType", "Called after a sign-in.", words="none"),
    entry("post_confirmation", "ArnType", "Called after a user is confirmed.", words="none"),
    entry("pre_authentication", "ArnType", "Can refuse a sign-in.", words="none"),
    entry("pre_sign_up", "ArnType", "Can refuse or confirm a sign-up.", words="none"),
    entry(
        "pre_token_generation",
        "ArnType",
        "Changes ID tokens; pre_token_generation_config can do more.",
        words="none",
    ),
    entry(
        "pre_token_generation_config",
        PRE_TOKEN_GENERATION_CONFIG,
        "Changes tokens before they are issued.",
        words="none",
    ),
    entry("user_migration", "ArnType", "Migrates a user from elsewhere at sign-in.", words="none"),
    entry("verify_auth_challenge_response", "ArnType", "Verifies the answer to a custom challenge.", words="none"),
)


def custom_senders_need_a_key(auth: Known) -> Iterator[Problem]:
    """What a custom sender is to send reaches it encrypted (LambdaConfigType)."""
    config = block(auth, "lambda_config")
    senders = [key for key in ("custom_email_sender", "custom_sms_sender") if key in config]
    if senders and "kms_key_id" not in config:
        yield Problem(
            "lambda_config.kms_key_id",
            f"is required with {senders[0]}",
            suggestion=example_for("kms_key_id"),
        )


def functions_are_functions(auth: Known) -> Iterator[Problem]:
    """A trigger is a Lambda function, the key a KMS key."""
    config = block(auth, "lambda_config")
    for key, value in config.items():
        path, arn = f"lambda_config.{key}", value
        if isinstance(value, dict):
            path, arn = f"{path}.lambda_arn", value.get("lambda_arn", UNKNOWN)
        if arn is UNKNOWN:
            continue
        service = arn.split(":")[2]
        if key == "kms_key_id" and service != "kms":
            yield Problem(path, "must be the ARN of a KMS key", arn, example_for(key))
        if key != "kms_key_id" and service != "lambda":
            yield Problem(path, "must be the ARN of a Lambda function", arn, FUNCTION)


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


RULES = (custom_senders_need_a_key, functions_are_functions, pre_token_generation_is_one)
