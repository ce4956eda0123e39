"""The Pulumi program: deploys what `Pulumi.<stack>.yaml` describes."""

import os

from components.program import deploy

# Where Cognito answers is the target's business: AWS's own names, unless the environment says otherwise.
deploy(
    endpoint_url=os.environ.get("AWS_ENDPOINT_URL"),
    endpoint_is_issuer=os.environ.get("COGNITO_LOCAL_ISSUER") == "true",
)
