"""Cognito's challenges, and where the responses to them come from.

`answers` holds what the caller gave, `sources` finds the answer to one question, `answerers` is the table from a
challenge to its response, for every flow of the user pools API. The hosted UI's pages ask the same `sources`.
"""
