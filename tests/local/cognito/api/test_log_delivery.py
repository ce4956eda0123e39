"""API reference: SetLogDeliveryConfiguration, GetLogDeliveryConfiguration, LogDeliveryConfigurationType."""

from local.cognito.engine import Engine
from tests.local.cognito.world import World

NOTIFICATIONS = {
    "LogLevel": "ERROR",
    "EventSource": "userNotification",
    "CloudWatchLogsConfiguration": {"LogGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:cognito"},
}
SIGN_INS = {
    "LogLevel": "INFO",
    "EventSource": "userAuthEvents",
    "S3Configuration": {"BucketArn": "arn:aws:s3:::logs"},
}


def test_a_pool_has_none_at_first(world: World) -> None:
    found = world.of_pool("GetLogDeliveryConfiguration")["LogDeliveryConfiguration"]
    assert found == {"UserPoolId": world.pool_id, "LogConfigurations": []}


def test_what_was_set_is_got_and_replaced(engine: Engine) -> None:
    world = World.with_pool(engine, UserPoolTier="PLUS")
    for logs in ([NOTIFICATIONS, SIGN_INS], [SIGN_INS], []):
        expected = {"LogDeliveryConfiguration": {"UserPoolId": world.pool_id, "LogConfigurations": logs}}
        assert world.of_pool("SetLogDeliveryConfiguration", LogConfigurations=logs) == expected
        assert world.of_pool("GetLogDeliveryConfiguration") == expected
