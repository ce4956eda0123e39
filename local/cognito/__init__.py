"""The engine: Amazon Cognito itself, in memory, for one user of one machine.

`app` answers on the port, `engine` calls operations, `store` holds what there is; the other rooms are one subject each.
"""
