"""Where a user pool sends its logs."""

from typing import Final

from local.cognito.call import Call
from local.cognito.errors import invalid
from local.cognito.validation.rules.rule import Table

DESTINATIONS: Final = ("CloudWatchLogsConfiguration", "FirehoseConfiguration", "S3Configuration")
LEVELS: Final = {"userNotification": "ERROR", "userAuthEvents": "INFO"}
"""Each kind of log has one level (LogConfigurationType)."""


def logs_fit(call: Call) -> None:
    """A kind of log is configured once, at its level, with one destination; message errors go to CloudWatch only."""
    seen = set()
    for log in call["LogConfigurations"]:
        source, destinations = log["EventSource"], [name for name in DESTINATIONS if log.get(name)]
        if source in seen:
            raise invalid(f"There can be one log configuration for the event source {source} only.")
        seen.add(source)
        if log["LogLevel"] != LEVELS[source]:
            raise invalid(f"The log level of the event source {source} must be {LEVELS[source]}.")
        if len(destinations) != 1:
            raise invalid(f"The log configuration for the event source {source} must have one destination.")
        if source == "userNotification" and destinations != ["CloudWatchLogsConfiguration"]:
            raise invalid(f"Logs of the event source {source} can be sent to CloudWatchLogsConfiguration only.")


RULES: Final[Table] = {"SetLogDeliveryConfiguration": (logs_fit,)}
