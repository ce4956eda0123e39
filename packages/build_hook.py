"""Builds the wheel `cognito-access-token` out of the checkout: its rooms move below one package.

In the checkout `components`, `automation`, `local` and `cognito_model` are packages at the top level; nobody's
site-packages may get packages of such names. docs/decisions/0010-one-package-in-the-wheel.md says why it is done so.
"""

import re
import shutil
from pathlib import Path
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE: Final = "cognito_access_token"
ROOMS: Final = ("auditing", "automation", "cognito_model", "components", "local")
ABSENT: Final = frozenset(
    {
        "automation/cli/bootstrap.py",  # builds a checkout's environment
        "automation/pytest_plugin.py",  # a distribution of its own
        "components/PulumiPlugin.yaml",
        "components/__main__.py",
        "components/requirements.txt",
    }
)
"""What is the checkout's alone."""
DATA: Final = (
    "Pulumi.dev.yaml",
    *(f"tools/pulumi-cli/{name}" for name in ("go.mod", "go.sum", "sdk-generators/main.go")),
    *(f"tools/pulumi-yaml/{name}" for name in ("go.mod", "go.sum")),
)
"""What the program reads of its own folder."""
FROM: Final = re.compile(rf"^(\s*from )({'|'.join(ROOMS)})(?=[. ])", re.MULTILINE)
PLAIN: Final = re.compile(rf"^(\s*)import ({'|'.join(ROOMS)})$", re.MULTILINE)
NAMED: Final = re.compile(rf"""(?<=["'])({"|".join(ROOMS)})((?:\.[a-z_0-9]+)+)(?=["'])""")
"""A module's name as a text, for `import_module`."""
DOOR: Final = re.compile(r"python automation/run\.py|(?:automation/)?\brun\.py(?=[\s`)])")
"""How messages and help call the command."""


class WheelHook(BuildHookInterface[Any]):
    """Hatchling calls it before it packs the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the package's files to build/ and have them packed."""
        del version
        root = Path(self.root)
        built = root / "build" / "wheel" / PACKAGE
        shutil.rmtree(built, ignore_errors=True)
        for file in [*(root / "packages" / PACKAGE).iterdir(), *(root / name for name in DATA)]:
            base = root / "packages" / PACKAGE if file.parent.name == PACKAGE else root
            _write(file, built / file.relative_to(base))
        for room in ROOMS:
            for file in sorted((root / room).rglob("*")):
                name = file.relative_to(root)
                if file.is_file() and "__pycache__" not in name.parts and name.as_posix() not in ABSENT:
                    _write(file, built / name)
        build_data["force_include"][str(built)] = PACKAGE


def moved(source: str) -> str:
    """A module's text as it is in the wheel."""
    source = FROM.sub(rf"\1{PACKAGE}.\2", source)
    source = PLAIN.sub(rf"\1from {PACKAGE} import \2", source)
    source = NAMED.sub(rf"{PACKAGE}.\1\2", source)
    return DOOR.sub("cognito-access-token", source)


def _write(file: Path, target: Path) -> None:
    if not file.is_file() or file.suffix == ".pyc":
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if file.suffix == ".py":
        target.write_text(moved(file.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        shutil.copyfile(file, target)
