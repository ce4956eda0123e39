"""The plain values of a stack's configuration: read, checked by the rules, in one form.

The driver reads settings before it starts anything; the component checks what it gets once more.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from cognito_model.shapes import most
from components.checking.plain import plain_form
from components.schema import AUTH, ConfigurationError, Problem, problems_in
from components.schema.domain import without_reserved_words
from components.schema.production import PRODUCTION

if TYPE_CHECKING:
    from components.arguments import CognitoAuthArgs

__all__ = [
    "ADOPTED_KEY",
    "DRIVER_TAGS",
    "FULL_ADOPTED_KEY",
    "FULL_KEY",
    "KEY",
    "PROJECT",
    "plain_secrets",
    "read_settings",
    "with_suffix",
]

PROJECT: Final = "cognito-access-token"
KEY: Final = "auth"
FULL_KEY: Final = f"{PROJECT}:{KEY}"
"""Where a stack's configuration keeps the object that describes the deployment."""
ADOPTED_KEY: Final = "adopted"
FULL_ADOPTED_KEY: Final = f"{PROJECT}:{ADOPTED_KEY}"
"""Where it keeps what the stack has taken over instead of making it; `components.adoption` says in which form."""

DRIVER_TAGS: Final = tuple(f"{PROJECT}:{name}" for name in ("environment", "owner", "host", "kind", "expires"))
"""The keys of the tags that the driver adds to the pools of an environment."""

SECRET_DETAILS: Final = ("secret", "private_key")
"""Words in the names of an identity provider's details of which each means that it is secret."""


def read_settings(source: Path | Mapping[str, Any]) -> "CognitoAuthArgs":
    """Read and check the configuration of a stack.

    Args:
        source: a `Pulumi.<stack>.yaml`, or the `cognito-access-token:auth` object itself.

    Returns:
        the component's arguments: only what was said, no defaults; encrypted values as `{"secure": ...}`.

    Raises:
        ConfigurationError: the file can't be read, isn't YAML, or what it says breaks rules; nothing else is raised.

    """
    if isinstance(source, Path):
        return _checked(_auth_object(source), f"{FULL_KEY} in {source.name}")
    return _checked(source, FULL_KEY)


def _checked(auth: Any, where: str) -> "CognitoAuthArgs":
    if problems := problems_in(auth):
        raise ConfigurationError(problems, source=where)
    return cast("CognitoAuthArgs", plain_form(auth, AUTH))


def _auth_object(file: Path) -> Any:
    document = _load(file)
    if not isinstance(document, dict):
        raise _unreadable(file, "must be a YAML mapping with a key `config`")
    config = document.get("config")
    config = config if isinstance(config, dict) else {}
    auth = config.get(FULL_KEY, config.get(KEY))
    if auth is None:
        raise _unreadable(file, f"must have a key `config` that contains {FULL_KEY}")
    if isinstance(auth, dict) and set(auth) == {"secure"}:
        raise _unreadable(file, f"has {FULL_KEY} encrypted as a whole; encrypt only the secret values in it")
    return auth


def _load(file: Path) -> Any:
    from cognito_model.stack_file import StackFileError, read_stack_file  # noqa: PLC0415 - PyYAML is slow to import

    try:
        return read_stack_file(file)
    except FileNotFoundError:
        stacks = sorted(f.name[7:-5] for f in file.parent.glob("Pulumi.*.yaml"))
        here = (
            (f"the stacks of this project: {', '.join(stacks)}")
            if stacks
            else "no stack has a configuration in this project"
        )
        raise _unreadable(file, f"doesn't exist; {here}") from None
    except StackFileError as error:
        raise _unreadable(file, str(error)) from None


def _unreadable(file: Path, rule: str) -> ConfigurationError:
    return ConfigurationError([Problem(file.name, rule)], source="The stack's configuration")


def plain_secrets(settings: Mapping[str, Any]) -> dict[str, str]:
    """What others made and nobody may read, by its path, where it stands in plain text: identity providers' secrets."""
    found = {}
    for index, provider in enumerate(settings.get("identity_providers") or ()):
        details = provider.get("provider_details")
        for key, value in details.items() if isinstance(details, Mapping) else ():
            if any(word in key for word in SECRET_DETAILS) and isinstance(value, str):
                found[f"identity_providers[{index}].provider_details.{key}"] = value
    return found


def with_suffix(settings: "CognitoAuthArgs", suffix: str) -> "CognitoAuthArgs":
    """The same settings under a name of their own, for an environment that lives beside others and not for long.

    Pool name and domain prefix end in `-<suffix>`; what is too long for that loses its end, so that both keep within
    Cognito's limits. A custom domain can serve one pool only, so a prefix made of its name takes its place; and the
    pool can be deleted again.

    Args:
        settings: checked settings; they stay as they are.
        suffix: lower-case letters and digits.

    """
    copy: dict[str, Any] = {**settings}
    copy["pool_name"] = _suffixed(copy["pool_name"], suffix, "UserPoolNameType")
    if domain := copy.get("domain"):
        copy["domain"] = _own_domain(domain, suffix)
        if "custom_domain" in domain and "web_authn_configuration" in copy:
            # Passkeys belonged to the custom domain; without an own one Cognito takes the pool's domain.
            copy["web_authn_configuration"] = _without(copy["web_authn_configuration"], "relying_party_id")
    if copy.get("deletion_protection") == "ACTIVE":
        copy["deletion_protection"] = "INACTIVE"
        if copy.get("profile") == PRODUCTION:
            reason = {"deletion_protection": "this environment is short-lived"}
            copy["exceptions"] = {**copy.get("exceptions", {}), **reason}
    return cast("CognitoAuthArgs", copy)


def _own_domain(domain: Mapping[str, Any], suffix: str) -> dict[str, Any]:
    prefix = domain.get("prefix") or without_reserved_words(domain["custom_domain"].replace(".", "-"))
    own = _without(domain, "custom_domain", "certificate_arn")
    return {**own, "prefix": _suffixed(prefix, suffix, "DomainType")}


def _without(block: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in block.items() if key not in keys}


def _suffixed(name: str, suffix: str, shape: str) -> str:
    return f"{name[: most(shape) - len(suffix) - 1].rstrip('-')}-{suffix}"
