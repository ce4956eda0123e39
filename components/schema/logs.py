"""Where a pool's logs go."""

from collections.abc import Iterator
from typing import Final

from cognito_model.tiers import BELOW_PLUS, DEFAULT
from components.checking.keys import (
    entry,
    table,
)
from components.checking.problems import UNKNOWN, Problem
from components.checking.view import Known, blocks

CLOUD_WATCH_LOGS: Final = table(
    "CloudWatchLogsConfigurationArgs",
    "A CloudWatch log group.",
    entry("log_group_arn", "ArnType", "The log group's ARN.", required=True),
)

FIREHOSE: Final = table(
    "FirehoseConfigurationArgs",
    "A Firehose stream.",
    entry("stream_arn", "ArnType", "The stream's ARN.", required=True),
)

S3: Final = table(
    "S3ConfigurationArgs",
    "An S3 bucket.",
    entry("bucket_arn", "S3ArnType", "The bucket's ARN.", required=True),
)

LOG_CONFIGURATION: Final = table(
    "LogConfigurationArgs",
    "The destination of one kind of log: one of the three.",
    entry("cloud_watch_logs_configuration", CLOUD_WATCH_LOGS, "A log group.", words="not"),
    entry(
        "event_source",
        "EventSourceName",
        "userNotification (delivery errors) or userAuthEvents (threat protection; PLUS).",
        required=True,
    ),
    entry("firehose_configuration", FIREHOSE, "A stream; userAuthEvents only.", words="not"),
    entry("log_level", "LogLevel", "ERROR for userNotification, INFO for userAuthEvents.", required=True),
    entry("s3_configuration", S3, "A bucket; userAuthEvents only.", words="not"),
)


_DESTINATIONS: Final = ("cloud_watch_logs_configuration", "firehose_configuration", "s3_configuration")
_LEVELS: Final = {"userNotification": "ERROR", "userAuthEvents": "INFO"}


def logs_go_to_one_place(auth: Known) -> Iterator[Problem]:
    """A log has one destination; delivery errors go to CloudWatch alone (LogConfigurationType)."""
    for path, log in blocks(auth, "log_configurations"):
        said = [key for key in _DESTINATIONS if key in log]
        if len(said) != 1:
            yield Problem(path, f"must have exactly one of {', '.join(_DESTINATIONS)}")
        elif log.get("event_source") == "userNotification" and said != ["cloud_watch_logs_configuration"]:
            yield Problem(f"{path}.{said[0]}", "is for userAuthEvents; use cloud_watch_logs_configuration")


def log_levels_fit(auth: Known) -> Iterator[Problem]:
    """UserNotification is logged at ERROR, userAuthEvents at INFO and on PLUS (LogConfigurationType)."""
    for path, log in blocks(auth, "log_configurations"):
        source, level = log.get("event_source", UNKNOWN), log.get("log_level", UNKNOWN)
        if UNKNOWN not in {source, level} and level != _LEVELS[source]:
            yield Problem(f"{path}.log_level", f"must be {_LEVELS[source]} for {source}", level, _LEVELS[source])
        if source == "userAuthEvents" and auth.get("user_pool_tier", DEFAULT) in BELOW_PLUS:
            yield Problem(f"{path}.event_source", "needs user_pool_tier PLUS", source, "userNotification")


RULES = (logs_go_to_one_place, log_levels_fit)
