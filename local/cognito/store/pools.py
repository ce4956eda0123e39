"""A user pool, and what belongs to one."""

import hmac
import os
import threading
from dataclasses import dataclass, field
from typing import Any, ClassVar

from cognito_model.auth_flows import allowed_auth_flows
from cognito_model.tiers import DEFAULT
from local.cognito.json_types import JsonObject
from local.cognito.store.record import TRANSIENT, Record
from local.cognito.store.sign_ins import AuthSession, RefreshFamily
from local.cognito.store.user_directory import Naming, UserDirectory
from local.cognito.store.users import Device, User


@dataclass(slots=True, eq=False)
class AppClient(Record):
    """An app client."""

    KIND: ClassVar[str] = "client"

    pool_id: str
    id: str
    name: str
    created: float
    modified: float
    settings: JsonObject = field(default_factory=dict)
    """Members of UserPoolClientType as they were given or are by default: no id, name, dates, secret."""
    secrets: list[JsonObject] = field(default_factory=list, repr=False)
    """ClientSecretDescriptorType with its value, oldest first; none of a public client."""
    branding: JsonObject | None = None
    """ManagedLoginBrandingType; None without a style."""
    terms: list[JsonObject] = field(default_factory=list)
    """TermsType, in the order of their creation."""
    risk_configuration: JsonObject | None = None
    """RiskConfigurationType; None where the pool's counts."""
    ui_customization: JsonObject | None = None
    """UICustomizationType of the classic hosted UI; None where the pool's counts."""
    session_configuration: JsonObject | None = None
    """Members of GetUserPoolClientSessionConfiguration's answer; None where nothing was set."""
    registration: JsonObject | None = field(default=None, repr=False)
    """What came with dynamic registration (RFC 7591); None for clients that an administrator made."""

    @property
    def key(self) -> tuple[str, ...]:
        """Its id."""
        return (self.id,)

    def is_secret(self, given: str) -> bool:
        """Whether this is one of its secrets."""
        return any(hmac.compare_digest(given.encode(), secret.encode()) for secret in self.secret_values)

    @property
    def secret_values(self) -> list[str]:
        """Every secret that it may show, oldest first."""
        return [str(secret["ClientSecretValue"]) for secret in self.secrets]

    @property
    def is_confidential(self) -> bool:
        """Whether it has a secret."""
        return bool(self.secrets)

    @property
    def auth_flows(self) -> frozenset[str]:
        """The ExplicitAuthFlows that it allows, in their names of today."""
        return allowed_auth_flows(self.settings.get("ExplicitAuthFlows"))

    @property
    def oauth_flows(self) -> list[str]:
        """Its OAuth flows; none while AllowedOAuthFlowsUserPoolClient is off."""
        if not self.settings.get("AllowedOAuthFlowsUserPoolClient"):
            return []
        return list(self.settings.get("AllowedOAuthFlows") or [])

    @property
    def hides_user_existence(self) -> bool:
        """Whether it doesn't tell who exists (PreventUserExistenceErrors)."""
        return bool(self.settings.get("PreventUserExistenceErrors") == "ENABLED")


@dataclass(slots=True, eq=False)
class Group(Record):
    """A group of users."""

    KIND: ClassVar[str] = "group"

    pool_id: str
    name: str
    created: float
    modified: float
    description: str | None = None
    role_arn: str | None = None
    precedence: int | None = None
    members: dict[str, int] = field(default_factory=dict, repr=False, metadata=TRANSIENT)
    """The subs of its members, in the order of joining, numbered: derived from users' `groups`."""

    @property
    def key(self) -> tuple[str, ...]:
        """Pool and name."""
        return self.pool_id, self.name

    def join(self, sub: str) -> None:
        """Take a member in, as the latest one."""
        if sub not in self.members:
            latest = next(reversed(self.members.values()), 0)
            self.members[sub] = latest + 1


@dataclass(slots=True, eq=False)
class ResourceServer(Record):
    """A resource server."""

    KIND: ClassVar[str] = "resource_server"

    pool_id: str
    identifier: str
    name: str
    scopes: list[JsonObject] = field(default_factory=list)
    """ResourceServerScopeType."""

    @property
    def key(self) -> tuple[str, ...]:
        """Pool and identifier."""
        return self.pool_id, self.identifier


@dataclass(slots=True, eq=False)
class IdentityProvider(Record):
    """An identity provider that a pool trusts."""

    KIND: ClassVar[str] = "identity_provider"

    pool_id: str
    name: str
    type: str
    """IdentityProviderTypeType: SAML, OIDC, Google ..."""
    created: float
    modified: float
    details: dict[str, str] = field(default_factory=dict, repr=False)
    """ProviderDetails, its client secret included."""
    attribute_mapping: dict[str, str] = field(default_factory=dict)
    identifiers: list[str] = field(default_factory=list)
    acr_mapping: dict[str, str] = field(default_factory=dict)
    """Level1 to Level4, and what the provider calls them."""

    @property
    def key(self) -> tuple[str, ...]:
        """Pool and name."""
        return self.pool_id, self.name


@dataclass(slots=True, eq=False)
class ProviderLink(Record):
    """A user of an identity provider who is one of the pool's own users, by an administrator's word."""

    KIND: ClassVar[str] = "provider_link"

    pool_id: str
    provider: str
    attribute: str
    """Of the provider's user: `Cognito_Subject` for what names it there, or one that is mapped."""
    value: str
    sub: str
    """Whose sign-in it is."""

    @property
    def key(self) -> tuple[str, str]:
        """Pool, and the provider's user in one text: the pool finds it by that."""
        return self.pool_id, f"{self.provider}\x1e{self.attribute}\x1e{self.value}"


@dataclass(slots=True, eq=False)
class Domain(Record):
    """A pool's domain: a prefix, or a whole name of its owner's."""

    KIND: ClassVar[str] = "domain"

    name: str
    """The prefix, or the whole custom name."""
    pool_id: str
    region: str
    custom: JsonObject | None = None
    """CustomDomainConfigType; None for a prefix."""
    managed_login_version: int = 1
    details: JsonObject = field(default_factory=dict)
    """Further members of DomainDescriptionType that the model has."""

    @property
    def key(self) -> tuple[str, str]:
        """Its name, and the region of a prefix, which other regions may have too."""
        return (self.name, "" if self.custom else self.region)


@dataclass(slots=True, eq=False)
class ImportJob(Record):
    """A job that imports users from a file."""

    KIND: ClassVar[str] = "import_job"

    pool_id: str
    id: str
    name: str
    created: float
    role_arn: str
    upload_key: str = field(repr=False)
    """What stands in its PreSignedUrl."""
    status: str = "Created"
    """UserImportJobStatusType."""
    started: float | None = None
    completed: float | None = None
    imported: int = 0
    skipped: int = 0
    failed: int = 0
    completion_message: str = ""
    log: list[str] = field(default_factory=list)
    """What CloudWatch would have got, a line a row that was skipped or failed."""
    uploaded: bool = False
    """Whether its file waits to be imported."""
    running: bool = field(default=False, metadata=TRANSIENT)
    """Whether it is under way in this process: none outlives it."""
    file: Any = field(default=None, repr=False, metadata=TRANSIENT)
    """The file, in an engine that keeps nothing on disk."""

    @property
    def key(self) -> tuple[str, ...]:
        """Pool and id."""
        return self.pool_id, self.id


@dataclass(slots=True, eq=False)
class UserPool(Record):
    """A user pool with all that belongs to it. Whoever reads or changes it holds its lock."""

    KIND: ClassVar[str] = "pool"

    id: str
    region: str
    name: str
    created: float
    modified: float
    settings: JsonObject = field(default_factory=dict)
    """Members of UserPoolType as they were given or are by default: no id, name, dates, schema, tags, counts."""
    schema: list[JsonObject] = field(default_factory=list)
    """SchemaAttributeType, standard attributes first."""
    tags: dict[str, str] = field(default_factory=dict)
    mfa: JsonObject = field(default_factory=dict)
    """Members of GetUserPoolMfaConfig's answer, MfaConfiguration apart, which is one of `settings`."""
    signing_keys: dict[str, str] = field(default_factory=dict, repr=False)
    """PEM by token use (`access`, `id`)."""
    refresh_key: bytes = field(default_factory=lambda: os.urandom(32), repr=False)
    """What encrypts its refresh tokens (AES-256)."""
    risk_configuration: JsonObject | None = None
    ui_customization: JsonObject | None = None
    log_configurations: list[JsonObject] = field(default_factory=list)
    """LogConfigurationType."""
    session_configuration: JsonObject | None = None
    cimd_policies: list[JsonObject] = field(default_factory=list)
    client_metadata_urls: dict[str, JsonObject] = field(default_factory=dict)
    certificates: dict[str, str] = field(default_factory=dict)
    """Of the keys for SAML, by use (`saml`, `saml_encryption`), once they were asked for: DER in base64."""

    lock: threading.RLock = field(default_factory=threading.RLock, repr=False, metadata=TRANSIENT)
    users: UserDirectory = field(init=False, repr=False, metadata=TRANSIENT)
    clients: dict[str, AppClient] = field(default_factory=dict, repr=False, metadata=TRANSIENT)
    groups: dict[str, Group] = field(default_factory=dict, repr=False, metadata=TRANSIENT)
    resource_servers: dict[str, ResourceServer] = field(default_factory=dict, repr=False, metadata=TRANSIENT)
    identity_providers: dict[str, IdentityProvider] = field(default_factory=dict, repr=False, metadata=TRANSIENT)
    domains: list[Domain] = field(default_factory=list, repr=False, metadata=TRANSIENT)
    provider_links: dict[str, ProviderLink] = field(default_factory=dict, repr=False, metadata=TRANSIENT)
    import_jobs: dict[str, ImportJob] = field(default_factory=dict, repr=False, metadata=TRANSIENT)
    devices: dict[str, dict[str, Device]] = field(default_factory=dict, repr=False, metadata=TRANSIENT)
    """By sub and device key."""
    sessions: dict[str, AuthSession] = field(default_factory=dict, repr=False, metadata=TRANSIENT)
    """By the digest of their token: between a challenge and its answer."""
    families: dict[str, RefreshFamily] = field(default_factory=dict, repr=False, metadata=TRANSIENT)
    """By origin_jti: of the sign-ins that need one."""
    families_of: dict[str, set[str]] = field(default_factory=dict, repr=False, metadata=TRANSIENT)
    """The origin_jti of a user's families, by sub."""
    caches: dict[str, Any] = field(default_factory=dict, repr=False, metadata=TRANSIENT)
    """What others derive from it and want to keep as long as it lives: parsed keys."""

    def __post_init__(self) -> None:
        """Make the directory for users who are named so."""
        self.users = UserDirectory(self.naming)

    @property
    def key(self) -> tuple[str, ...]:
        """Its id."""
        return (self.id,)

    @property
    def naming(self) -> Naming:
        """How its users are named."""
        configuration = self.settings.get("UsernameConfiguration") or {}
        return Naming(
            bool(configuration.get("CaseSensitive", True)),
            tuple(self.settings.get("AliasAttributes") or ()),
            tuple(self.settings.get("UsernameAttributes") or ()),
        )

    @property
    def tier(self) -> str:
        """Its feature plan: LITE, ESSENTIALS or PLUS."""
        return str(self.settings.get("UserPoolTier") or DEFAULT)

    @property
    def mfa_configuration(self) -> str:
        """OFF, ON or OPTIONAL."""
        return str(self.settings.get("MfaConfiguration") or "OFF")

    @property
    def triggers(self) -> JsonObject:
        """LambdaConfig."""
        return self.settings.get("LambdaConfig") or {}

    def devices_of(self, user: User) -> dict[str, Device]:
        """A user's devices by key."""
        return self.devices.get(user.sub, {})
