"""PostAuthentication: writes down who has signed in from a new device."""

import logging

logger = logging.getLogger()
logger.setLevel(logging.INFO)


def handler(event, context):
    if event["request"]["newDeviceUsed"]:
        logger.info("%s has signed in from a new device", event["userName"])
    return event
