"""UserMigration: takes users over from an older directory when they first sign in or forget their password."""

import hmac

OLD_DIRECTORY = {"ada@example.com": {"password": "Analytical-Engine-1", "name": "Ada"}}


def handler(event, context):
    user = OLD_DIRECTORY.get(event["userName"])
    if user is None:
        return event  # Cognito goes on as if there were no trigger
    if event["triggerSource"] == "UserMigration_Authentication":
        if not hmac.compare_digest(user["password"].encode(), event["request"]["password"].encode()):
            raise ValueError("wrong password")
        event["response"]["finalUserStatus"] = "CONFIRMED"
    event["response"]["userAttributes"] = {
        "email": event["userName"],
        "email_verified": "true",
        "name": user["name"],
    }
    event["response"]["messageAction"] = "SUPPRESS"
    return event
