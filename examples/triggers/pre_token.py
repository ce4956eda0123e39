"""PreTokenGeneration, V1_0: claims of the ID token, and groups of both tokens."""


def handler(event, context):
    groups = event["request"]["groupConfiguration"]["groupsToOverride"]
    event["response"]["claimsOverrideDetails"] = {
        "claimsToAddOrOverride": {"tenant": event["request"]["userAttributes"].get("custom:tenant", "none")},
        "claimsToSuppress": ["phone_number"],
        "groupOverrideDetails": {"groupsToOverride": [*groups, "everybody"]},
    }
    return event
