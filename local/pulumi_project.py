"""A folder's Pulumi project, as far as this program needs to know it before it starts Pulumi."""

import re
from pathlib import Path

from local.errors import LocalEngineError, storage_error
from local.program import NAME, PROJECT_FILES

PROJECT_NAME = re.compile(r"""^name\s*:\s*["']?([\w.-]+)""", re.MULTILINE)


def project_file(root: Path) -> Path | None:
    """The project's `Pulumi.yaml`, None in a folder without a project."""
    return next((root / name for name in PROJECT_FILES if (root / name).is_file()), None)


def project_name(root: Path) -> str:
    """The project's name; this program's own where the folder has no project.

    Raises StorageError, and LocalEngineError where the file names none.
    """
    file = project_file(root)
    if file is None:
        return NAME
    try:
        found = PROJECT_NAME.search(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        found = None
    except OSError as error:
        raise storage_error("Reading the project", file, error) from error
    name = found[1] if found else settings_of(root).get("name")
    if not isinstance(name, str) or not name:
        raise LocalEngineError(f"{file} has no name, so it isn't a Pulumi project.")
    return name


def settings_of(root: Path) -> dict[str, object]:
    """What the project's file says; nothing in a folder without a project. Raises LocalEngineError."""
    from cognito_model.stack_file import StackFileError, read_stack_file  # imports YAML, which is slow

    file = project_file(root)
    if file is None:
        return {}
    try:
        found = read_stack_file(file)
    except (StackFileError, FileNotFoundError) as error:
        raise LocalEngineError(f"{file} can't be read: it {error}.") from None
    return found if isinstance(found, dict) else {}


def runtime_of(settings: dict[str, object]) -> tuple[str, dict[str, object]]:
    """A project's language and the language's options."""
    runtime = settings.get("runtime")
    if isinstance(runtime, dict):
        options = runtime.get("options")
        return str(runtime.get("name")), options if isinstance(options, dict) else {}
    return str(runtime), {}
