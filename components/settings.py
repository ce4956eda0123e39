"""The plain values of a stack's configuration: read, checked by the rules, typed.

Kept apart from `components.arguments` because pydantic costs a tenth of a second and the component itself has no need
of it. The driver reads settings before it starts anything; the program reads them once more from the engine.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from cognito_model.shapes import most
from cognito_model.stack_file import StackFileError, read_stack_file
from components.models import Domain, Settings
from components.rules import ConfigurationError, Problem, problems_in
from components.rules.domain import without_reserved_words
from components.rules.production import PRODUCTION

__all__ = ["ADOPTED_KEY", "FULL_ADOPTED_KEY", "FULL_KEY", "KEY", "PROJECT", "Settings", "read_settings", "with_suffix"]

PROJECT: Final = "cognito-access-token"
KEY: Final = "auth"
FULL_KEY: Final = f"{PROJECT}:{KEY}"
"""Where a stack's configuration keeps the object that describes the deployment."""
ADOPTED_KEY: Final = "adopted"
FULL_ADOPTED_KEY: Final = f"{PROJECT}:{ADOPTED_KEY}"
"""Where it keeps what the stack has taken over instead of making it; `components.adoption` says in which form."""


def read_settings(source: Path | Mapping[str, Any]) -> Settings:
    """Read and check the configuration of a stack.

    Args:
        source: a `Pulumi.<stack>.yaml`, or the `cognito-access-token:auth` object itself.

    Raises:
        ConfigurationError: the file can't be read, isn't YAML, or what it says breaks rules; nothing else is raised.

    """
    if isinstance(source, Path):
        return _checked(_auth_object(source), f"{FULL_KEY} in {source.name}")
    return _checked(source, FULL_KEY)


def _checked(auth: Any, where: str) -> Settings:
    if problems := problems_in(auth):
        raise ConfigurationError(problems, source=where)
    try:
        return Settings.model_validate(auth)
    except ValidationError as error:
        # The rules know every key and type, so this is a gap in them. Say it as they would; the values stay unsaid.
        gaps = [Problem(_path(e["loc"]), e["msg"]) for e in error.errors(include_input=False, include_url=False)]
        raise ConfigurationError(gaps, source=where) from None


def _path(location: tuple[int | str, ...]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).removeprefix(".")


def _auth_object(file: Path) -> Any:
    document = _load(file)
    if not isinstance(document, dict):
        raise _unreadable(file, "must be a YAML mapping with the key config")
    config = document.get("config")
    config = config if isinstance(config, dict) else {}
    auth = config.get(FULL_KEY, config.get(KEY))
    if auth is None:
        raise _unreadable(file, f"must have config, and in it {FULL_KEY}")
    if isinstance(auth, dict) and set(auth) == {"secure"}:
        raise _unreadable(file, f"has {FULL_KEY} encrypted as a whole; encrypt the secret values in it alone")
    return auth


def _load(file: Path) -> Any:
    try:
        return read_stack_file(file)
    except FileNotFoundError:
        stacks = sorted(f.name[7:-5] for f in file.parent.glob("Pulumi.*.yaml"))
        here = f"the stacks here are {', '.join(stacks)}" if stacks else "no stack has a configuration here"
        raise _unreadable(file, f"doesn't exist; {here}") from None
    except StackFileError as error:
        raise _unreadable(file, str(error)) from None


def _unreadable(file: Path, rule: str) -> ConfigurationError:
    return ConfigurationError([Problem(file.name, rule)], source="The stack's configuration")


def with_suffix(settings: Settings, suffix: str) -> Settings:
    """The same settings under a name of their own, for an environment that lives beside others and not for long.

    Pool name and domain prefix end in `-<suffix>`; what is too long for that loses its end, so that both keep within
    Cognito's limits. A custom domain can serve one pool only, so a prefix made of its name takes its place; and the
    pool can be deleted again.

    Args:
        settings: checked settings.
        suffix: lower-case letters and digits.

    """
    changes: dict[str, Any] = {"pool_name": _suffixed(settings.pool_name, suffix, "UserPoolNameType")}
    if settings.domain:
        changes.update(_own_domain(settings, settings.domain, suffix))
    if settings.deletion_protection == "ACTIVE":
        changes["deletion_protection"] = "INACTIVE"
        if settings.profile == PRODUCTION:
            changes["exceptions"] = {
                **(settings.exceptions or {}),
                "deletion_protection": "this environment is short-lived",
            }
    return settings.model_copy(update=changes)


def _own_domain(settings: Settings, domain: Domain, suffix: str) -> dict[str, Any]:
    prefix = domain.prefix or without_reserved_words((domain.custom_domain or "").replace(".", "-"))
    own = {"prefix": _suffixed(prefix, suffix, "DomainType"), "custom_domain": None, "certificate_arn": None}
    changes: dict[str, Any] = {"domain": domain.model_copy(update=own)}
    if domain.custom_domain and settings.web_authn_configuration:
        # Passkeys belonged to the custom domain; without an own one Cognito takes the pool's domain.
        passkeys = settings.web_authn_configuration.model_copy(update={"relying_party_id": None})
        changes["web_authn_configuration"] = passkeys
    return changes


def _suffixed(name: str, suffix: str, shape: str) -> str:
    return f"{name[: most(shape) - len(suffix) - 1].rstrip('-')}-{suffix}"
