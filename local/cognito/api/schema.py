"""A user pool's own attributes, added later."""

from collections.abc import Mapping
from typing import Final

from local.cognito.call import Call, Handler
from local.cognito.configuration.schema import custom_attribute
from local.cognito.errors import CognitoError
from local.cognito.json_types import JsonObject


def add_custom_attributes(call: Call) -> JsonObject:
    """AddCustomAttributes: not while users are imported, whose file has a column for each attribute."""
    pool = call.pool
    if any(job.running for job in pool.import_jobs.values()):
        message = "Cannot add custom attributes while a user import job is in progress."
        raise CognitoError("UserImportInProgressException", message)
    pool.schema = [*pool.schema, *(custom_attribute(given) for given in call["CustomAttributes"])]
    pool.modified = call.moment
    call.save(pool)
    return {}


OPERATIONS: Final[Mapping[str, Handler]] = {"AddCustomAttributes": add_custom_attributes}
