"""A gateway in front of a back end of this machine: API Gateway's JWT authorizer, or a load balancer's sign-in.

It serves with the engine's HTTP server and asks the back end with httpcore. docs/gateway.md has the sources.
"""
