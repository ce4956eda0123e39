"""A pool as the component's settings and as the recipe that imports it, with all that neither can say."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from botocore.model import ServiceModel

from automation.adoption.pool_settings import is_pool_setting, pool_settings, with_settings
from automation.adoption.reading import ClientParts, Part, Pool
from automation.adoption.settings_of import camel, settings_of, without_a_setting
from automation.adoption.unexpressed import unexpressed
from automation.errors import DriverError
from cognito_model.token_validity import DEFAULT_UNITS, DEFAULT_VALIDITY_S, UNIT_S
from components import schema
from components.checking.duration import Duration
from components.checking.keys import Block
from components.client_settings import CLIENT_SETTINGS
from components.pool_settings_api import covers
from components.program import COMPONENT_NAME
from components.schema.clients import CLIENT
from components.schema.federation import GROUP, IDENTITY_PROVIDER, RESOURCE_SERVER, missing_details
from components.schema.managed_login import BRANDING, MANAGED_LOGIN
from components.schema.threat_protection import RISK_CONFIGURATION
from components.schema.token_lifetimes import TOKENS
from components.sessions import KEY, ROLE
from components.settings import plain_secrets
from local.provider.values import is_blank

_OLDER = {
    "emailVerificationMessage": "emailMessage",
    "emailVerificationSubject": "emailSubject",
    "smsVerificationMessage": "smsMessage",
}
"""What Cognito tells twice: by its older name, and within `verificationMessageTemplate`."""
_MASK = "***"


class InexpressibleError(DriverError):
    """The pool uses something that the component can't express; nothing was written or changed."""

    code = "adoption_inexpressible"

    def __init__(self, pool_id: str, reasons: list[str]) -> None:
        what = "something" if len(reasons) == 1 else f"{len(reasons)} things"
        lines = [f"The user pool {pool_id} can't be adopted: the configuration can't express {what} of it."]
        super().__init__("\n".join([*lines, *(f"  {reason}" for reason in reasons), "Nothing was changed."]))
        self.reasons = tuple(reasons)


@dataclass(frozen=True)
class Description:
    """What a stack's configuration says about a pool that exists."""

    settings: Mapping[str, Any] = field(repr=False)
    """The `auth` object."""
    resources: Mapping[str, str]
    """The component's children and the ids by which they are imported."""
    ignore_changes: Mapping[str, tuple[str, ...]]
    """The properties of a child that Cognito doesn't tell."""
    retained: tuple[str, ...]
    """The children that can't be imported, and stand for what is there already."""
    secrets: tuple[str, ...]
    """The paths of the settings that hold somebody's secrets."""


def describe(pool: Pool, model: ServiceModel) -> Description:
    """Describe the pool. Raises InexpressibleError naming everything that can't be said."""
    writer = _Writer(model)
    settings = writer.settings(pool)
    reasons = [*writer.reasons, *pool.others]
    reasons += [str(problem) for problem in schema.problems_in(settings)]
    if reasons:
        raise InexpressibleError(pool.pool_id, reasons)
    secrets = tuple(plain_secrets(settings))
    return Description(settings, writer.resources, writer.ignored, tuple(writer.retained), secrets)


class _Writer:
    """Writes settings and recipe side by side, and notes what neither can say."""

    def __init__(self, model: ServiceModel) -> None:
        self._model = model
        self.resources: dict[str, str] = {}
        self.ignored: dict[str, tuple[str, ...]] = {}
        self.retained: list[str] = []
        self.reasons: list[str] = []

    def settings(self, pool: Pool) -> dict[str, Any]:
        """Everything that the component has an argument for."""
        settings = self._pool(pool.pool)
        if pool.domains[1:]:
            self.reasons.append("a prefix domain as well as a custom domain; the configuration has room for one")
        if pool.domains:
            settings["domain"] = self._domain(pool.domains[0])
        managed = settings.get("domain", {}).get("managed_login_version") == MANAGED_LOGIN
        listed = {
            "groups": [
                self._plain(part, f"group-{part.properties['name']}", GROUP)
                for part in pool.groups
                if not _is_cognitos(part, pool)
            ],
            "resource_servers": [
                self._plain(part, f"resource-server-{part.properties['identifier']}", RESOURCE_SERVER)
                for part in pool.resource_servers
            ],
            "identity_providers": [self._provider(part) for part in pool.identity_providers],
        }
        settings |= {key: value for key, value in listed.items() if value}
        settings |= self._optional(pool.risk, "risk", "risk_configuration", RISK_CONFIGURATION)
        settings |= self._ui(pool.ui, "ui")
        if pool.logs:
            logs = self._plain(pool.logs, "logs", schema.AUTH)
            settings["log_configurations"] = logs["log_configurations"]
        settings |= self._sessions(pool.sessions, ROLE)
        settings["clients"] = [self._client(client, managed=managed) for client in pool.clients]
        return {key: value for key, value in settings.items() if schema.AUTH.keys[key].otherwise != value}

    def _pool(self, part: Part) -> dict[str, Any]:
        child, properties = self._taken(part, "user-pool"), dict(part.properties)
        properties["poolName"] = properties.pop("name")
        self.reasons += [f"{child}: {member}" for member in _sms_of_its_own(part)]
        template = properties.get("verificationMessageTemplate") or {}
        for older, name in _OLDER.items():
            text = properties.pop(older, None)
            if text and template.get(name) != text:
                self.reasons.append(f"{child}: {older}, which differs from verificationMessageTemplate.{name}")
        self._name_what_is_left(child, properties, schema.AUTH)
        settings = settings_of(properties, schema.AUTH)
        settings["schemas"] = [_schema(attribute) for attribute in settings.get("schemas") or ()]
        settings = {
            key: value
            for key, value in settings.items()
            if not is_blank(value) or key in ("password_policy", "username_configuration")
        }
        settings = with_settings(settings, pool_settings(answer for _, answer in part.answers))
        if properties.get("usernameAttributes") or properties.get("aliasAttributes"):
            settings["auto_verified_attributes"] = properties.get("autoVerifiedAttributes") or []
        if "username_configuration" not in settings:
            settings["username_configuration"] = {"case_sensitive": True}  # Cognito's default, which it doesn't tell
            self._ignore(child, "usernameConfiguration")
        return settings

    def _domain(self, part: Part) -> dict[str, Any]:
        name, certificate = part.properties["domain"], part.properties.get("certificateArn")
        self._taken(part, "domain")
        domain = {"custom_domain": name, "certificate_arn": certificate} if certificate else {"prefix": name}
        version = part.properties.get("managedLoginVersion")
        return {**domain, **({"managed_login_version": int(version)} if version else {})}

    def _client(self, found: ClientParts, *, managed: bool) -> dict[str, Any]:
        properties = dict(found.client.properties)
        name = properties["name"]
        child = self._taken(found.client, f"client-{name}")
        flows = properties.get("allowedOauthFlows") or []
        if bool(properties.pop("allowedOauthFlowsUserPoolClient", False)) != bool(flows):
            switch = "on without OAuth flows" if not flows else "off, although OAuth flows are configured"
            self.reasons.append(f"{child}: allowedOauthFlowsUserPoolClient is {switch}")
        lifetimes = self._lifetimes(properties)
        self._name_what_is_left(child, {**properties, "userPoolId": None}, CLIENT)
        settings = {key: value for key, value in settings_of(properties, CLIENT).items() if not is_blank(value)}
        settings |= lifetimes
        settings["generate_secret"] = bool(found.secret)
        self._ignore(child, "generateSecret")
        settings["allowed_oauth_flows"] = flows
        settings["explicit_auth_flows"] = properties.get("explicitAuthFlows") or []
        settings["supported_identity_providers"] = properties.get("supportedIdentityProviders") or []
        if not properties.get("enableTokenRevocation"):
            settings["enable_token_revocation"] = False
        if "prevent_user_existence_errors" not in settings:
            settings["prevent_user_existence_errors"] = "LEGACY"  # Cognito's default, which it doesn't tell
            self._ignore(child, "preventUserExistenceErrors")
        settings |= self._optional(found.risk, f"risk-{name}", "risk_configuration", RISK_CONFIGURATION)
        settings |= self._ui(found.ui, f"ui-{name}")
        settings |= self._client_settings(found.settings, name)
        settings |= self._sessions(found.sessions, f"{ROLE}-{name}")
        if found.branding:
            settings["branding"] = self._branding(found.branding, f"branding-{name}")
        elif managed:
            self.reasons.append(f"{child}: no branding; with managed login the component gives every client one")
        return settings

    def _sessions(self, found: Mapping[str, Any] | None, role: str) -> dict[str, Any]:
        """Session tracking, likewise."""
        if found is None:
            return {}
        self.retained.append(f"{COMPONENT_NAME}-{role}")
        return {KEY: dict(found)}

    def _client_settings(self, found: Mapping[str, Sequence[Mapping[str, Any]]], client: str) -> dict[str, Any]:
        """Terms documents and CIMD policies, which the component creates with resources of its own."""
        settings: dict[str, Any] = {}
        for resource, setting in CLIENT_SETTINGS.items():
            for one in found.get(resource, ()):
                self.retained.append(f"{COMPONENT_NAME}-{setting.role}-{client}-{one[setting.name_key]}")
                said = {name: value for name, value in one.items() if setting.block.keys[name].default != value}
                settings.setdefault(setting.key, []).append(said)
        return settings

    @staticmethod
    def _lifetimes(properties: dict[str, Any]) -> dict[str, str]:
        """Amounts with their units, where they are somebody's choice."""
        units = properties.pop("tokenValidityUnits", None) or {}
        found: dict[str, Duration] = {}
        for key, token in TOKENS.items():
            amount, default_unit = properties.pop(camel(key), None), DEFAULT_UNITS[token]
            unit = units.get(token[0].lower() + token[1:], default_unit)
            if amount or unit != default_unit:
                found[key] = Duration(int(amount or DEFAULT_VALIDITY_S[token] // UNIT_S[default_unit]), unit)
        chosen = units or any(life.seconds != DEFAULT_VALIDITY_S[TOKENS[key]] for key, life in found.items())
        return {key: str(life) for key, life in found.items() if chosen}

    def _provider(self, part: Part) -> dict[str, Any]:
        name = part.properties["providerName"]
        settings = self._plain(part, f"identity-provider-{name}", IDENTITY_PROVIDER)
        details = settings["provider_details"]
        if any(_MASK in str(value) for value in details.values()) or missing_details(settings):
            del settings["provider_details"]
            settings["keep_provider_details"] = True
        return {key: value for key, value in settings.items() if not is_blank(value)}

    def _ui(self, part: Part | None, role: str) -> dict[str, Any]:
        if part is None:
            return {}
        child = self._taken(part, role)
        if part.answers[0][1].get("ImageUrl"):
            self.reasons.append(f"{child}: a logo image, of which Cognito only returns the URL")
        css = part.properties.get("css")
        return {"ui_customization": {"css": css}} if css else {}

    def _branding(self, part: Part, role: str) -> dict[str, Any]:
        self._taken(part, role)
        settings = settings_of({**part.properties, "settings": None}, BRANDING)
        if part.properties.get("settings"):
            settings["settings"] = json.loads(part.properties["settings"])
        if not settings.get("use_cognito_provided_values"):
            settings.pop("use_cognito_provided_values", None)
        return {key: value for key, value in settings.items() if not is_blank(value)}

    def _optional(self, part: Part | None, role: str, key: str, block: Block) -> dict[str, Any]:
        return {key: self._plain(part, role, block)} if part else {}

    def _plain(self, part: Part, role: str, block: Block) -> dict[str, Any]:
        """The settings of a resource whose properties are the block's keys."""
        child, properties = self._taken(part, role), dict(part.properties)
        for identity in ("userPoolId", "clientId"):
            properties.pop(identity, None)
        self._name_what_is_left(child, properties, block)
        return {key: value for key, value in settings_of(properties, block).items() if value is not None}

    def _taken(self, part: Part, role: str) -> str:
        """The component's child of that role, which is to import the resource."""
        child = f"{COMPONENT_NAME}-{role}"
        self.resources[child] = part.import_id
        self.reasons += [f"{child}: {path}" for path in unexpressed(part, self._model) if not is_pool_setting(path)]
        return child

    def _ignore(self, child: str, name: str) -> None:
        self.ignored[child] = (*self.ignored.get(child, ()), name)

    def _name_what_is_left(self, child: str, properties: Mapping[str, Any], block: Block) -> None:
        self.reasons += [f"{child}: {path}" for path in without_a_setting(properties, block)]


def _schema(attribute: Mapping[str, Any]) -> dict[str, Any]:
    """An attribute with its flags; one without limits says so, because the component has limits as a default."""
    kept = {key: value for key, value in attribute.items() if not is_blank(value) or key == "mutable"}
    kept.setdefault("mutable", False)
    if attribute.get("attribute_data_type") == "String":
        kept.setdefault("string_attribute_constraints", {})
    return kept


def _sms_of_its_own(pool: Part) -> Iterator[str]:
    """What a pool says of text messages beside its factors, and not by itself, where one of both is written."""
    said = {operation.name: answer for operation, answer in pool.answers}
    factors = said.get("GetUserPoolMfaConfig", {}).get("SmsMfaConfiguration") or {}
    for name, value in factors.items():
        if not is_blank(value) and not covers(said["DescribeUserPool"].get(name), value):
            yield f"SmsMfaConfiguration.{name}, which differs from {name}"


def _is_cognitos(group: Part, pool: Pool) -> bool:
    """Whether Cognito made the group, for those who sign in with an identity provider, and nobody gave it anything."""
    names = {f"{pool.pool_id}_{provider.properties['providerName']}" for provider in pool.identity_providers}
    given = {name for name in ("precedence", "roleArn") if group.properties.get(name) not in (None, "")}
    return group.properties["name"] in names and not given


def recipe(description: Description, target: str) -> dict[str, Any]:
    """The stack's object that imports what is described, on the target where it was found."""
    ignored = {child: list(names) for child, names in description.ignore_changes.items()}
    retained = {"retained": list(description.retained)} if description.retained else {}
    return {"target": target, "resources": dict(description.resources), "ignore_changes": ignored, **retained}
