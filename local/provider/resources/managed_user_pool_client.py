"""User pool clients that an AWS service made, and that the program takes over."""

import re
from collections.abc import Iterator

from botocore.model import ServiceModel

from local.provider.errors import ProviderError
from local.provider.operation import ApiCall, Call
from local.provider.resource import Update
from local.provider.resources.user_pool_client import SHARED_INPUTS, UserPoolClient, clients_of_pool
from local.provider.values import Properties, is_unknown


class ManagedUserPoolClient(UserPoolClient):
    """A client that belongs to the service that made it: its name is that one's, and it is never deleted."""

    kind = "aws:cognito/managedUserPoolClient:ManagedUserPoolClient"
    label = "managed user pool client"
    inputs = (*SHARED_INPUTS, "namePattern", "namePrefix")
    outputs = ("clientSecret", "name")
    autonamed = False
    write_only = frozenset({"namePattern", "namePrefix"})
    separately = frozenset({"namePattern", "namePrefix"})
    create = UserPoolClient.update
    delete = None
    taken_over = True

    def mistakes(self, inputs: Properties) -> Iterator[tuple[str, str]]:
        """It is found by one of two."""
        if len({"namePattern", "namePrefix"} & inputs.keys()) != 1:
            yield "namePrefix", "or namePattern must be given, but not both, to choose the client"
        pattern = inputs.get("namePattern")
        if isinstance(pattern, str) and not is_unknown(pattern) and not _is_pattern(pattern):
            yield "namePattern", "must be a regular expression"

    def found_id(self, call: Call, inputs: Properties) -> str:
        """The id of the one client of the pool with such a name. Raises ProviderError."""
        prefix = re.escape(inputs["namePrefix"]) if "namePrefix" in inputs else ""
        wanted = re.compile(prefix or inputs["namePattern"])
        matches = wanted.match if prefix else wanted.search
        clients = clients_of_pool(call, inputs["userPoolId"])
        found = [client["ClientId"] for client in clients if matches(client["ClientName"])]
        if len(found) != 1:
            how = "no client" if not found else f"{len(found)} clients"
            raise ProviderError(f"user pool {inputs['userPoolId']} has {how} with such a name; exactly one is needed")
        return str(found[0])

    def update_calls(self, model: ServiceModel, update: Update, main: list[ApiCall]) -> list[ApiCall]:
        """The name goes along as it is."""
        calls = super().update_calls(model, update, main)
        return [ApiCall(call.operation, call.parameters | {"ClientName": update.old["name"]}) for call in calls]


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True
