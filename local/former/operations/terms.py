"""Terms documents of an app client, as stored configuration: terms of use, and a privacy policy."""

import time
import uuid
from collections.abc import Iterator, Mapping
from typing import Any, Final

from local.former import state
from local.former.errors import CognitoError
from local.former.operations.lookup import client_of, not_found, pool_of
from local.former.operations.paging import page
from local.former.operations.types import Handler, Parameters, Result

TERMS: Final = "_Terms"
"""Where an app client has its documents, by their ids: they go with their client."""
SETTINGS: Final = ("TermsName", "TermsSource", "Enforcement", "Links")
LISTED: Final = ("TermsId", "TermsName", "Enforcement", "CreationDate", "LastModifiedDate")


def create_terms(parameters: Parameters) -> Result:
    """CreateTerms: one document of a name per client."""
    pool = pool_of(parameters)
    client = client_of(pool, parameters)
    _not_taken(client, parameters["TermsName"])
    now = time.time()
    terms: dict[str, Any] = {
        "TermsId": str(uuid.uuid4()),
        "UserPoolId": pool["Id"],
        "ClientId": client["ClientId"],
        "Links": {},
        **{name: parameters[name] for name in SETTINGS if name in parameters},
        "CreationDate": now,
        "LastModifiedDate": now,
    }
    client.setdefault(TERMS, {})[terms["TermsId"]] = terms
    return {"Terms": terms}


def update_terms(parameters: Parameters) -> Result:
    """UpdateTerms."""
    client, terms = _terms(parameters)
    if parameters.get("TermsName", terms["TermsName"]) != terms["TermsName"]:
        _not_taken(client, parameters["TermsName"])
    terms |= {name: parameters[name] for name in SETTINGS if name in parameters}
    terms["LastModifiedDate"] = time.time()
    return {"Terms": terms}


def describe_terms(parameters: Parameters) -> Result:
    """DescribeTerms."""
    return {"Terms": _terms(parameters)[1]}


def describe_terms_by_client(parameters: Parameters) -> Result:
    """DescribeTermsByClient."""
    client = client_of(pool_of(parameters), parameters)
    for terms in client.get(TERMS, {}).values():
        if terms["TermsName"] == parameters["TermsName"]:
            return {"Terms": terms}
    raise not_found(f"Terms {parameters['TermsName']} do not exist for client {client['ClientId']}.")


def delete_terms(parameters: Parameters) -> Result:
    """DeleteTerms."""
    client, terms = _terms(parameters)
    del client[TERMS][terms["TermsId"]]
    return {}


def list_terms(parameters: Parameters) -> Result:
    """ListTerms, of all the pool's app clients."""
    listed = [{name: terms[name] for name in LISTED} for _client, terms in _all(pool_of(parameters))]
    return page(listed, parameters, "Terms", limit="MaxResults")


def _all(pool: state.Pool) -> Iterator[tuple[state.Client, dict[str, Any]]]:
    for client in pool["_clients"].values():
        for terms in client.get(TERMS, {}).values():
            yield client, terms


def _terms(parameters: Parameters) -> tuple[state.Client, dict[str, Any]]:
    for client, terms in _all(pool_of(parameters)):
        if terms["TermsId"] == parameters["TermsId"]:
            return client, terms
    raise not_found(f"Terms {parameters['TermsId']} do not exist.")


def _not_taken(client: state.Client, name: str) -> None:
    if any(terms["TermsName"] == name for terms in client.get(TERMS, {}).values()):
        raise CognitoError("TermsExistsException", f"Terms {name} already exist for client {client['ClientId']}.")


ADDED: Final[Mapping[str, Handler]] = {
    "CreateTerms": create_terms,
    "UpdateTerms": update_terms,
    "DescribeTerms": describe_terms,
    "DescribeTermsByClient": describe_terms_by_client,
    "DeleteTerms": delete_terms,
    "ListTerms": list_terms,
}
