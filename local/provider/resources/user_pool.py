"""User pools: MFA has a call of its own, the schema only grows, and some messages stand in two places."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from botocore.model import ServiceModel

from local.provider.errors import ProviderError
from local.provider.operation import ApiCall, Operation, input_shape
from local.provider.resource import Identity, OutputContext, Resource, Update
from local.provider.resources.user_pool_schema import SCHEMA_COMPUTED, added, defined, with_everything
from local.provider.translation import Naming, to_api
from local.provider.updates import tag_calls, tags
from local.provider.values import Properties

_KEYS = {"UserPoolId": "id"}
_SET_MFA = "SetUserPoolMfaConfig"
_ADD_ATTRIBUTES = "AddCustomAttributes"
_MFA_PROPERTIES = frozenset(
    {"emailMfaConfiguration", "mfaConfiguration", "softwareTokenMfaConfiguration", "webAuthnConfiguration"}
)
_SMS_PROPERTIES = frozenset({"smsAuthenticationMessage", "smsConfiguration"})
# UpdateUserPool has each of these messages twice; the change of one has to reach the other.
_MIRRORED = {
    "emailVerificationMessage": ("EmailVerificationMessage", "EmailMessage"),
    "emailVerificationSubject": ("EmailVerificationSubject", "EmailSubject"),
    "smsVerificationMessage": ("SmsVerificationMessage", "SmsMessage"),
}


class UserPool(Resource):
    """A user pool."""

    kind = "aws:cognito/userPool:UserPool"
    label = "user pool"
    inputs = (
        "accountRecoverySetting",
        "adminCreateUserConfig",
        "aliasAttributes",
        "autoVerifiedAttributes",
        "deletionProtection",
        "deviceConfiguration",
        "emailConfiguration",
        "emailMfaConfiguration",
        "emailVerificationMessage",
        "emailVerificationSubject",
        "lambdaConfig",
        "mfaConfiguration",
        "name",
        "passwordPolicy",
        "schemas",
        "signInPolicy",
        "smsAuthenticationMessage",
        "smsConfiguration",
        "smsVerificationMessage",
        "softwareTokenMfaConfiguration",
        "tags",
        "userAttributeUpdateSettings",
        "userPoolAddOns",
        "userPoolTier",
        "usernameAttributes",
        "usernameConfiguration",
        "verificationMessageTemplate",
        "webAuthnConfiguration",
    )
    outputs = (
        "arn",
        "creationDate",
        "customDomain",
        "domain",
        "endpoint",
        "estimatedNumberOfUsers",
        "lastModifiedDate",
        "tagsAll",
    )
    autonamed = True
    defaults: ClassVar[Mapping[str, Any]] = {
        "deletionProtection": "INACTIVE",
        "mfaConfiguration": "OFF",
        "emailConfiguration.emailSendingAccount": "COGNITO_DEFAULT",
        "verificationMessageTemplate.defaultEmailOption": "CONFIRM_WITH_CODE",
    }
    computed = SCHEMA_COMPUTED | {
        "accountRecoverySetting",
        "accountRecoverySetting.recoveryMechanisms",
        "adminCreateUserConfig",
        "emailConfiguration",
        "emailVerificationMessage",
        "emailVerificationSubject",
        "lambdaConfig.preTokenGeneration",
        "lambdaConfig.preTokenGenerationConfig",
        "passwordPolicy",
        "passwordPolicy.temporaryPasswordValidityDays",
        "signInPolicy",
        "smsConfiguration",
        "smsConfiguration.snsRegion",
        "smsVerificationMessage",
        "userPoolTier",
        "verificationMessageTemplate",
        "verificationMessageTemplate.emailMessage",
        "verificationMessageTemplate.emailMessageByLink",
        "verificationMessageTemplate.emailSubject",
        "verificationMessageTemplate.emailSubjectByLink",
        "verificationMessageTemplate.smsMessage",
    }
    separately = _MFA_PROPERTIES | {"schemas", "tags"}
    naming = Naming(
        paths={
            "name": ("PoolName", "Name"),
            "passwordPolicy": ("Policies.PasswordPolicy",),
            "schemas": ("Schema", "SchemaAttributes", "CustomAttributes"),
            "signInPolicy": ("Policies.SignInPolicy",),
            "smsAuthenticationMessage": ("SmsAuthenticationMessage", "SmsMfaConfiguration.SmsAuthenticationMessage"),
            "smsConfiguration": ("SmsConfiguration", "SmsMfaConfiguration.SmsConfiguration"),
            "tags": ("UserPoolTags",),
            "emailConfiguration.fromEmailAddress": ("From",),
            "userAttributeUpdateSettings.attributesRequireVerificationBeforeUpdates": (
                "AttributesRequireVerificationBeforeUpdate",
            ),
        },
        unexposed=frozenset(
            {
                "EumsSms",
                "FactorConfiguration",
                "InboundFederation",
                "IssuerConfiguration",
                "KeyConfiguration",
                "UnusedAccountValidityDays",
            }
        ),
    )
    identity = Identity(member="Id")
    create = Operation("CreateUserPool", result="UserPool", omit=frozenset({"mfaConfiguration"}))
    reads = (
        Operation("DescribeUserPool", keys=_KEYS, result="UserPool"),
        Operation("GetUserPoolMfaConfig", keys=_KEYS, omit=frozenset({"smsAuthenticationMessage", "smsConfiguration"})),
    )
    update = Operation("UpdateUserPool", keys=_KEYS, omit=frozenset({"name", "tags"}))
    delete = Operation("DeleteUserPool", keys=_KEYS)
    create_answers_all = True

    def prepared(self, properties: Properties) -> Properties:
        """The zero values that the official provider sends for what a given structure leaves out."""
        prepared = dict(properties)
        if isinstance(prepared.get("passwordPolicy"), Mapping):
            prepared["passwordPolicy"] = {"passwordHistorySize": 0, **prepared["passwordPolicy"]}
        if isinstance(prepared.get("schemas"), list):
            prepared["schemas"] = [with_everything(attribute) for attribute in prepared["schemas"]]
        return prepared

    def after_create(self, model: ServiceModel, properties: Properties) -> list[ApiCall]:
        """SetUserPoolMfaConfig where there is MFA, or a passkey configuration, to set."""
        if _has_mfa(properties):
            return [self._mfa_call(model, properties, _MFA_PROPERTIES | _SMS_PROPERTIES)]
        if "webAuthnConfiguration" in properties:
            # MFA that is off from the start isn't turned off once more.
            return [self._mfa_call(model, properties, {"webAuthnConfiguration"})]
        return []

    def update_calls(self, model: ServiceModel, update: Update, main: list[ApiCall]) -> list[ApiCall]:
        """MFA before the update, which only accepts an MFA setting that is configured; new attributes and tags last."""
        calls = []
        if update.changed & (_MFA_PROPERTIES | _SMS_PROPERTIES):
            # Cognito refuses to turn MFA off and to configure SMS in one call.
            names = _MFA_PROPERTIES | _SMS_PROPERTIES if _has_mfa(update.new) else _MFA_PROPERTIES
            calls.append(self._mfa_call(model, update.new, names))
        calls.extend(_complete_update(call, update) for call in main)
        if "schemas" in update.changed:
            calls.append(self._new_attributes(model, update))
        calls.extend(tag_calls(update))
        return calls

    def completed(self, properties: Properties, around: OutputContext) -> Properties:
        """Endpoint and tags, and of the schema only what the program or somebody else defined."""
        return {
            "customDomain": "",
            "domain": "",
            **properties,
            **tags(properties, around),
            "endpoint": f"cognito-idp.{around.region}.amazonaws.com/{around.resource_id}",
            "schemas": list(defined(properties.get("schemas", []), around.inputs.get("schemas"))),
        }

    def _mfa_call(self, model: ServiceModel, properties: Properties, names: Iterable[str]) -> ApiCall:
        """SetUserPoolMfaConfig with these properties; the SMS message goes along only beside an SMS configuration."""
        settings = {name: properties[name] for name in names if name in properties}
        if not settings.get("smsConfiguration"):
            settings.pop("smsAuthenticationMessage", None)
        parameters = to_api(settings, input_shape(model, _SET_MFA), self.naming)
        return ApiCall(_SET_MFA, parameters | {"UserPoolId": properties["id"]})

    def _new_attributes(self, model: ServiceModel, update: Update) -> ApiCall:
        """Raises ProviderError, at the same point and in the words of the official provider."""
        new = added(update.old.get("schemas", []), update.new.get("schemas", []))
        if new is None:
            raise ProviderError(f"updating user pool '{update.old.get('name')}': cannot modify or remove schema items")
        parameters = to_api(self.prepared({"schemas": new}), input_shape(model, _ADD_ATTRIBUTES), self.naming)
        return ApiCall(_ADD_ATTRIBUTES, {**parameters, "UserPoolId": update.new["id"]})


def _has_mfa(properties: Properties) -> bool:
    return bool(properties.get("mfaConfiguration", "OFF") != "OFF")


def _complete_update(call: ApiCall, update: Update) -> ApiCall:
    parameters = dict(call.parameters)
    if "name" in update.changed:
        parameters["PoolName"] = update.new["name"]
    if "userAttributeUpdateSettings" in update.changed and "UserAttributeUpdateSettings" not in parameters:
        # LogOut it out would change nothing: only an empty list turns it off.
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
