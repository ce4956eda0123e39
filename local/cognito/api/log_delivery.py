"""Where a user pool sends its logs, as stored configuration: nothing is delivered."""

from collections.abc import Mapping
from typing import Final

from local.cognito.call import Call, Handler
from local.cognito.json_types import JsonObject, copied


def set_log_delivery_configuration(call: Call) -> JsonObject:
    """SetLogDeliveryConfiguration: what was there is replaced."""
    pool = call.pool
    pool.log_configurations = copied(call["LogConfigurations"])
    call.save(pool)
    return get_log_delivery_configuration(call)


def get_log_delivery_configuration(call: Call) -> JsonObject:
    """GetLogDeliveryConfiguration."""
    pool = call.pool
    configurations = copied(pool.log_configurations)
    return {"LogDeliveryConfiguration": {"UserPoolId": pool.id, "LogConfigurations": configurations}}


OPERATIONS: Final[Mapping[str, Handler]] = {
    "SetLogDeliveryConfiguration": set_log_delivery_configuration,
    "GetLogDeliveryConfiguration": get_log_delivery_configuration,
}
