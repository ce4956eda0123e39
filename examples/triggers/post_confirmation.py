"""PostConfirmation: puts a new user into a group, by calling Cognito back."""

import boto3

cognito = boto3.client("cognito-idp")  # AWS_ENDPOINT_URL leads it to the local engine; on AWS there is none


def handler(event, context):
    if event["triggerSource"] == "PostConfirmation_ConfirmSignUp":
        cognito.admin_add_user_to_group(
            UserPoolId=event["userPoolId"], Username=event["userName"], GroupName="customers"
        )
    return event
