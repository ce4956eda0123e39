"""What is about to be deployed, read and checked before anything is created."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from automation.environment import AppClient
from automation.errors import InvalidConfigurationError, UsageError
from automation.records.ledger import Entry, Kind, in_iso
from automation.records.processes import ProcessId, host_name
from automation.targets.target import Connection, Target
from automation.targets.workspaces import Workspaces
from automation.tokens.flows import choose_flow
from cognito_model.regions import is_region, nearest_region
from cognito_model.stack_file import holds_encrypted_values
from components.effective import effective_client
from components.schema import ConfigurationError
from components.settings import FULL_ADOPTED_KEY, FULL_KEY, read_settings, with_suffix
from local.engine_configuration import FULL_KEY as FULL_LOCAL_KEY
from local.engine_configuration import EngineConfiguration
from local.stack_settings import ENCRYPTION_KEYS, configured_in

if TYPE_CHECKING:
    from components.arguments import CognitoAuthArgs

DEFAULT_REGION = "us-east-1"


@dataclass(frozen=True)
class Plan:
    """A stack's configuration, and where it is deployed."""

    stack: str
    target: Target
    region: str
    settings: "CognitoAuthArgs"
    """The checked `cognito-access-token:auth` object."""
    stack_config: Mapping[str, Any]
    encryption: Mapping[str, Any]
    engine_configuration: EngineConfiguration = field(default_factory=EngineConfiguration)
    """What the local engine is told; empty for AWS."""

    def config(self, suffix: str | None = None) -> dict[str, Any]:
        """The `config:` of the environment's own stack file; a suffix makes pool name and domain prefix unique.

        What the stack has adopted is adopted by itself alone, and on that target alone. Raises UsageError where another
        environment would need what Cognito keeps to itself.
        """
        settings = self.settings if suffix is None else with_suffix(self.settings, suffix)
        config = {**self.stack_config, "aws:region": self.region, FULL_KEY: settings}
        if suffix is not None or adopted_on(config) != self.target.name:
            config.pop(FULL_ADOPTED_KEY, None)
            self._refuse_kept_details()
        return config

    def _refuse_kept_details(self) -> None:
        for index, provider in enumerate(self.settings.get("identity_providers") or ()):
            if provider.get("keep_provider_details"):
                raise UsageError(
                    f"Pulumi.{self.stack}.yaml can't be deployed beside the pool that it has adopted: "
                    f"identity_providers[{index}].keep_provider_details leaves {provider['provider_name']} the details "
                    "that it has there. Give them all as provider_details, with the private key, in its place."
                )


@dataclass(frozen=True)
class StackReference:
    """A stack that somebody names."""

    target: Target
    name: str
    """Of `Pulumi.<name>.yaml`, or a one-shot's own."""
    region: str | None = None
    """Another one than the configuration's."""
    config: Path | None = None
    """The configuration's file, where it isn't the project's `Pulumi.<name>.yaml`."""


def adopted_on(config: Mapping[str, Any]) -> str | None:
    """The target on which a stack's configuration has adopted a pool; None where it has none."""
    recipe = config.get(FULL_ADOPTED_KEY)
    return str(recipe.get("target")) if isinstance(recipe, Mapping) and recipe.get("resources") else None


def describe(  # noqa: PLR0913 - the facts of one entry
    plan: Plan,
    connection: Connection,
    root: Path,
    name: str,
    *,
    config: Mapping[str, Any],
    kind: Kind,
    expires: str | None,
) -> Entry:
    """What is written down of an environment before it is created. Raises DriverError where AWS doesn't say who we are.

    With the configuration that is deployed (`Plan.config`); a one-shot belongs to this very process.
    """
    auth = config[FULL_KEY]
    identity_pool = auth.get("identity_pool")
    return Entry(
        name=name,
        target=plan.target.name,
        kind=kind,
        region=connection.region,
        owner=connection.owner(),
        host=host_name(),
        created=in_iso(datetime.now(UTC)),
        expires=expires,
        pool_name=auth["pool_name"],
        identity_pool_name=(identity_pool.get("identity_pool_name") or auth["pool_name"]) if identity_pool else None,
        backend=connection.backend,
        endpoint=connection.endpoint_url,
        passphrase_file=connection.passphrase_file,
        checkout=str(root),
        process=ProcessId.of_this_process() if kind == "one-shot" else None,
        adopted=adopted_on(config) is not None,
    )


def make_plan(workspaces: Workspaces, reference: StackReference, variables: Mapping[str, str]) -> Plan:
    """Read `Pulumi.<stack>.yaml` and check it against the rules, and the target.

    Raises InvalidConfigurationError naming every setting that breaks a rule, UsageError for what the target lacks.
    """
    stack, target = reference.name, reference.target
    file = reference.config or configured_in(workspaces.root, stack)
    content = workspaces.read_stack_file(stack, reference.config)
    config = content.get("config")
    if not isinstance(config, dict):
        raise InvalidConfigurationError(f"{file.name} has no mapping `config:`.")
    try:
        settings = read_settings(config.get(FULL_KEY, file))
    except ConfigurationError as error:
        raise InvalidConfigurationError(f"{file.name} can't be deployed. {error}") from None
    if "user_pool_id" in settings:
        raise UsageError(
            f"Pulumi.{stack}.yaml configures an existing user pool (user_pool_id), in which this command doesn't "
            "create or destroy anything. Deploy it with `pulumi up`, then use `connect` to get tokens from its app "
            "clients."
        )
    target.check()
    return Plan(
        stack=stack,
        target=target,
        region=_region(reference, config, file, variables),
        settings=settings,
        stack_config=config,
        encryption={key: content[key] for key in ENCRYPTION_KEYS if key in content},
        engine_configuration=target.engine_configuration(config.get(FULL_LOCAL_KEY), workspaces.root),
    )


def planned_region(workspaces: Workspaces, reference: StackReference, variables: Mapping[str, str]) -> str:
    """The region that `Pulumi.<stack>.yaml` would be deployed in, whatever else it says. Raises UsageError."""
    file = reference.config or configured_in(workspaces.root, reference.name)
    config = {} if reference.region else workspaces.read_stack_file(reference.name, reference.config).get("config")
    return _region(reference, config if isinstance(config, dict) else {}, file, variables)


def _region(reference: StackReference, config: Mapping[str, Any], file: Path, variables: Mapping[str, str]) -> str:
    chosen = (
        reference.region
        or config.get("aws:region")
        or variables.get("AWS_REGION")
        or variables.get("AWS_DEFAULT_REGION")
    )
    where = "--region" if reference.region else f"aws:region in {file.name}, or AWS_REGION"
    return checked_region(str(chosen or DEFAULT_REGION), where)


def checked_region(region: str, where: str) -> str:
    """The region. Raises UsageError, with where it was named, if AWS has none of that name."""
    if not is_region(region):
        raise UsageError(
            f"{region!r} isn't an AWS region ({where}). Did you mean {nearest_region(region)}? Nothing was changed."
        )
    return region


def check_flow(
    plan: Plan,
    asked: str | None,
    client: str | None = None,
    scopes: tuple[str, ...] = (),
    resource: str | None = None,
) -> None:
    """Raise UsageError without an app client, or where it, as deployed, lacks the flow, a scope, or any known flow.

    It is the first one, if no other is named.
    """
    clients = [_configured_client(settings) for settings in plan.settings["clients"]]
    if not clients:
        raise UsageError(
            f"Pulumi.{plan.stack}.yaml has no app client (clients: []), so no tokens can be issued. Add one, or "
            f"deploy the user pool on its own with `up --stack {plan.stack}`."
        )
    chosen = next((one for one in clients if client in (None, one.name)), None)
    if chosen is None:
        names = ", ".join(one.name for one in clients)
        raise UsageError(f"Pulumi.{plan.stack}.yaml has no app client {client!r}. Its clients: {names}.")
    choose_flow(chosen, asked, scopes, resource)


FORMS: Final = {"email": ("an e-mail address", "@"), "phone_number": ("a phone number such as +15550100", "+")}
"""What user names look like where people sign in with an attribute, and what tells it."""


def check_username(plan: Plan, username: str) -> None:
    """Raise UsageError where the pool, as configured, has no such user names.

    The developer guide has them in "Customizing sign-in attributes".
    """
    configured: Any = plan.settings.get("username_attributes") or ()
    forms = [FORMS[name] for name in configured if name in FORMS]
    if forms and not any(mark in username for _, mark in forms):
        raise UsageError(
            f"The user name {username!r} isn't {' or '.join(form for form, _ in forms)}, which is what users of this "
            f"pool sign in with (username_attributes in Pulumi.{plan.stack}.yaml)."
        )


def _configured_client(settings: Mapping[str, Any]) -> AppClient:
    described = effective_client(settings)
    return AppClient(
        name=described["name"],
        client_id="",
        client_secret=None,
        allowed_oauth_flows=tuple(described["allowed_oauth_flows"]),
        allowed_oauth_scopes=tuple(described["allowed_oauth_scopes"]),
        explicit_auth_flows=tuple(described["explicit_auth_flows"]),
        callback_urls=tuple(described.get("callback_urls") or ()),
    )


def encryption_for_new_stack(plan: Plan) -> dict[str, Any]:
    """The keys of the stack's file that a stack of another name can use: the secrets provider alone.

    Raises UsageError where a value is encrypted: only the stack that it was encrypted for can decrypt it.
    """
    if holds_encrypted_values(plan.stack_config):
        raise UsageError(
            f"Pulumi.{plan.stack}.yaml contains an encrypted value (`secure:`), which only its own stack can "
            f"decrypt. Deploy that stack (up --stack {plan.stack} --target aws), or choose a stack without secrets."
        )
    provider = plan.encryption.get("secretsprovider")
    return {"secretsprovider": provider} if provider and plan.target.name == "aws" else {}
