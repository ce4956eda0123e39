"""Users: attributes are a map, passwords and enabling have operations of their own."""

from collections.abc import Mapping
from typing import Any, ClassVar

from botocore.model import ServiceModel

from local.provider.operation import ApiCall, Operation
from local.provider.resource import Identity, Import, OutputContext, Resource, Update
from local.provider.resources.user_pool_schema import CUSTOM_PREFIXES, STANDARD_ATTRIBUTES
from local.provider.translation import Naming
from local.provider.values import Properties

_KEYS = {"UserPoolId": "userPoolId", "Username": "username"}
_WRITE_ONLY = frozenset(
    {
        "clientMetadata",
        "desiredDeliveryMediums",
        "forceAliasCreation",
        "messageAction",
        "password",
        "temporaryPassword",
        "validationData",
    }
)


class User(Resource):
    """A user."""

    kind = "aws:cognito/user:User"
    label = "user"
    inputs = (
        "attributes",
        "clientMetadata",
        "desiredDeliveryMediums",
        "enabled",
        "forceAliasCreation",
        "messageAction",
        "password",
        "temporaryPassword",
        "userPoolId",
        "username",
        "validationData",
    )
    outputs = ("creationDate", "lastModifiedDate", "mfaSettingLists", "preferredMfaSetting", "status", "sub")
    required = frozenset({"userPoolId", "username"})
    secrets = frozenset({"password", "temporaryPassword"})
    defaults: ClassVar[Mapping[str, Any]] = {"enabled": True}
    write_only = _WRITE_ONLY
    free_form = frozenset({"attributes", "validationData"})
    separately = _WRITE_ONLY | {"attributes", "enabled"}
    naming = Naming(
        paths={
            "attributes": ("UserAttributes",),
            "creationDate": ("UserCreateDate",),
            "lastModifiedDate": ("UserLastModifiedDate",),
            "mfaSettingLists": ("UserMFASettingList",),
            "status": ("UserStatus",),
        }
    )
    identity = Identity(
        frozenset({"userPoolId", "username"}),
        template="{userPoolId}/{username}",
        imported=Import(("userPoolId", "username")),
    )
    create = Operation("AdminCreateUser", result="User")
    # Cognito answers with the name that it gave the user, which isn't always the one that it was given.
    reads = (Operation("AdminGetUser", keys=_KEYS, omit=frozenset({"username"})),)
    delete = Operation("AdminDeleteUser", keys=_KEYS)
    delete_before_replace = True

    def prepared(self, properties: Properties) -> Properties:
        """Attribute maps as the API's lists of names and values."""
        prepared = dict(properties)
        for name in ("attributes", "validationData"):
            if isinstance(prepared.get(name), Mapping):
                prepared[name] = _attribute_list(prepared[name])
        return prepared

    def after_create(self, model: ServiceModel, properties: Properties) -> list[ApiCall]:
        """Disable the user, and make the password permanent, where that is asked for."""
        del model
        calls = []
        if properties.get("enabled") is False:
            calls.append(ApiCall("AdminDisableUser", _who(properties)))
        if properties.get("password"):
            calls.append(_set_password(properties, "password"))
        return calls

    def update_calls(self, model: ServiceModel, update: Update, main: list[ApiCall]) -> list[ApiCall]:
        """There is no operation that updates a user: each kind of change has its own."""
        del model, main
        new, calls = update.new, []
        if "attributes" in update.changed:
            calls.extend(_attribute_calls(update))
        if "enabled" in update.changed:
            calls.append(ApiCall("AdminEnableUser" if new.get("enabled", True) else "AdminDisableUser", _who(new)))
        passwords = (name for name in ("temporaryPassword", "password") if name in update.changed and new.get(name))
        calls.extend(_set_password(new, name) for name in passwords)
        return calls

    def completed(self, properties: Properties, around: OutputContext) -> Properties:
        """Attributes as a map, in the form in which the program names them, and `sub` apart."""
        raw = properties.get("attributes", [])
        found = {item["name"]: item.get("value", "") for item in raw} if isinstance(raw, list) else dict(raw)
        wanted = around.inputs.get("attributes")
        asked: Mapping[str, Any] = wanted if isinstance(wanted, Mapping) else {}
        attributes = {_name_in(asked, name): value for name, value in found.items() if name != "sub" or "sub" in asked}
        return {
            "mfaSettingLists": [],
            "preferredMfaSetting": "",
            **properties,
            "attributes": attributes,
            "sub": found.get("sub", ""),
        }


def _attribute_calls(update: Update) -> list[ApiCall]:
    old = {_api_name(name): value for name, value in update.old.get("attributes", {}).items()}
    new = {_api_name(name): str(value) for name, value in update.new.get("attributes", {}).items()}
    who, calls = _who(update.new), []
    changed = {name: value for name, value in new.items() if old.get(name) != value}
    if changed:
        metadata = update.new.get("clientMetadata")
        extra = {"ClientMetadata": {key: str(value) for key, value in metadata.items()}} if metadata else {}
        calls.append(ApiCall("AdminUpdateUserAttributes", {**who, "UserAttributes": _api_list(changed), **extra}))
    removed = sorted(old.keys() - new.keys() - {"sub"})
    if removed:
        calls.append(ApiCall("AdminDeleteUserAttributes", {**who, "UserAttributeNames": removed}))
    return calls


def _set_password(properties: Properties, name: str) -> ApiCall:
    permanent = {"Permanent": True} if name == "password" else {}
    return ApiCall("AdminSetUserPassword", {**_who(properties), "Password": _text(properties[name]), **permanent})


def _who(properties: Properties) -> dict[str, Any]:
    return {"UserPoolId": properties["userPoolId"], "Username": properties["username"]}


def _attribute_list(attributes: Mapping[str, Any]) -> list[dict[str, str]]:
    return [{"name": _api_name(name), "value": _text(value)} for name, value in attributes.items()]


def _api_list(attributes: Mapping[str, Any]) -> list[dict[str, str]]:
    return [{"Name": name, "Value": _text(value)} for name, value in attributes.items()]


def _api_name(name: str) -> str:
    return name if name in STANDARD_ATTRIBUTES or name.startswith(CUSTOM_PREFIXES) else f"custom:{name}"


def _name_in(asked: Mapping[str, Any], name: str) -> str:
    if name in asked:
        return name
    for prefix in CUSTOM_PREFIXES:
        name = name.removeprefix(prefix)
    return name


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
