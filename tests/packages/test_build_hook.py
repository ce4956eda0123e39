"""What a module's text becomes in the wheel."""

import ast
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


def load() -> ModuleType:
    spec = spec_from_file_location("build_hook", ROOT / "packages" / "build_hook.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["build_hook"] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


hook = load()
SOURCES = [path for room in hook.ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("from local import service", "from cognito_access_token.local import service"),
        ("    from components.schema import AUTH", "    from cognito_access_token.components.schema import AUTH"),
        ("import local", "from cognito_access_token import local"),
        ('import_module("local.service")', 'import_module("cognito_access_token.local.service")'),
        ("from localized import words", "from localized import words"),
        ("import locale", "import locale"),
        (
            "Run `run.py up`, or python automation/run.py reap",
            "Run `cognito-access-token up`, or cognito-access-token reap",
        ),
        ('path / "automation" / "run.py"', 'path / "automation" / "run.py"'),
    ],
)
def test_imports_lead_below_the_package_and_the_command_has_its_name(here: str, there: str) -> None:
    assert hook.moved(here) == there


def test_no_import_of_any_module_is_left_at_the_top_level() -> None:
    for path in SOURCES:
        tree = ast.parse(hook.moved(path.read_text(encoding="utf-8")))
        names = [
            *(node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)),
            *(one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names),
        ]
        assert [name for name in names if name.partition(".")[0] in hook.ROOMS] == [], path


def test_no_text_names_a_module_at_the_top_level() -> None:
    """A text that is put together, such as one for `-m`, begins with a `__package__` or a `__name__`."""
    for path in SOURCES:
        tree = ast.parse(hook.moved(path.read_text(encoding="utf-8")))
        texts = [
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        modules = [text for text in texts if text.partition(".")[0] in hook.ROOMS and "." in text]
        assert [text for text in modules if all(part.isidentifier() for part in text.rstrip(".").split("."))] == [], (
            path
        )
