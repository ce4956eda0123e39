"""Where a user pool sends its logs, as stored configuration: nothing is delivered."""

from collections.abc import Mapping
from typing import Final

from local.former.operations.lookup import pool_of
from local.former.operations.types import Handler, Parameters, Result

LOGS: Final = "_LogConfigurations"


def set_log_delivery_configuration(parameters: Parameters) -> Result:
    """SetLogDeliveryConfiguration: what was there is replaced."""
    pool_of(parameters)[LOGS] = parameters["LogConfigurations"]
    return get_log_delivery_configuration(parameters)


def get_log_delivery_configuration(parameters: Parameters) -> Result:
    """GetLogDeliveryConfiguration."""
    pool = pool_of(parameters)
    return {"LogDeliveryConfiguration": {"UserPoolId": pool["Id"], "LogConfigurations": pool.get(LOGS, [])}}


ADDED: Final[Mapping[str, Handler]] = {
    "SetLogDeliveryConfiguration": set_log_delivery_configuration,
    "GetLogDeliveryConfiguration": get_log_delivery_configuration,
}
