"""API reference: Create-, Update-, Describe-, Describe…ByClient, Delete- and ListTerms; TermsType."""

from typing import Any

import pytest

LINKS = {"cognito:default": "https://example.com/terms", "cognito:french": "https://example.com/fr/terms"}
USE = {"TermsName": "terms-of-use", "TermsSource": "LINK", "Enforcement": "NONE", "Links": LINKS}


def create(cognito: Any, pool: str, client: str, **settings: Any) -> Any:
    return cognito.create_terms(UserPoolId=pool, ClientId=client, **{**USE, **settings})["Terms"]


def test_terms_are_described_as_they_were_made_by_their_id_and_by_their_client(cognito, pool, client):
    made = create(cognito, pool, client)
    assert made.items() >= {**USE, "UserPoolId": pool, "ClientId": client}.items()
    assert cognito.describe_terms(UserPoolId=pool, TermsId=made["TermsId"])["Terms"] == made
    by_client = cognito.describe_terms_by_client(UserPoolId=pool, ClientId=client, TermsName="terms-of-use")
    assert by_client["Terms"] == made


def test_a_client_has_one_document_of_a_name(cognito, pool, client):
    create(cognito, pool, client)
    with pytest.raises(cognito.exceptions.TermsExistsException):
        create(cognito, pool, client)
    policy = create(cognito, pool, client, TermsName="privacy-policy")["TermsId"]
    with pytest.raises(cognito.exceptions.TermsExistsException):
        cognito.update_terms(UserPoolId=pool, TermsId=policy, TermsName="terms-of-use")


def test_an_update_changes_what_it_is_given(cognito, pool, client):
    made = create(cognito, pool, client)
    links = {"cognito:default": "https://example.com/new"}
    updated = cognito.update_terms(UserPoolId=pool, TermsId=made["TermsId"], Links=links)["Terms"]
    assert updated == {**made, "Links": links, "LastModifiedDate": updated["LastModifiedDate"]}
    assert updated["LastModifiedDate"] > made["LastModifiedDate"]


def test_they_are_listed_page_by_page_and_gone_when_they_are_deleted(cognito, pool, client):
    ids = [create(cognito, pool, client, TermsName=name)["TermsId"] for name in ("terms-of-use", "privacy-policy")]
    first = cognito.list_terms(UserPoolId=pool, MaxResults=1)
    last = cognito.list_terms(UserPoolId=pool, MaxResults=1, NextToken=first["NextToken"])
    assert [terms["TermsId"] for page in (first, last) for terms in page["Terms"]] == ids
    assert "NextToken" not in last
    cognito.delete_terms(UserPoolId=pool, TermsId=ids[0])
    with pytest.raises(cognito.exceptions.ResourceNotFoundException):
        cognito.describe_terms(UserPoolId=pool, TermsId=ids[0])
    with pytest.raises(cognito.exceptions.ResourceNotFoundException):
        cognito.describe_terms_by_client(UserPoolId=pool, ClientId=client, TermsName="terms-of-use")
    assert len(cognito.list_terms(UserPoolId=pool)["Terms"]) == 1
