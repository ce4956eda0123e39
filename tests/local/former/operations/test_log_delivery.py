"""API reference: SetLogDeliveryConfiguration, GetLogDeliveryConfiguration, LogDeliveryConfigurationType."""

import pytest

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


def test_a_pool_has_none_at_first(cognito, pool):
    found = cognito.get_log_delivery_configuration(UserPoolId=pool)["LogDeliveryConfiguration"]
    assert found == {"UserPoolId": pool, "LogConfigurations": []}


def test_what_was_set_is_got_and_replaced(cognito, make_pool):
    pool = make_pool(UserPoolTier="PLUS")
    for logs in ([NOTIFICATIONS, SIGN_INS], [SIGN_INS], []):
        expected = {"UserPoolId": pool, "LogConfigurations": logs}
        made = cognito.set_log_delivery_configuration(UserPoolId=pool, LogConfigurations=logs)
        assert made["LogDeliveryConfiguration"] == expected
        got = cognito.get_log_delivery_configuration(UserPoolId=pool)
        assert got["LogDeliveryConfiguration"] == expected


def test_the_pool_must_exist(cognito):
    with pytest.raises(cognito.exceptions.ResourceNotFoundException, match="us-east-1_Nowhere00 does not exist"):
        cognito.get_log_delivery_configuration(UserPoolId="us-east-1_Nowhere00")
    with pytest.raises(cognito.exceptions.ResourceNotFoundException):
        cognito.set_log_delivery_configuration(UserPoolId="us-east-1_Nowhere00", LogConfigurations=[NOTIFICATIONS])
