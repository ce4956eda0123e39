"""The local stand-in for the KMS key of custom senders."""

import base64
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from local.cognito.errors import CognitoError
from local.cognito.triggers.kms import TARGET, LocalKms

KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
SECRET = b"a secret of the engine's, 32 bytes or more"


class Reader:
    """Reads a message of the AWS Encryption SDK, field by field."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, count: int) -> bytes:
        found = self.data[self.at : self.at + count]
        assert len(found) == count
        self.at += count
        return found

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def sized(self) -> bytes:
        return self.take(self.number(2))


def opened(message: bytes, kms: LocalKms) -> str:
    """What a message says, every check of the format description made."""
    reader = Reader(message)
    assert reader.take(4) == b"\x01\x80\x03\x78"
    message_id = reader.take(16)
    pairs = Reader(reader.sized())
    context = {pairs.sized().decode(): pairs.sized().decode() for _ in range(pairs.number(2))}
    assert pairs.at == len(pairs.data)
    assert reader.number(2) == 1
    assert reader.sized() == b"aws-kms"
    assert reader.sized().decode() == KEY
    blob = base64.b64encode(reader.sized()).decode()
    answer = kms.decrypt({"CiphertextBlob": blob, "EncryptionContext": context, "KeyId": KEY})
    assert reader.take(1 + 4) == b"\x02" + bytes(4)
    assert reader.number(1) == 12
    assert reader.number(4) == 4096
    header = message[: reader.at]

    data_key = base64.b64decode(answer["Plaintext"])
    key = AESGCM(HKDF(hashes.SHA384(), 32, salt=None, info=b"\x03\x78" + message_id).derive(data_key))
    key.decrypt(reader.take(12), reader.take(16), header)
    assert reader.take(8) == b"\xff\xff\xff\xff\x00\x00\x00\x01"
    iv, length = reader.take(12), reader.number(4)
    associated = message_id + b"AWSKMSEncryptionClient Final Frame" + b"\0\0\0\x01" + length.to_bytes(8, "big")
    plaintext = key.decrypt(iv, reader.take(length + 16), associated)

    signed = message[: reader.at]
    point = base64.b64decode(context["aws-crypto-public-key"])
    public_key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP384R1(), point)
    public_key.verify(reader.sized(), signed, ec.ECDSA(hashes.SHA384()))
    assert reader.at == len(message)
    return plaintext.decode()


def test_a_code_is_a_message_of_the_encryption_sdk() -> None:
    kms = LocalKms(SECRET)

    for code in ("123456", "pässwörd &lt;", ""):
        assert opened(base64.b64decode(kms.encrypt_code(code, KEY)), kms) == code


def test_the_same_code_is_encrypted_anew_each_time() -> None:
    kms = LocalKms(SECRET)

    assert kms.encrypt_code("123456", KEY) != kms.encrypt_code("123456", KEY)


def blob_and_context(kms: LocalKms) -> tuple[str, dict[str, str]]:
    reader = Reader(base64.b64decode(kms.encrypt_code("123456", KEY)))
    reader.take(20)
    pairs = Reader(reader.sized())
    context = {pairs.sized().decode(): pairs.sized().decode() for _ in range(pairs.number(2))}
    reader.take(2)
    reader.sized()
    reader.sized()
    return base64.b64encode(reader.sized()).decode(), context


@pytest.mark.parametrize("key_id", [None, KEY, KEY.rpartition("/")[2]])
def test_decrypt_answers_as_kms(key_id: str | None) -> None:
    kms = LocalKms(SECRET)
    blob, context = blob_and_context(kms)

    answer = kms.decrypt({"CiphertextBlob": blob, "EncryptionContext": context, "KeyId": key_id})

    assert answer["KeyId"] == KEY
    assert answer["EncryptionAlgorithm"] == "SYMMETRIC_DEFAULT"
    assert len(base64.b64decode(answer["Plaintext"])) == 32


def test_another_engine_another_context_and_another_key_decrypt_nothing() -> None:
    kms = LocalKms(SECRET)
    blob, context = blob_and_context(kms)

    with pytest.raises(CognitoError, match="InvalidCiphertextException"):
        LocalKms(b"another secret").decrypt({"CiphertextBlob": blob, "EncryptionContext": context})
    with pytest.raises(CognitoError, match="InvalidCiphertextException"):
        kms.decrypt({"CiphertextBlob": blob})
    with pytest.raises(CognitoError, match="IncorrectKeyException"):
        kms.decrypt({"CiphertextBlob": blob, "EncryptionContext": context, "KeyId": KEY.replace("key/1", "key/2")})


@pytest.mark.parametrize(
    "blob",
    [None, "", "no base64!", base64.b64encode(b"\x01").decode(), base64.b64encode(b"\x02" * 80).decode(), 5, ["x"]],
)
def test_what_is_no_ciphertext_is_refused(blob: object) -> None:
    with pytest.raises(CognitoError, match="InvalidCiphertextException"):
        LocalKms(SECRET).decrypt({"CiphertextBlob": blob})


@pytest.fixture
def kms_url() -> Iterator[str]:
    """An address that answers Decrypt as the engine does."""
    kms = LocalKms(SECRET)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            parameters = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            assert self.headers["X-Amz-Target"] == TARGET
            body = json.dumps(kms.decrypt(parameters)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


WITH_THE_SDK = """
import base64, os, aws_encryption_sdk
from aws_encryption_sdk import CommitmentPolicy, StrictAwsKmsMasterKeyProvider
client = aws_encryption_sdk.EncryptionSDKClient(commitment_policy=CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT)
provider = StrictAwsKmsMasterKeyProvider(key_ids=[os.environ["KEY_ARN"]])
print(client.decrypt(source=base64.b64decode(os.environ["CODE"]), key_provider=provider)[0].decode())
"""


def test_the_aws_encryption_sdk_decrypts_a_code_unchanged(kms_url: str) -> None:
    pytest.importorskip("aws_encryption_sdk", reason="the AWS Encryption SDK is not installed")
    variables = {
        **os.environ,
        "AWS_ENDPOINT_URL": kms_url,
        "AWS_ACCESS_KEY_ID": "of-the-engine",
        "AWS_SECRET_ACCESS_KEY": "of-the-engine",
        "AWS_DEFAULT_REGION": "us-east-1",
        "KEY_ARN": KEY,
        "CODE": LocalKms(SECRET).encrypt_code("123456", KEY),
    }

    done = subprocess.run(
        [sys.executable, "-c", WITH_THE_SDK], env=variables, capture_output=True, text=True, check=False
    )

    assert done.stdout == "123456\n", done.stderr
