"""The same end state by hand: emulator, pool, domain, client, user and verified tokens with raw boto3 calls.

`one_shot.py` runs it in the environment that `environments.py` makes for ministack.
"""

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:  # ministack notes its process there
        reach_the_end_state(folder)


def reach_the_end_state(folder: str) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    variables = {**os.environ, "BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port), "AUTH": "true", "TMPDIR": folder}
    emulator = subprocess.Popen(
        [sys.executable, "-m", "ministack"], env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        import base64
        import hashlib
        import hmac

        import boto3
        import requests
        from joserfc import jwt
        from joserfc.jwk import KeySet

        url = f"http://127.0.0.1:{port}"
        wait_until_healthy(url)
        cognito = boto3.client(
            "cognito-idp",
            endpoint_url=url,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        pool_id = cognito.create_user_pool(
            PoolName="webapp-user-pool",
            UsernameAttributes=["email"],
            AutoVerifiedAttributes=["email"],
            Policies={"PasswordPolicy": {"MinimumLength": 8, "RequireLowercase": True, "RequireNumbers": True}},
        )["UserPool"]["Id"]
        cognito.create_user_pool_domain(Domain="webapp12", UserPoolId=pool_id)
        client = cognito.create_user_pool_client(
            UserPoolId=pool_id,
            ClientName="webapp",
            GenerateSecret=True,
            CallbackURLs=["http://localhost:8585"],
            AllowedOAuthFlows=["code"],
            AllowedOAuthFlowsUserPoolClient=True,
            AllowedOAuthScopes=["openid", "email", "profile"],
            SupportedIdentityProviders=["COGNITO"],
            ExplicitAuthFlows=[
                "ALLOW_ADMIN_USER_PASSWORD_AUTH",
                "ALLOW_USER_SRP_AUTH",
                "ALLOW_REFRESH_TOKEN_AUTH",
            ],
        )["UserPoolClient"]
        name, password = "test@example.com", secrets.token_urlsafe(20) + "aA1-"
        cognito.admin_create_user(
            UserPoolId=pool_id,
            Username=name,
            MessageAction="SUPPRESS",
            UserAttributes=[{"Name": "email", "Value": name}, {"Name": "email_verified", "Value": "true"}],
        )
        cognito.admin_set_user_password(UserPoolId=pool_id, Username=name, Password=password, Permanent=True)
        digest = hmac.digest(client["ClientSecret"].encode(), (name + client["ClientId"]).encode(), hashlib.sha256)
        tokens = cognito.admin_initiate_auth(
            UserPoolId=pool_id,
            ClientId=client["ClientId"],
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={
                "USERNAME": name,
                "PASSWORD": password,
                "SECRET_HASH": base64.b64encode(digest).decode(),
            },
        )["AuthenticationResult"]
        keys = KeySet.import_key_set(requests.get(f"{url}/{pool_id}/.well-known/jwks.json", timeout=10).json())
        for token in (tokens["AccessToken"], tokens["IdToken"]):
            claims = jwt.decode(token, keys, algorithms=["RS256"]).claims
            assert claims["iss"] == f"https://cognito-idp.us-east-1.amazonaws.com/{pool_id}"
    finally:
        # The clock of the comparison stops at the verified tokens: the emulator needs no orderly end.
        emulator.kill()
        emulator.wait()


def wait_until_healthy(url: str) -> None:
    for _ in range(1000):
        try:
            with urllib.request.urlopen(f"{url}/_ministack/health", timeout=1):
                return
        except OSError:
            time.sleep(0.01)
    raise SystemExit("the emulator didn't start")


main()
