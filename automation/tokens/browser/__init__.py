"""The state of a signed-in browser: the hosted UI's cookies, and what a library keeps in web storage."""
