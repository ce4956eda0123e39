"""PreSignUp: who may sign up, and who needs no confirmation."""

OWN_DOMAIN = "example.com"


def handler(event, context):
    domain = event["request"]["userAttributes"].get("email", "").rpartition("@")[2]
    if domain == "example.org":
        raise ValueError(f"nobody from {domain} may sign up")
    if event["triggerSource"] == "PreSignUp_SignUp" and domain == OWN_DOMAIN:
        event["response"]["autoConfirmUser"] = True
        event["response"]["autoVerifyEmail"] = True
    return event
