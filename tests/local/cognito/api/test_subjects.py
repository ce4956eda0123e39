import subprocess
import sys
from importlib import import_module
from pkgutil import iter_modules

import pytest

from local.cognito import api

MODULES = [one.name for one in iter_modules(api.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_a_modules_operations_are_those_that_it_is_asked_for(name):
    table = getattr(import_module(f"{api.__name__}.{name}"), "OPERATIONS", {})
    assert sorted(table) == sorted(api.SUBJECTS.get(name, ()))


def test_every_subject_is_a_module():
    assert set(api.SUBJECTS) <= set(MODULES)


def test_no_operation_is_two_modules():
    names = [name for names in api.SUBJECTS.values() for name in names]
    assert len(names) == len(set(names))


def test_an_engine_starts_without_them():
    program = "import sys, local.cognito.engine; print(*[name for name in sys.modules if name.startswith('local.')])"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    loaded = [name for name in found.stdout.split() if name.startswith(("local.cognito.api.", "local.cognito.auth"))]
    assert loaded == []
