"""Responses of a SAML provider that aren't to be believed, posted over HTTP."""

import base64
import copy
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from lxml import etree

from local.cognito.federation.saml_encryption import encrypt
from local.cognito.federation.saml_xml import NAMESPACES, SIGNATURE, inflate, parse
from local.cognito.identity_provider import saml_documents
from local.cognito.identity_provider.configuration import made_up
from local.cognito.identity_provider.keys import ProviderKey
from local.cognito.tokens.pool_keys import signing_key
from tests.local.cognito.federation.world import CALLBACK, Browser, Federated

ENTITY_ID = "http://idp.corp.example/metadata"
SSO = "http://127.0.0.1:1/sso"
Change = Callable[[etree._Element], Any]


@dataclass
class Provider:
    """A provider whose key a test has, and a browser that is at it."""

    corp: Federated
    key: ProviderKey
    browser: Browser

    def response(self, **more: Any) -> saml_documents.Response:
        request = parse(inflate(self.browser.query["SAMLRequest"]))
        right = saml_documents.Response(
            issuer=ENTITY_ID,
            audience=f"urn:amazon:cognito:sp:{self.corp.pool_id}",
            destination=f"{self.corp.engine.endpoint_url}/saml2/idpresponse",
            in_response_to=str(request.get("ID")),
            user=made_up("", "ada"),
            now=self.corp.core.clock.now(),
            session_index="1",
        )
        return replace(right, **more)

    def document(self, change: Change | None = None, key: ProviderKey | None = None, **more: Any) -> bytes:
        """A signed response; `change` is made to it afterwards."""
        document = saml_documents.signed_response(self.response(**more), key or self.key)
        root = etree.fromstring(document)
        if change is not None:
            change(root)
        return bytes(etree.tostring(root))

    def post(self, document: bytes, relay_state: str = "") -> Browser:
        form = {
            "SAMLResponse": base64.b64encode(document).decode(),
            "RelayState": relay_state or self.browser.query["RelayState"],
        }
        return self.browser.open(f"{self.corp.engine.endpoint_url}/saml2/idpresponse", "POST", form)

    def refusal(self, document: bytes) -> str:
        error, description = self.post(document).error
        assert error == "invalid_request"
        assert self.corp.users == []
        return description


@pytest.fixture
def provider(federated: Federated) -> Provider:
    key = ProviderKey(federated.core)
    metadata = saml_documents.metadata(ENTITY_ID, key.certificate, SSO, "")
    federated.trust("SAML", {"email": "email"}, MetadataFile=metadata.decode())
    browser = federated.authorize()
    assert browser.url.startswith(SSO), browser.text
    return Provider(federated, key, browser)


def one(root: etree._Element, path: str) -> etree._Element:
    found = root.find(path, NAMESPACES)
    assert found is not None
    return found


def test_what_is_right_is_believed(provider):
    assert provider.post(provider.document()).code
    assert provider.corp.users[0].attributes["email"] == "ada@example.com"


def unsigned(root):
    for signature in list(root.iter(f"{{{SIGNATURE}}}Signature")):
        signature.getparent().remove(signature)


def without_response_signature(root):
    root.remove(one(root, "ds:Signature"))


def without_assertion_signature(root):
    assertion = one(root, "saml:Assertion")
    assertion.remove(one(assertion, "ds:Signature"))


def other_name(root):
    one(root, "saml:Assertion/saml:Subject/saml:NameID").text = "admin"


def other_attribute(root):
    one(root, "saml:Assertion/saml:AttributeStatement/saml:Attribute/saml:AttributeValue").text = "admin"


def test_a_response_without_any_signature_is_refused(provider):
    assert "Neither" in provider.refusal(provider.document(unsigned))


def test_a_signed_assertion_in_an_unsigned_response_is_enough(provider):
    assert provider.post(provider.document(without_response_signature)).code


@pytest.mark.parametrize("change", [other_name, other_attribute, without_assertion_signature])
def test_what_was_changed_after_signing_is_refused(provider, change):
    assert "signature" in provider.refusal(provider.document(change))


def test_a_changed_assertion_in_an_unsigned_response_is_refused(provider):
    def change(root):
        without_response_signature(root)
        other_name(root)

    assert "signature" in provider.refusal(provider.document(change))


def test_another_key_is_refused_whatever_certificate_comes_with_it(provider):
    other = ProviderKey(provider.corp.core)
    assert "made with another key" in provider.refusal(provider.document(key=other))


def wrapped_as_sibling(root):
    """XSW1 and its likes: the signed assertion stays, and a forged one comes before it."""
    without_response_signature(root)
    genuine = one(root, "saml:Assertion")
    forged = copy.deepcopy(genuine)
    forged.set("ID", "_forged")
    forged.remove(one(forged, "ds:Signature"))
    one(forged, "saml:Subject/saml:NameID").text = "admin"
    genuine.addprevious(forged)


def wrapped_inside(root):
    """XSW: the forged assertion has the genuine one, with its signature, inside."""
    without_response_signature(root)
    genuine = one(root, "saml:Assertion")
    forged = copy.deepcopy(genuine)
    forged.set("ID", "_forged")
    one(forged, "saml:Subject/saml:NameID").text = "admin"
    holder = etree.SubElement(one(forged, "ds:Signature"), f"{{{SIGNATURE}}}Object")
    root.replace(genuine, forged)
    holder.append(genuine)


def wrapped_in_extensions(root):
    without_response_signature(root)
    genuine = one(root, "saml:Assertion")
    forged = copy.deepcopy(genuine)
    forged.set("ID", "_forged")
    one(forged, "saml:Subject/saml:NameID").text = "admin"
    root.replace(genuine, forged)
    extensions = etree.Element("{urn:oasis:names:tc:SAML:2.0:protocol}Extensions")
    extensions.append(genuine)
    root.insert(1, extensions)


def same_id_twice(root):
    """The reference means two elements: which one is verified, and which one is read?"""
    without_response_signature(root)
    genuine = one(root, "saml:Assertion")
    forged = copy.deepcopy(genuine)
    one(forged, "saml:Subject/saml:NameID").text = "admin"
    root.replace(genuine, forged)
    extensions = etree.Element("{urn:oasis:names:tc:SAML:2.0:protocol}Extensions")
    extensions.append(genuine)
    root.insert(1, extensions)


def response_in_response(root):
    """The genuine response inside a forged one, which takes over its signature."""
    genuine = copy.deepcopy(root)
    other_name(root)
    root.set("ID", "_forged")
    one(root, "ds:Signature").append(genuine)


@pytest.mark.parametrize(
    "change", [wrapped_as_sibling, wrapped_inside, wrapped_in_extensions, same_id_twice, response_in_response]
)
def test_signature_wrapping_is_refused(provider, change):
    assert provider.refusal(provider.document(change))


def test_a_comment_does_not_cut_a_name_short(provider):
    """`admin<!-- -->.evil` was signed as a name of its own: it must not be read as `admin`."""
    user = made_up("", "ada", {"sub": "admin.evil"})
    document = provider.document(user=user).replace(b">admin.evil</saml:NameID>", b">admin<!-- -->.evil</saml:NameID>")
    assert b"<!-- -->" in document
    provider.post(document)
    assert [user.username for user in provider.corp.users] == ["Corp_admin.evil"]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"audience": "urn:amazon:cognito:sp:us-east-1_other"}, "is not for"),
        ({"issuer": "http://other.example"}, "from another provider"),
        ({"in_response_to": "_other"}, "another request"),
        ({"in_response_to": ""}, "another request"),
        ({"destination": "http://127.0.0.1:1/saml2/idpresponse"}, "another address"),
    ],
)
def test_a_response_that_is_not_for_this_sign_in_is_refused(provider, more, why):
    assert why in provider.refusal(provider.document(**more))


@pytest.mark.parametrize(("ahead", "why"), [(-361.0, "has expired"), (180.0, "isn't valid yet")])
def test_a_response_of_another_time_is_refused(provider, ahead, why):
    now = provider.corp.core.clock.now() + ahead
    assert why in provider.refusal(provider.document(now=now))


def test_a_response_counts_once(provider):
    document = provider.document()
    assert provider.post(document).code
    assert "doesn't belong to one" in provider.post(document, provider.browser.query.get("RelayState", "x")).text


def test_an_assertion_counts_once_where_the_provider_begins(provider):
    corp = provider.corp
    corp.pool.identity_providers["Corp"].details["IDPInit"] = "true"
    relay_state = (
        f"identity_provider=Corp&client_id={corp.client_id}&redirect_uri={CALLBACK}&response_type=code&scope=openid"
    )
    document = provider.document(in_response_to="")
    assert provider.post(document, relay_state).code
    assert "used already" in provider.post(document, relay_state).error[1]


def test_an_answer_to_a_request_does_not_pass_as_one_that_begins_with_the_provider(provider):
    corp = provider.corp
    corp.pool.identity_providers["Corp"].details["IDPInit"] = "true"
    relay_state = (
        f"identity_provider=Corp&client_id={corp.client_id}&redirect_uri={CALLBACK}&response_type=code&scope=openid"
    )
    assert "another request" in provider.post(provider.document(), relay_state).error[1]


def test_another_browser_cannot_end_a_sign_in(provider, served):
    document, relay_state = provider.document(), provider.browser.query["RelayState"]
    victim = Browser(served)
    form = {"SAMLResponse": base64.b64encode(document).decode(), "RelayState": relay_state}
    victim.open("/saml2/idpresponse", "POST", form)
    assert "started in another browser" in victim.text
    assert provider.corp.users == []
    assert provider.post(document).code


ENTITY = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = b'<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("declaration", [ENTITY, LAUGHS, b'<!DOCTYPE r SYSTEM "http://127.0.0.1:1/x.dtd">'])
def test_document_types_are_refused(provider, declaration):
    assert "document type" in provider.refusal(declaration + provider.document())


def test_a_document_type_in_another_encoding_is_refused_as_well(provider):
    text = (ENTITY + provider.document()).decode()
    assert "document type" in provider.refusal(text.encode("utf-16"))


def test_an_entity_is_never_filled_in(provider):
    document = provider.document().replace(b">ada@example.com<", b">&x;<")
    assert provider.refusal(ENTITY + document)


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"nonsense",
        b"<a/>",
        b"<a",
        b"\xff\xfe",
        b"<?pi x?><r><?pi y?></r>",
        b"<a>" * 5000,
        b"<r xmlns='urn:oasis:names:tc:SAML:2.0:protocol'/>",
    ],
)
def test_what_is_no_response_is_refused(provider, document):
    assert provider.refusal(document)


def test_what_is_no_base64_is_refused(provider):
    form = {"SAMLResponse": "%%%", "RelayState": provider.browser.query["RelayState"]}
    browser = provider.browser.open(f"{provider.corp.engine.endpoint_url}/saml2/idpresponse", "POST", form)
    assert "base64" in browser.error[1]


def test_a_huge_response_is_refused(provider):
    browser = provider.post(provider.document(lambda root: root.set("x", "y" * 2_000_000)))
    assert browser.response is not None
    assert browser.response.status_code == 413
    assert provider.corp.users == []


def test_a_failed_sign_in_at_the_provider_is_said(provider):
    def change(root):
        unsigned(root)
        one(root, "samlp:Status/samlp:StatusCode").set("Value", "urn:oasis:names:tc:SAML:2.0:status:Responder")

    assert provider.refusal(provider.document(change))


def test_weak_algorithms_are_refused(provider):
    def change(root):
        without_response_signature(root)
        method = one(root, "saml:Assertion/ds:Signature/ds:SignedInfo/ds:SignatureMethod")
        method.set("Algorithm", "http://www.w3.org/2000/09/xmldsig#rsa-sha1")

    assert "signature" in provider.refusal(provider.document(change))


def test_transforms_that_saml_does_not_know_are_refused(provider):
    def change(root):
        without_response_signature(root)
        transform = one(root, "saml:Assertion/ds:Signature").iter(f"{{{SIGNATURE}}}Transform")
        next(transform).set("Algorithm", "http://www.w3.org/TR/1999/REC-xslt-19991116")

    assert "transforms" in provider.refusal(provider.document(change))


def test_encrypting_signs_nothing(provider):
    """Anybody can encrypt to the pool's certificate."""
    pool = provider.corp.pool
    public = signing_key(provider.corp.core, pool, "saml_encryption")[0].public_key()
    root = etree.fromstring(provider.document(unsigned))
    assertion = one(root, "saml:Assertion")
    root.replace(assertion, encrypt(bytes(etree.tostring(assertion)), public))
    assert "Neither" in provider.refusal(bytes(etree.tostring(root)))


def test_what_was_encrypted_to_another_key_is_refused(provider):
    public = ProviderKey(provider.corp.core).key.public_key()
    assert "can't be decrypted" in provider.refusal(provider.document(encryption_key=public))
