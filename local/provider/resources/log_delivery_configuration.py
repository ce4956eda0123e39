"""Where a user pool's logs go."""

from collections.abc import Iterator, Mapping
from typing import Any

from local.provider.operation import Operation
from local.provider.resource import Identity, Import, Resource
from local.provider.values import Properties

_KEYS = {"UserPoolId": "userPoolId"}
_RESULT = "LogDeliveryConfiguration"


class LogDeliveryConfiguration(Resource):
    """The destinations of a pool's logs."""

    kind = "aws:cognito/logDeliveryConfiguration:LogDeliveryConfiguration"
    label = "log delivery configuration"
    inputs = ("logConfigurations", "userPoolId")
    required = frozenset({"logConfigurations", "userPoolId"})
    identity = Identity(frozenset({"userPoolId"}), template="{userPoolId}", imported=Import(("userPoolId",)))
    create = Operation("SetLogDeliveryConfiguration", result=_RESULT)
    reads = (Operation("GetLogDeliveryConfiguration", keys=_KEYS, result=_RESULT),)
    update = Operation("SetLogDeliveryConfiguration", keys=_KEYS, result=_RESULT)
    delete = Operation("SetLogDeliveryConfiguration", keys=_KEYS, fixed={"LogConfigurations": []})

    def mistakes(self, inputs: Properties) -> Iterator[tuple[str, str]]:
        """There is a destination."""
        logs: Any = inputs.get("logConfigurations")
        if isinstance(logs, list) and not logs:
            yield "logConfigurations", "must not be empty"

    def exists(self, answer: Mapping[str, Any], properties: Properties) -> bool:
        """Whether there is a destination."""
        del properties
        return bool(answer.get("LogConfigurations"))
