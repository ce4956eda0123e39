"""Clients whose id is the address of their metadata ("Client ID metadata documents (CIMD)").

The rules for addresses and documents are those of draft-ietf-oauth-client-id-metadata-document, which Cognito follows.
Nothing leaves the machine: documents come from loopback addresses, and from files that stand for an address.
"""
