"""CustomEmailSender: sends the pool's e-mail itself, here to the log."""

import base64
import html
import logging
import os

logger = logging.getLogger()
logger.setLevel(logging.INFO)


def plain(code, context):
    """What the code says: the local engine tells it, on AWS the AWS Encryption SDK decrypts it."""
    local = getattr(context, "plaintext_code", None)
    if local is not None:
        return local
    import aws_encryption_sdk
    from aws_encryption_sdk import CommitmentPolicy, StrictAwsKmsMasterKeyProvider

    client = aws_encryption_sdk.EncryptionSDKClient(commitment_policy=CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT)
    keys = StrictAwsKmsMasterKeyProvider(key_ids=[os.environ["KEY_ARN"]])
    return client.decrypt(source=base64.b64decode(code), key_provider=keys)[0].decode()


def handler(event, context):
    request = event["request"]
    if request["code"] is not None:
        secret = html.unescape(plain(request["code"], context))  # temporary passwords are HTML-escaped
        logger.info("To %s: your code is %s", request["userAttributes"]["email"], secret)
