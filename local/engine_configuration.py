"""`cognito-access-token:local` of a stack's file: what the local engine is told, and AWS is not."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from local.errors import LocalEngineError
from local.private_files import write_private

if TYPE_CHECKING:
    from local.cognito.control.client import EngineControl
    from local.cognito.known_ids import KnownIds

KEY: Final = "local"
FULL_KEY: Final = f"cognito-access-token:{KEY}"
KEYS: Final = ("functions", "ids", "idp", "client_metadata_documents")


class EngineConfigurationError(LocalEngineError):
    """The configuration breaks a rule; nothing was changed."""

    exit_code = 2
    code = "invalid_configuration"


@dataclass(frozen=True)
class EngineConfiguration:
    """One stack's."""

    functions: list[dict[str, Any]] = field(default_factory=list, repr=False)
    """As `triggers.configuration.to_json` writes them."""
    user_pool_ids: dict[str, str] = field(default_factory=dict)
    """By pool name."""
    client_ids: dict[str, str] = field(default_factory=dict)
    """By app client name."""
    identity_providers: dict[str, Any] = field(default_factory=dict, repr=False)
    """Users and clients of the test identity provider, by the name of the provider that it stands for."""

    client_metadata_documents: dict[str, str] = field(default_factory=dict)
    """Absolute paths of files, by the https address of the document that they stand for."""

    def with_suffix(self, suffix: str) -> "EngineConfiguration":
        """For a one-shot, whose pools have a suffix to their names."""
        return EngineConfiguration(
            self.functions,
            {f"{name}-{suffix}": value for name, value in self.user_pool_ids.items()},
            self.client_ids,
            self.identity_providers,
            self.client_metadata_documents,
        )

    def to_json(self) -> dict[str, Any]:
        """What `from_json` reads."""
        return asdict(self)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not any(self.to_json().values())


def read_engine_configuration(value: object, folder: Path) -> EngineConfiguration:
    """Check the value of the key, None where it isn't there; `folder` is the project's.

    Raises EngineConfigurationError and FunctionsConfigurationError.
    """
    if value is None:
        return EngineConfiguration()
    if not isinstance(value, Mapping):
        raise _problem("must be an object", "{functions: {pre-token: {handler: triggers/pre_token.handler}}}")
    unknown = [str(name) for name in value if name not in KEYS]
    if unknown:
        raise _problem(f"has no key {unknown[0]!r}", " or ".join(KEYS))
    from local.cognito.triggers.configuration import read_functions, to_json

    functions = to_json(read_functions(value.get("functions"), folder))
    ids = _ids(value)
    documents = _client_metadata_documents(value, folder)
    return EngineConfiguration(functions, dict(ids.user_pools), dict(ids.clients), _providers(value), documents)


def hand_over(control: "EngineControl", configurations: Mapping[str, EngineConfiguration]) -> None:
    """Tell an engine what its stacks want, and nothing else; of two functions of one name the later one serves.

    Raises EngineError.
    """
    functions = {one["name"]: one for each in configurations.values() for one in each.functions}
    user_pools = {name: value for each in configurations.values() for name, value in each.user_pool_ids.items()}
    clients = {name: value for each in configurations.values() for name, value in each.client_ids.items()}
    control.set_functions(list(functions.values()))
    control.set_ids(user_pools, clients)
    control.set_identity_providers(
        {name: value for each in configurations.values() for name, value in each.identity_providers.items()}
    )
    control.set_client_metadata_documents(
        {url: file for each in configurations.values() for url, file in each.client_metadata_documents.items()}
    )


def read_kept(path: Path) -> dict[str, EngineConfiguration]:
    """What the stacks of a kept engine want, by stack; what can't be read is as good as none."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {name: EngineConfiguration(**content) for name, content in found.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def merged(path: Path, stack: str, configuration: EngineConfiguration) -> dict[str, EngineConfiguration]:
    """What all stacks want of a kept engine once this one wants that; it is noted by `keep`."""
    kept = {name: one for name, one in read_kept(path).items() if name != stack}
    return kept if configuration.is_empty else {**kept, stack: configuration}


def keep(path: Path, configurations: Mapping[str, EngineConfiguration]) -> None:
    """Note what the stacks want (0600). Raises StorageError."""
    write_private(path, json.dumps({name: one.to_json() for name, one in configurations.items()}))


def _providers(value: Mapping[str, Any]) -> dict[str, Any]:
    found = {} if value.get("idp") is None else value["idp"]
    example = "idp: {Google: {users: [{username: ada, email: ada@example.com}]}}"
    if not isinstance(found, Mapping) or not all(isinstance(name, str) for name in found):
        raise _problem("must have an object of providers in idp", example)
    providers = {name: one or {} for name, one in found.items()}
    if providers:
        from local.cognito.errors import CognitoError
        from local.cognito.identity_provider.configuration import TestProviders

        try:
            TestProviders().set(providers)
        except CognitoError as error:
            raise _problem(f"has an invalid idp: {error.message.rstrip('.')}", example) from error
    return providers


def _client_metadata_documents(value: Mapping[str, Any], folder: Path) -> dict[str, str]:
    found = {} if value.get("client_metadata_documents") is None else value["client_metadata_documents"]
    example = "client_metadata_documents: {https://app.example.com/client.json: clients/app.json}"
    if not isinstance(found, Mapping) or not all(isinstance(url, str) for url in found):
        raise _problem("must have an object of files in client_metadata_documents", example)
    if not found:
        return {}
    from local.cognito.oauth.client_metadata.configuration import checked_files
    from local.cognito.oauth.client_metadata.errors import ClientMetadataError

    try:
        return {url: str(file) for url, file in checked_files(found, folder.absolute()).items()}
    except ClientMetadataError as error:
        raise _problem(f"has invalid client_metadata_documents: {str(error).rstrip('.')}", example) from error


def _ids(value: Mapping[str, Any]) -> "KnownIds":
    from local.cognito.errors import CognitoError
    from local.cognito.known_ids import KnownIds

    found, given = KnownIds(), {} if value.get("ids") is None else value["ids"]
    example = "ids: {user_pools: {webapp: us-east-1_webapp}, clients: {web: webapp1}}"
    if not isinstance(given, Mapping):
        raise _problem("must have an object in ids", example)
    try:
        found.set(dict(given))
    except CognitoError as error:
        raise _problem(f"has invalid ids: {error.message.rstrip('.')}", example) from error
    return found


def _problem(rule: str, would_pass: str) -> EngineConfigurationError:
    return EngineConfigurationError(f"cognito-access-token:{KEY} {rule}; {would_pass} would pass. Nothing was changed.")
