"""Tables of operations whose modules are imported when they are asked for first.

Importing them all takes as long as the rest of an engine's start.
"""

from collections.abc import Mapping
from importlib import import_module

from local.cognito.call import Call, Handler
from local.cognito.json_types import JsonObject

Subjects = Mapping[str, tuple[str, ...]]
"""Operations by the module that has them in its table `OPERATIONS`."""


def operations_of(package: str, subjects: Subjects) -> Mapping[str, Handler]:
    """The operations of a package's modules, by name."""
    return {name: _operation(f"{package}.{module}", name) for module, names in subjects.items() for name in names}


def _operation(module: str, name: str) -> Handler:
    imported: list[Handler] = []

    def handler(call: Call) -> JsonObject:
        if not imported:
            table: Mapping[str, Handler] = import_module(module).OPERATIONS
            imported.append(table[name])
        return imported[0](call)

    return handler
