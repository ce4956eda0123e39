"""InboundFederation: changes what an identity provider says of a user before it is mapped to attributes."""


def handler(event, context):
    attributes = event["request"]["attributes"]
    said = {**attributes.get("idToken", {}), **attributes.get("userInfo", {}), **attributes.get("samlResponse", {})}
    said["email"] = said.get("email", "").lower()
    said.pop("picture", None)  # what isn't returned is dropped
    event["response"]["userAttributesToMap"] = said
    return event
