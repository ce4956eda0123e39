"""What becomes of users: names, attributes, aliases, passwords, codes; made, described, deleted.

`api` calls this, and so do signing in, the hosted pages and federation.
"""
