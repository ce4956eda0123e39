"""The local stack's own `Pulumi.local-<stack>.yaml`, a copy of the one that git tracks: a backend writes into it."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from local.errors import UnknownStackError, UnreadableStackError
from local.private_files import write_private
from local.program import FOLDER

PREFIX = "local-"
DEFAULT_STACK = "dev"
REGION_KEY = "aws:region"
ADOPTED_KEY = "cognito-access-token:adopted"
DEFAULT_REGION = "us-east-1"
ENCRYPTION_KEYS = ("encryptionsalt", "encryptedkey", "secretsprovider")
"""How a stack file's secrets are encrypted: its own stack's business, and none of a copy's."""


def local_stack_name(stack: str) -> str:
    """The stack that stands for `stack` on the local target."""
    return f"{PREFIX}{stack}"


def settings_file(root: Path, stack: str) -> Path:
    """Where Pulumi keeps the configuration of `stack`."""
    return root / f"Pulumi.{stack}.yaml"


def configured_in(root: Path, stack: str) -> Path:
    """The file that says what `stack` is: the project's own, or, in a folder without any, the article's for `dev`."""
    own = settings_file(root, stack)
    return Path(FOLDER, own.name) if stack == DEFAULT_STACK and not known_stacks(root) else own


def known_stacks(root: Path) -> list[str]:
    """The stacks that have a configuration of their own."""
    files = [path for path in root.glob("Pulumi.*.yaml") if path.is_file()]
    names = [path.name.removeprefix("Pulumi.").removesuffix(".yaml") for path in files]
    return sorted(name for name in names if not name.startswith(PREFIX))


def copy_settings(  # noqa: PLR0913, PLR0917 - a copy has a source, a destination and a note
    root: Path, stack: str, region: str | None, notes: Path, say: Callable[[str], None], original: Path | None = None
) -> str:
    """Make or renew the local stack's file from `original`, or else the stack's own, and return its region.

    It is written anew only where the original, or the `region` that is asked for, is another than the last time (noted
    in the folder `notes`), so that what `pulumi config set` has changed in it stays.
    Raises UnknownStackError, UnreadableStackError, StorageError.
    """
    original = original or configured_in(root, stack)
    copy = settings_file(root, local_stack_name(stack))
    from cognito_model.stack_file import StackFileError, read_text

    try:
        text = read_text(original)
    except FileNotFoundError:
        raise UnknownStackError(
            f"There is no stack {stack!r}: {original.name} doesn't exist. The stacks: "
            f"{', '.join(known_stacks(root)) or 'none'}. Choose one with --stack."
        ) from None
    except StackFileError as error:
        raise UnreadableStackError(f"{original.name} can't be read: it {error}.") from None
    note = notes / f"{copy.name}.json"
    digest = hashlib.sha256(text.encode()).hexdigest()
    noted = _read_note(note)
    if copy.exists() and noted.get("digest") == digest and region in {None, noted.get("region")}:
        return noted["region"]
    return _copy(original, copy, region, note, digest, say)


def _copy(  # noqa: PLR0913, PLR0917 - a copy has a source, a destination and a note
    original: Path, copy: Path, region: str | None, note: Path, digest: str, say: Callable[[str], None]
) -> str:
    from cognito_model.stack_file import dump, holds_encrypted_values  # only when something has changed

    settings = _read(original)
    salt = _read(copy).get("encryptionsalt") if copy.exists() else None
    config = _config_of(original, settings)
    for key in [key for key, value in config.items() if holds_encrypted_values(value)]:
        say(f"{key} is a secret in {original.name} and isn't copied; set it with `pulumi config set --secret {key}`")
        del config[key]
    adopted = config.get(ADOPTED_KEY)
    if isinstance(adopted, dict) and adopted.get("target", "local") != "local":
        del config[ADOPTED_KEY]  # that pool is elsewhere: here a new one stands for it
    chosen = _checked(region or str(config.get(REGION_KEY) or DEFAULT_REGION), original)
    kept = {key: value for key, value in settings.items() if key not in ENCRYPTION_KEYS}
    kept["config"] = {**config, REGION_KEY: chosen}
    if salt:
        kept["encryptionsalt"] = salt
    write_private(copy, dump(kept))
    write_private(note, json.dumps({"digest": digest, "region": chosen}))
    return chosen


def _read(path: Path) -> dict[str, Any]:
    from cognito_model.stack_file import StackFileError, read_stack_file  # imports YAML, which is slow

    try:
        found = read_stack_file(path)
    except StackFileError as error:
        raise UnreadableStackError(f"{path.name} can't be read: it {error}.") from error
    except FileNotFoundError:
        raise UnknownStackError(f"{path.name} doesn't exist.") from None
    if not isinstance(found, dict | None):
        raise UnreadableStackError(f"{path.name} holds no mapping. It must have a key `config`.")
    return found or {}


def _config_of(path: Path, settings: dict[str, Any]) -> dict[str, Any]:
    config = settings.get("config")
    if not isinstance(config, dict | None):
        raise UnreadableStackError(f"{path.name} has no `config:` mapping.")
    return config or {}


def _checked(region: str, file: Path) -> str:
    from cognito_model.regions import is_region, nearest_region  # reads a file

    if not is_region(region):
        raise UnreadableStackError(
            f"AWS has no region {region!r} (--region, or {REGION_KEY} in {file.name}). "
            f"Did you mean {nearest_region(region)}? Nothing was changed."
        )
    return region


def read_setting(file: Path, key: str) -> Any:
    """A value of a stack's file by its full key; None where it isn't there.

    Raises UnknownStackError, UnreadableStackError.
    """
    return _config_of(file, _read(file)).get(key)


def stack_region(file: Path, region: str | None = None) -> str:
    """The `region` that is asked for, or that a stack's file names, or the default one.

    Raises UnknownStackError, UnreadableStackError.
    """
    return _checked(region or str(read_setting(file, REGION_KEY) or DEFAULT_REGION), file)


def _read_note(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and isinstance(found.get("region"), str) else {}
