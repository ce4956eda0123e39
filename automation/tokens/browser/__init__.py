"""Browsers that are signed in: what a sign-in leaves in one, in the hosted UI's cookies and in a library's storage."""
