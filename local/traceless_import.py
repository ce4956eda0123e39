"""Imports a module of this program into a process that runs somebody else's program.

The program may have a package of the same name, so the module is in neither `sys.modules` nor `sys.path` afterwards.
Scripts read this file with `runpy`, because they are started outside of any package: standard library only.
"""

import importlib
import sys
from pathlib import Path
from types import ModuleType


def import_without_trace(name: str) -> ModuleType:
    """Import the module of that full name, which is in the same top-level package as this file."""
    package = name.partition(".")[0]
    root = next(str(folder.parent) for folder in Path(__file__).absolute().parents if folder.name == package)
    sys.path.insert(0, root)
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(root)
        for left in [module for module in sys.modules if module.partition(".")[0] == package]:
            del sys.modules[left]
