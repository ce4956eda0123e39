"""A user pool's resource servers."""

from collections.abc import Mapping
from typing import Final

from local.former.operations.types import Amendment, Handler, Parameters, Result


def update_resource_server(parameters: Parameters, ministack: Handler) -> Result:
    """UpdateResourceServer: "If you don't provide a value for an attribute, it is set to the default value"."""
    return ministack({"Scopes": [], **parameters})


AMENDED: Final[Mapping[str, Amendment]] = {"UpdateResourceServer": update_resource_server}
