"""docs/errors.md has every code that programs can meet."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import requests
from botocore.exceptions import ClientError, EndpointConnectionError

import automation
import components
import local
from automation.errors import described
from cognito_model.errors import UserFacingError

PAGE = Path(__file__).parents[2] / "docs" / "errors.md"
NOT_IMPORTED = ("local.cognito.triggers.runtime", "automation.run", "automation.pytest_plugin")
"""What runs as a program, or in others' processes."""
OTHERS = (
    ClientError({"Error": {"Code": "ResourceNotFoundException", "Message": "gone"}}, "DescribeUserPool"),
    ClientError({"Error": {"Code": "TooManyRequestsException", "Message": "slower"}}, "DescribeUserPool"),
    EndpointConnectionError(endpoint_url="http://127.0.0.1:1"),
    requests.ConnectionError(),
    RecursionError(),
    OSError("disk"),
    ValueError("unforeseen"),
)
"""Of other libraries' classes, each told in a way of its own."""


def import_everything() -> None:
    for package in (automation, components, local):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.startswith(NOT_IMPORTED) and not module.name.endswith("__main__"):
                importlib.import_module(module.name)


def kinds(of: type[UserFacingError]) -> Iterator[type[UserFacingError]]:
    yield of
    for kind in of.__subclasses__():
        if kind.__module__.split(".")[0] != "tests":
            yield from kinds(kind)


def test_every_code_is_listed_with_its_exit_code():
    import_everything()
    rows = re.findall(r"^\| `(\w+)` \| (\d?) ?\|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    listed = {code: int(exit_code) for code, exit_code in rows if exit_code}

    found = {kind.code: kind.exit_code for kind in kinds(UserFacingError)}
    found |= {described(error)[0]: 1 for error in OTHERS}

    assert listed == found
    assert ("invalid_request", "") in rows  # of `serve`
