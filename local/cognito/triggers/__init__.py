"""Lambda triggers of user pools, served by local files or by a Lambda endpoint.

`events` has a module a kind of trigger: it builds the event as Cognito sends it, and reads what a function may change.
`invocation.Triggers` calls the function, with Cognito's time limit and tries. Nothing here knows the engine's records:
plain dictionaries and small dataclasses in and out.
"""
