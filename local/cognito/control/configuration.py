"""What a stack's configuration tells the engine: the functions of triggers, and ids that are known beforehand."""

from collections.abc import Mapping
from typing import Final

from local.cognito.control.requests import ControlRequest, Handler
from local.cognito.errors import CognitoError
from local.cognito.json_types import JsonObject


def show_functions(request: ControlRequest) -> JsonObject:
    """GET functions: names, handlers and folders. What they have in their environment isn't told."""
    from local.cognito.triggers.configuration import to_json

    listed = to_json(request.engine.triggers.functions)
    return {"functions": [{**one, "environment": sorted(one["environment"])} for one in listed]}


def set_functions(request: ControlRequest) -> JsonObject:
    """PUT functions: `{"functions": [...]}`, those of `triggers.configuration.to_json` and no others from now on."""
    from local.cognito.triggers.configuration import FunctionsConfigurationError, from_json

    try:
        functions = from_json(request.body.get("functions"))
    except FunctionsConfigurationError as error:
        raise CognitoError("InvalidParameterException", str(error)) from error
    request.engine.triggers.set_functions(functions)
    return show_functions(request)


def show_ids(request: ControlRequest) -> JsonObject:
    """GET ids."""
    return request.engine.known_ids.to_json()


def set_ids(request: ControlRequest) -> JsonObject:
    """PUT ids: `{"user_pools": {NAME: ID}, "clients": {NAME: ID}}`, and no others from now on."""
    request.engine.known_ids.set(request.body)
    return show_ids(request)


def show_providers(request: ControlRequest) -> JsonObject:
    """GET identity-providers: whom the test identity provider stands for, and its users."""
    return request.engine.test_providers.to_json()


def set_providers(request: ControlRequest) -> JsonObject:
    """PUT identity-providers: `{NAME: {"users": [...], "clients": [...]}}`, and no others from now on."""
    request.engine.test_providers.set(request.body)
    return show_providers(request)


def show_client_metadata_documents(request: ControlRequest) -> JsonObject:
    """GET client-metadata-documents: which file stands for which address."""
    return {url: str(file) for url, file in request.engine.client_metadata_files.items()}


def set_client_metadata_documents(request: ControlRequest) -> JsonObject:
    """PUT client-metadata-documents: `{ADDRESS: FILE}`, and no others from now on; files by their absolute paths."""
    from local.cognito.oauth.client_metadata.configuration import checked_files
    from local.cognito.oauth.client_metadata.errors import ClientMetadataError

    try:
        files = checked_files(request.body)
    except ClientMetadataError as error:
        raise CognitoError("InvalidParameterException", str(error)) from error
    request.engine.client_metadata_files = files
    return show_client_metadata_documents(request)


HANDLERS: Final[Mapping[tuple[str, str], Handler]] = {
    ("GET", "functions"): show_functions,
    ("PUT", "functions"): set_functions,
    ("GET", "identity-providers"): show_providers,
    ("PUT", "identity-providers"): set_providers,
    ("GET", "client-metadata-documents"): show_client_metadata_documents,
    ("PUT", "client-metadata-documents"): set_client_metadata_documents,
    ("GET", "ids"): show_ids,
    ("PUT", "ids"): set_ids,
}
