"""The AWS client of dynamic resources, with the credentials and addresses of Pulumi's configuration (`aws:`).

Pulumi hands a dynamic resource's process the stack's configuration, so nothing of it is part of the stack's state. What
isn't configured is the AWS SDK's: its variables, its files, the role of the machine.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

Configuration: TypeAlias = Mapping[str, Any]
"""Pulumi's `aws:` configuration without the prefix, as `aws_configuration` reads it."""

SERVICE: Final = "cognito-idp"
_PLAIN: Final = (
    *("accessKey", "secretKey", "token", "profile", "stsRegion", "maxRetries"),
    *("customCaBundle", "httpProxy", "httpsProxy"),
)
_FLAGS: Final = ("insecure", "useFipsEndpoint", "useDualstackEndpoint")
_STRUCTURES: Final = (
    *("assumeRole", "assumeRoles", "assumeRoleWithWebIdentity", "endpoints"),
    *("sharedConfigFiles", "sharedCredentialsFiles"),
)
KEYS: Final = (*_PLAIN, *_FLAGS, *_STRUCTURES)
"""What is understood of the official provider's configuration. The region is that of the pool's id."""
_ENDPOINT_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    SERVICE: ("cognitoidp", "cognitoidentityprovider"),
    "sts": ("sts",),
}
_DURATION: Final = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")
_SECONDS: Final = (3600, 60, 1)
_SESSION: Final = "pulumi"
_ATTEMPTS: Final = 8
_ROLE_PARAMETERS: Final[Mapping[str, str]] = {
    "roleArn": "RoleArn",
    "externalId": "ExternalId",
    "policy": "Policy",
    "sourceIdentity": "SourceIdentity",
    "transitiveTagKeys": "TransitiveTagKeys",
    "webIdentityToken": "WebIdentityToken",
}


class AwsConfigurationError(Exception):
    """Something in Pulumi's configuration of AWS can't be read."""


def aws_configuration(get: Any) -> dict[str, Any]:
    """What Pulumi's configuration says of AWS.

    Args:
        get: a configuration's text by its key, such as `aws:profile`; None where there is none.

    Raises:
        AwsConfigurationError: a structure isn't JSON.

    """
    found: dict[str, Any] = {}
    for key in KEYS:
        value = get(f"aws:{key}")
        if value is not None and value != "":
            found[key] = _read(key, value)
    return found


def cognito_client(region: str, configuration: Configuration) -> Any:
    """boto3's client of a region's user pools, with the configured credentials.

    Raises:
        AwsConfigurationError: they can't be read.
        botocore.exceptions.BotoCoreError, ClientError: a role can't be assumed.

    """
    return _client(_assumed(_session(configuration), region, configuration), SERVICE, region, configuration)


def _read(key: str, value: Any) -> Any:
    if key in _FLAGS:
        return str(value).lower() == "true"
    if key in _STRUCTURES and isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            raise AwsConfigurationError(f"aws:{key} in Pulumi's configuration is not valid JSON.") from None
    return value


def _session(configuration: Configuration) -> Any:
    """The session that the first role, if any, is assumed with."""
    import boto3  # noqa: PLC0415 - the program that registers the resource doesn't need it
    import botocore.session  # noqa: PLC0415

    inner = botocore.session.Session()
    for key, variable in (("sharedConfigFiles", "config_file"), ("sharedCredentialsFiles", "credentials_file")):
        if path := _only_file(key, configuration):
            inner.set_config_variable(variable, path)
    if (access_key := configuration.get("accessKey")) and (secret_key := configuration.get("secretKey")):
        inner.set_credentials(str(access_key), str(secret_key), configuration.get("token"))
        return boto3.Session(botocore_session=inner)
    return boto3.Session(botocore_session=inner, profile_name=configuration.get("profile") or None)


def _only_file(key: str, configuration: Configuration) -> str | None:
    """The path of a shared file; the SDK for Python reads one of a kind."""
    files = configuration.get(key) or ()
    paths = [files] if isinstance(files, str) else list(files)
    if len(paths) > 1:
        raise AwsConfigurationError(
            f"aws:{key} in Pulumi's configuration has {len(paths)} files, but the resources for settings that "
            "Pulumi's provider lacks can only read one. Merge the files."
        )
    return str(paths[0]) if paths else None


def _assumed(session: Any, region: str, configuration: Configuration) -> Any:
    """The session of the last role, each assumed with the one before (`aws:assumeRoles`)."""
    for role in _roles(configuration):
        parameters = _role_parameters(role)
        sts = _client(session, "sts", str(configuration.get("stsRegion") or region), configuration)
        by_token = "WebIdentityToken" in parameters
        assume = sts.assume_role_with_web_identity if by_token else sts.assume_role
        session = _with_credentials(assume(**parameters)["Credentials"])
    return session


def _roles(configuration: Configuration) -> list[Mapping[str, Any]]:
    chained = configuration.get("assumeRoles") or configuration.get("assumeRole") or ()
    first = configuration.get("assumeRoleWithWebIdentity")
    roles = [*([first] if first else ()), *([chained] if isinstance(chained, Mapping) else chained)]
    return [role for role in roles if role.get("roleArn")]


def _role_parameters(role: Mapping[str, Any]) -> dict[str, Any]:
    parameters = {name: role[key] for key, name in _ROLE_PARAMETERS.items() if role.get(key)}
    parameters["RoleSessionName"] = str(role.get("sessionName") or _SESSION)
    if role.get("webIdentityTokenFile"):
        with open(role["webIdentityTokenFile"], encoding="utf-8") as file:  # noqa: PTH123 - a path of the user's own
            parameters["WebIdentityToken"] = file.read().strip()
    if role.get("policyArns"):
        parameters["PolicyArns"] = [{"arn": arn} for arn in role["policyArns"]]
    if role.get("tags"):
        parameters["Tags"] = [{"Key": key, "Value": value} for key, value in role["tags"].items()]
    if role.get("duration"):
        parameters["DurationSeconds"] = _seconds(str(role["duration"]))
    return parameters


def _seconds(duration: str) -> int:
    """Of a duration as Go writes it, such as `1h30m`."""
    found = _DURATION.fullmatch(duration)
    if found is None or not duration:
        raise AwsConfigurationError(
            f"The duration {duration!r} of a role in Pulumi's configuration isn't a duration such as 1h."
        )
    return sum(int(amount or 0) * unit for amount, unit in zip(found.groups(), _SECONDS, strict=True))


def _with_credentials(given: Mapping[str, Any]) -> Any:
    import boto3  # noqa: PLC0415

    return boto3.Session(
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
    )


def _client(session: Any, service: str, region: str, configuration: Configuration) -> Any:
    from botocore.config import Config  # noqa: PLC0415

    retries = configuration.get("maxRetries")
    proxies = {
        scheme: configuration[f"{scheme}Proxy"] for scheme in ("http", "https") if f"{scheme}Proxy" in configuration
    }
    config = Config(
        retries={"mode": "standard", "total_max_attempts": _ATTEMPTS if retries is None else 1 + int(retries)},
        proxies=proxies or None,
        use_fips_endpoint=configuration.get("useFipsEndpoint"),
        use_dualstack_endpoint=configuration.get("useDualstackEndpoint"),
    )
    verify = False if configuration.get("insecure") else configuration.get("customCaBundle")
    return session.client(
        service, region_name=region, config=config, verify=verify, endpoint_url=_endpoint(service, configuration)
    )


def _endpoint(service: str, configuration: Configuration) -> str | None:
    endpoints: Any = configuration.get("endpoints") or ()
    groups: Sequence[Mapping[str, Any]] = [endpoints] if isinstance(endpoints, Mapping) else endpoints
    found = (group.get(name) for group in groups for name in _ENDPOINT_NAMES[service])
    return next((str(url) for url in found if url), None)
