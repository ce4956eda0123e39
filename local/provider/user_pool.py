"""What is special about a user pool: the separate MFA call, the schema, tags, and outputs that the API lacks."""

from collections.abc import Iterable, Mapping
from typing import Any

from botocore.model import ServiceModel

from local.provider.comparison import equal
from local.provider.errors import ProviderError
from local.provider.resource import ApiCall, Around, Operation, Resource, Update, input_shape
from local.provider.translation import to_api
from local.provider.updates import tag_calls, tags
from local.provider.values import Properties

MFA_PROPERTIES = frozenset(
    {"emailMfaConfiguration", "mfaConfiguration", "softwareTokenMfaConfiguration", "webAuthnConfiguration"}
)
_SMS_PROPERTIES = frozenset({"smsAuthenticationMessage", "smsConfiguration"})
SCHEMA_COMPUTED = frozenset(
    {
        "schemas.numberAttributeConstraints",
        "schemas.numberAttributeConstraints.maxValue",
        "schemas.numberAttributeConstraints.minValue",
        "schemas.stringAttributeConstraints",
        "schemas.stringAttributeConstraints.maxLength",
        "schemas.stringAttributeConstraints.minLength",
    }
)
STANDARD_ATTRIBUTES = frozenset(
    {
        *("address", "birthdate", "email", "email_verified", "family_name", "gender", "given_name", "identities"),
        *("locale", "middle_name", "name", "nickname", "phone_number", "phone_number_verified", "picture"),
        *("preferred_username", "profile", "sub", "updated_at", "website", "zoneinfo"),
    }
)
CUSTOM_PREFIXES = ("dev:", "custom:")
# UpdateUserPool has each of these messages twice; the change of one has to reach the other.
_MIRRORED = {
    "emailVerificationMessage": ("EmailVerificationMessage", "EmailMessage"),
    "emailVerificationSubject": ("EmailVerificationSubject", "EmailSubject"),
    "smsVerificationMessage": ("SmsVerificationMessage", "SmsMessage"),
}
_SET_MFA = Operation("SetUserPoolMfaConfig", keys={"UserPoolId": "id"})


def prepare(properties: Properties) -> Properties:
    """The zero values that the official provider sends for what a given structure leaves out."""
    prepared = dict(properties)
    if isinstance(prepared.get("passwordPolicy"), Mapping):
        prepared["passwordPolicy"] = {"passwordHistorySize": 0, **prepared["passwordPolicy"]}
    if isinstance(prepared.get("schemas"), list):
        prepared["schemas"] = [_full_attribute(attribute) for attribute in prepared["schemas"]]
    return prepared


def after_create(resource: Resource, model: ServiceModel, properties: Properties) -> list[ApiCall]:
    """SetUserPoolMfaConfig where there is MFA, or a passkey configuration, to set."""
    mfa_is_on = properties.get("mfaConfiguration", "OFF") != "OFF"
    if not mfa_is_on and "webAuthnConfiguration" not in properties:
        return []
    # MFA that is off from the start isn't turned off once more.
    names = MFA_PROPERTIES if mfa_is_on else {"webAuthnConfiguration"}
    return [_mfa_call(resource, model, properties, names | _SMS_PROPERTIES)]


def around_update(resource: Resource, model: ServiceModel, update: Update, main: list[ApiCall]) -> list[ApiCall]:
    """MFA before the update, which only accepts an MFA setting that is configured; new attributes and tags after it."""
    calls = []
    if update.changed & (MFA_PROPERTIES | _SMS_PROPERTIES):
        # Cognito refuses to turn MFA off and to configure SMS in one call.
        mfa_is_on = update.new.get("mfaConfiguration", "OFF") != "OFF"
        names = MFA_PROPERTIES | _SMS_PROPERTIES if mfa_is_on else MFA_PROPERTIES
        calls.append(_mfa_call(resource, model, update.new, names))
    calls.extend(_complete_update(call, update) for call in main)
    if "schemas" in update.changed:
        calls.append(_add_attributes(resource, model, update))
    if update.changed & {"tags", "tagsAll"}:
        calls.extend(tag_calls(update))
    return calls


def complete(properties: Properties, _answer: Mapping[str, Any], around: Around) -> Properties:
    """Endpoint and tags, and of the schema only what the program or somebody else defined."""
    completed = dict(properties)
    completed["endpoint"] = f"cognito-idp.{around.region}.amazonaws.com/{around.resource_id}"
    completed |= tags(properties, around)
    completed["schemas"] = list(_defined(properties.get("schemas", []), around.inputs.get("schemas")))
    for name in ("customDomain", "domain"):
        completed.setdefault(name, "")
    return completed


def _mfa_call(resource: Resource, model: ServiceModel, properties: Properties, names: Iterable[str]) -> ApiCall:
    """SetUserPoolMfaConfig with these properties; the SMS message goes along only beside an SMS configuration."""
    settings = {name: properties[name] for name in names if name in properties}
    if not settings.get("smsConfiguration"):
        settings.pop("smsAuthenticationMessage", None)
    shape = input_shape(model, _SET_MFA.name)
    return ApiCall(_SET_MFA.name, to_api(settings, shape, resource.naming) | {"UserPoolId": properties["id"]})


def _complete_update(call: ApiCall, update: Update) -> ApiCall:
    parameters = dict(call.parameters)
    if "name" in update.changed:
        parameters["PoolName"] = update.new["name"]
    if "userAttributeUpdateSettings" in update.changed and "UserAttributeUpdateSettings" not in parameters:
        # Leaving it out would change nothing: only an empty list turns it off.
        parameters["UserAttributeUpdateSettings"] = {"AttributesRequireVerificationBeforeUpdate": []}
    template = parameters.get("VerificationMessageTemplate")
    if template is not None:
        mirrored = {
            inner: parameters[outer]
            for name, (outer, inner) in _MIRRORED.items()
            if name in update.changed and outer in parameters
        }
        parameters["VerificationMessageTemplate"] = {**template, **mirrored}
    if "lambdaConfig" in update.changed and "LambdaConfig" in parameters:
        parameters["LambdaConfig"] = _one_token_trigger(parameters["LambdaConfig"], update.old.get("lambdaConfig", {}))
    return ApiCall(call.operation, parameters)


def _one_token_trigger(triggers: dict[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
    """`PreTokenGeneration` and the one in `PreTokenGenerationConfig` are the same function: the changed one wins."""
    plain, config = triggers.get("PreTokenGeneration"), triggers.get("PreTokenGenerationConfig")
    if plain is None or config is None or plain == config["LambdaArn"]:
        return triggers
    if plain != old.get("preTokenGeneration"):
        return {**triggers, "PreTokenGenerationConfig": {**config, "LambdaArn": plain}}
    return {**triggers, "PreTokenGeneration": config["LambdaArn"]}


def _add_attributes(resource: Resource, model: ServiceModel, update: Update) -> ApiCall:
    """A schema only ever grows. Raises ProviderError, at the same point and in the words of the official provider."""
    old, new = update.old.get("schemas", []), update.new.get("schemas", [])
    if not all(any(equal(attribute, other, SCHEMA_COMPUTED, "schemas") for attribute in new) for other in old):
        raise ProviderError(f"updating user pool '{update.old.get('name')}': cannot modify or remove schema items")
    names = {attribute.get("name") for attribute in old}
    added = [attribute for attribute in new if attribute.get("name") not in names]
    parameters = to_api(prepare({"schemas": added}), input_shape(model, "AddCustomAttributes"), resource.naming)
    return ApiCall("AddCustomAttributes", {**parameters, "UserPoolId": update.new["id"]})


def _full_attribute(attribute: Mapping[str, Any]) -> dict[str, Any]:
    full = {"developerOnlyAttribute": False, "mutable": False, "required": False, **attribute}
    constraints = full.get("stringAttributeConstraints")
    if isinstance(constraints, Mapping) and not any(constraints.values()):
        del full["stringAttributeConstraints"]
    return full


def _defined(attributes: list[dict[str, Any]], configured: Any) -> Iterable[dict[str, Any]]:
    """Cognito lists every standard attribute; those that nobody touched are left out."""
    names = {attribute.get("name") for attribute in configured} if isinstance(configured, list) else set()
    for attribute in attributes:
        name = str(attribute.get("name", ""))
        for prefix in CUSTOM_PREFIXES:
            name = name.removeprefix(prefix)
        if attribute.get("name") == name and name not in names and _is_untouched(attribute):
            continue
        yield {**attribute, "name": name}


def _is_untouched(attribute: Mapping[str, Any]) -> bool:
    name = attribute.get("name")
    constraints = attribute.get("stringAttributeConstraints", {})
    lengths = {"birthdate": ("10", "10"), "sub": ("1", "2048")}.get(str(name), ("0", "2048"))
    return (
        name in STANDARD_ATTRIBUTES
        and attribute.get("mutable", False) == (name != "sub")
        and attribute.get("required", False) == (name == "sub")
        and (not constraints or (constraints.get("minLength"), constraints.get("maxLength")) == lengths)
    )
