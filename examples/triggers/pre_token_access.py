"""PreTokenGeneration, V2_0 and V3_0: claims of both tokens, of any JSON type, and scopes of the access token."""

ROLES = {"customers": ["orders/read"], "staff": ["orders/read", "orders/write"]}


def handler(event, context):
    groups = event["request"]["groupConfiguration"]["groupsToOverride"]
    scopes = sorted({scope for group in groups for scope in ROLES.get(group, [])})
    event["response"]["claimsAndScopeOverrideDetails"] = {
        "idTokenGeneration": {"claimsToAddOrOverride": {"preferences": {"theme": "dark", "beta": True}}},
        "accessTokenGeneration": {
            "claimsToAddOrOverride": {"roles": list(groups)},
            "scopesToAdd": scopes,
            "scopesToSuppress": ["aws.cognito.signin.user.admin"],
        },
    }
    return event
