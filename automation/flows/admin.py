"""`admin`: AdminInitiateAuth with ADMIN_USER_PASSWORD_AUTH, a server-side sign-in with the account's own rights."""

from botocore.exceptions import BotoCoreError, ClientError

from automation.errors import DriverError
from automation.flows import FlowRequest
from automation.flows.secret_hash import secret_hash
from automation.tokens import TokenSet


def obtain(request: FlowRequest) -> TokenSet:
    """Sign in with AdminInitiateAuth. The access token carries the scope `aws.cognito.signin.user.admin` alone.

    Raises DriverError with Cognito's message, or naming a challenge that came instead of tokens.
    """
    client, credentials = request.client, request.credentials
    try:
        answer = request.cognito.admin_initiate_auth(
            UserPoolId=request.environment.user_pool_id,
            ClientId=client.client_id,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={
                "USERNAME": credentials.username,
                "PASSWORD": credentials.password,
                **secret_hash(client, credentials.username),
            },
        )
    except (ClientError, BotoCoreError) as error:
        raise DriverError(
            f"Signing in {credentials.username} at the app client {client.name} failed: {error}"
        ) from error
    if "ChallengeName" in answer:
        raise DriverError(
            f"Signing in {credentials.username} at the app client {client.name} needs one more step, "
            f"{answer['ChallengeName']}, which the flow admin can't answer."
        )
    result = answer["AuthenticationResult"]
    return TokenSet(
        access_token=result["AccessToken"],
        id_token=result.get("IdToken"),
        refresh_token=result.get("RefreshToken"),
        expires_in=result["ExpiresIn"],
    )
