"""API reference: Create-, Update-, Describe-, Describe…ByClient, Delete- and ListTerms; TermsType."""

from typing import Any

from tests.local.cognito.world import World, error_of

LINKS = {"cognito:default": "https://example.com/terms", "cognito:french": "https://example.com/fr/terms"}
USE = {"TermsName": "terms-of-use", "TermsSource": "LINK", "Enforcement": "NONE", "Links": LINKS}


def create(world: World, **settings: Any) -> dict[str, Any]:
    return dict(world.of_pool("CreateTerms", ClientId=world.client_id, **{**USE, **settings})["Terms"])


def test_terms_are_described_as_they_were_made_by_their_id_and_by_their_client(world: World) -> None:
    made = create(world)
    assert made.items() >= {**USE, "UserPoolId": world.pool_id, "ClientId": world.client_id}.items()
    assert world.of_pool("DescribeTerms", TermsId=made["TermsId"])["Terms"] == made
    by_client = world.of_pool("DescribeTermsByClient", ClientId=world.client_id, TermsName="terms-of-use")
    assert by_client["Terms"] == made


def test_a_client_has_one_document_of_a_name(world: World) -> None:
    create(world)
    assert error_of(create, world)[0] == "TermsExistsException"
    policy = create(world, TermsName="privacy-policy")["TermsId"]
    code, _ = error_of(world.of_pool, "UpdateTerms", TermsId=policy, TermsName="terms-of-use")
    assert code == "TermsExistsException"


def test_an_update_changes_what_it_is_given(world: World) -> None:
    made = create(world)
    world.advance(1)
    links = {"cognito:default": "https://example.com/new"}
    updated = world.of_pool("UpdateTerms", TermsId=made["TermsId"], Links=links)["Terms"]
    assert updated == {**made, "Links": links, "LastModifiedDate": updated["LastModifiedDate"]}
    assert updated["LastModifiedDate"] > made["LastModifiedDate"]


def test_they_are_listed_page_by_page_and_gone_when_they_are_deleted(world: World) -> None:
    ids = [create(world, TermsName=name)["TermsId"] for name in ("terms-of-use", "privacy-policy")]
    first = world.of_pool("ListTerms", MaxResults=1)
    last = world.of_pool("ListTerms", MaxResults=1, NextToken=first["NextToken"])
    assert [terms["TermsId"] for page in (first, last) for terms in page["Terms"]] == ids
    assert "NextToken" not in last
    world.of_pool("DeleteTerms", TermsId=ids[0])
    missing = "ResourceNotFoundException"
    assert error_of(world.of_pool, "DescribeTerms", TermsId=ids[0])[0] == missing
    named = {"ClientId": world.client_id, "TermsName": "terms-of-use"}
    assert error_of(world.of_pool, "DescribeTermsByClient", **named)[0] == missing
    assert len(world.of_pool("ListTerms")["Terms"]) == 1
