"""The credentials of the engines that tests start: fixed, so that helpers needn't be handed them."""

import json
from pathlib import Path

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials

from local.credentials import FILE, Credentials
from local.private_files import make_private_folder, write_private
from local.service import ServiceFiles

CREDENTIALS = Credentials("test", "test")


def keep(root: Path) -> None:
    """Let the service of the checkout `root` have them, as if it had made them the last time."""
    folder = make_private_folder(ServiceFiles(root / ".local").engine_state)
    found = {"access_key": CREDENTIALS.access_key, "secret_key": CREDENTIALS.secret_key}
    write_private(folder / FILE, json.dumps(found))


def signed(
    url: str, operation: str, body: str, service: str = "cognito-idp", credentials: Credentials = CREDENTIALS
) -> dict[str, str]:
    """The headers with which a POST of an operation of user pools is signed, by botocore."""
    target = f"AWSCognitoIdentityProviderService.{operation}"
    headers = {"X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.1"}
    request = AWSRequest("POST", url, headers, body)
    key = BotocoreCredentials(credentials.access_key, credentials.secret_key)
    SigV4Auth(key, service, "us-east-1").add_auth(request)
    return dict(request.headers.items())
