"""Terms documents of an app client, as stored configuration: terms of use, and a privacy policy."""

import uuid
from collections.abc import Iterator, Mapping
from typing import Final

from local.cognito.api import paging
from local.cognito.call import Call, Handler
from local.cognito.errors import CognitoError, not_found
from local.cognito.json_types import JsonObject, copied
from local.cognito.store.pools import AppClient, UserPool

SETTINGS: Final = ("TermsName", "TermsSource", "Enforcement", "Links")
LISTED: Final = ("TermsId", "TermsName", "Enforcement", "CreationDate", "LastModifiedDate")


def create_terms(call: Call) -> JsonObject:
    """CreateTerms: one document of a name per client."""
    client, now = call.client, call.moment
    _not_taken(client, call["TermsName"])
    terms = {
        "TermsId": str(uuid.uuid4()),
        "UserPoolId": client.pool_id,
        "ClientId": client.id,
        "Links": {},
        **_given(call),
        "CreationDate": now,
        "LastModifiedDate": now,
    }
    client.terms.append(terms)
    call.save(client)
    return {"Terms": copied(terms)}


def update_terms(call: Call) -> JsonObject:
    """UpdateTerms: what isn't given stays."""
    client, terms = _found(call)
    given = _given(call)
    if given.get("TermsName", terms["TermsName"]) != terms["TermsName"]:
        _not_taken(client, given["TermsName"])
    terms |= {**given, "LastModifiedDate": call.moment}
    call.save(client)
    return {"Terms": copied(terms)}


def describe_terms(call: Call) -> JsonObject:
    """DescribeTerms."""
    return {"Terms": copied(_found(call)[1])}


def describe_terms_by_client(call: Call) -> JsonObject:
    """DescribeTermsByClient."""
    client = call.client
    for terms in client.terms:
        if terms["TermsName"] == call["TermsName"]:
            return {"Terms": copied(terms)}
    raise not_found(f"Terms {call['TermsName']} do not exist for client {client.id}.")


def delete_terms(call: Call) -> JsonObject:
    """DeleteTerms."""
    client, terms = _found(call)
    client.terms.remove(terms)
    call.save(client)
    return {}


def list_terms(call: Call) -> JsonObject:
    """ListTerms, of all the pool's app clients."""
    return paging.answer(call, [terms for _, terms in _all(call.pool)], "Terms", _listed)


def _listed(terms: JsonObject) -> JsonObject:
    return {name: terms[name] for name in LISTED}


def _given(call: Call) -> JsonObject:
    return {name: copied(call[name]) for name in SETTINGS if call.get(name) is not None}


def _all(pool: UserPool) -> Iterator[tuple[AppClient, JsonObject]]:
    for client in pool.clients.values():
        for terms in client.terms:
            yield client, terms


def _found(call: Call) -> tuple[AppClient, JsonObject]:
    for client, terms in _all(call.pool):
        if terms["TermsId"] == call["TermsId"]:
            return client, terms
    raise not_found(f"Terms {call['TermsId']} do not exist.")


def _not_taken(client: AppClient, name: str) -> None:
    if any(terms["TermsName"] == name for terms in client.terms):
        raise CognitoError("TermsExistsException", f"Terms {name} already exist for client {client.id}.")


OPERATIONS: Final[Mapping[str, Handler]] = {
    "CreateTerms": create_terms,
    "UpdateTerms": update_terms,
    "DescribeTerms": describe_terms,
    "DescribeTermsByClient": describe_terms_by_client,
    "DeleteTerms": delete_terms,
    "ListTerms": list_terms,
}
