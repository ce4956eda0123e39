"""The environment variables of a function's process.

Chosen one by one: what the engine itself was started with (its key, the caller's AWS credentials and profiles) is none
of a function's business, unless whoever calls passes it on.
"""

import os
from collections.abc import Mapping
from typing import Final

from local.cognito.triggers.functions import LATEST, LocalFunction

_PASSED_ON: Final = frozenset(
    {
        *("PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "TZ", "LANG", "LANGUAGE"),
        *("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"),
        *("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"),
    }
)
_DEFAULT_REGION: Final = "us-east-1"
_MEMORY_MB: Final = "128"


def function_environment(function: LocalFunction, variables: Mapping[str, str], region: str = "") -> dict[str, str]:
    """What the process of `function` gets; `variables` lead to the engine, `region` is that of the function's ARN.

    "Defined runtime environment variables" of Lambda can't be set by the function's own, the rest can.
    """
    kept = {name: value for name, value in os.environ.items() if name in _PASSED_ON or name.startswith("LC_")}
    chosen = {**kept, **variables, **function.environment}
    region = region or variables.get("AWS_REGION") or variables.get("AWS_DEFAULT_REGION") or _DEFAULT_REGION
    return {
        **chosen,
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_LAMBDA_FUNCTION_NAME": function.short_name,
        "AWS_LAMBDA_FUNCTION_VERSION": LATEST,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": _MEMORY_MB,
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{function.short_name}",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "_HANDLER": function.handler,
        "LAMBDA_TASK_ROOT": str(function.folder),
        "PYTHONDONTWRITEBYTECODE": "1",  # compiled files are trusted by second and size: an edit could be missed
    }
