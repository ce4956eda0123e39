"""Environments built by hand, as from a stack's outputs."""

from typing import Any

from automation.environment import Environment

CLIENT_ID = "7kq3example"
POOL_ID = "us-east-1_abc"
ISSUER = f"https://cognito-idp.us-east-1.amazonaws.com/{POOL_ID}"


def make_outputs(**changes: Any) -> dict[str, Any]:
    base = "http://127.0.0.1:4566"
    return {
        "user_pool_id": POOL_ID,
        "user_pool_arn": f"arn:aws:cognito-idp:us-east-1:000000000000:userpool/{POOL_ID}",
        "region": "us-east-1",
        "domain": "webapp12",
        "hosted_ui_url": base,
        "issuer": ISSUER,
        "jwks_uri": f"{base}/{POOL_ID}/.well-known/jwks.json",
        "authorize_endpoint": f"{base}/oauth2/authorize",
        "token_endpoint": f"{base}/oauth2/token",
        "userinfo_endpoint": f"{base}/oauth2/userInfo",
        "revoke_endpoint": f"{base}/oauth2/revoke",
        "logout_endpoint": f"{base}/logout",
        "client_id": CLIENT_ID,
        "client_secret": "client-s3cret",
        "clients": {
            "webapp": {
                "client_id": CLIENT_ID,
                "client_secret": "client-s3cret",
                "allowed_oauth_flows": ["code"],
                "allowed_oauth_scopes": ["openid", "email", "profile"],
                "explicit_auth_flows": ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"],
                "callback_urls": ["http://localhost:8585"],
            },
        },
        **changes,
    }


def make_environment(**changes: Any) -> Environment:
    return Environment.from_outputs("dev-bcdfghjk", make_outputs(**changes))
