"""KMS's Decrypt over HTTP: functions read with it the codes that they are to send."""

import base64
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from local.cognito.settings import EngineSettings
from local.cognito.thread import EngineThread
from tests.credentials import CREDENTIALS
from tests.local.cognito.triggers.test_kms import KEY, blob_and_context


@pytest.fixture(scope="module")
def running():
    with EngineThread(EngineSettings(CREDENTIALS)) as thread:
        yield thread


def kms(running: EngineThread, secret: str = CREDENTIALS.secret_key) -> Any:
    return boto3.client(
        "kms",
        endpoint_url=running.endpoint_url,
        region_name="us-east-1",
        aws_access_key_id=CREDENTIALS.access_key,
        aws_secret_access_key=secret,
        config=Config(retries={"total_max_attempts": 1}),
    )


def test_who_has_the_engines_key_decrypts_what_it_encrypted(running):
    blob, context = blob_and_context(running.engine.kms)
    given = {"CiphertextBlob": base64.b64decode(blob), "EncryptionContext": context}
    answer = kms(running).decrypt(**given)
    assert (answer["KeyId"], len(answer["Plaintext"])) == (KEY, 32)
    with pytest.raises(ClientError, match="InvalidSignatureException"):
        kms(running, "another secret").decrypt(**given)


def test_no_other_operation_of_kms_is_answered(running):
    with pytest.raises(ClientError, match="UnknownOperationException"):
        kms(running).list_keys()
