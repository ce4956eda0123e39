"""`local gateway`: API Gateway's JWT authorizer, or a load balancer that signs users in, in front of a back end."""

import threading
from collections.abc import Mapping
from typing import Any

from automation.backends.address import is_here, parse_address
from automation.cli.context import Context
from automation.cli.pool import open_pool
from automation.environment import AppClient, Environment
from automation.errors import DriverError, Interrupted, UsageError
from automation.terminal.reports import print_answer
from automation.tokens.login.callback import loopback_address
from local.gateway.errors import GatewayError
from local.gateway.load_balancer import AUTHENTICATE, CALLBACK, SESSION_S
from local.gateway.routes import Route, parse_route
from local.gateway.settings import (
    ALB,
    HTTP_API,
    BackEndAddress,
    GatewaySettings,
    HttpApiSettings,
    LoadBalancerSettings,
    PoolEndpoints,
)
from local.gateway.thread import GatewayThread

OF_ONE_MODE = {
    "route": HTTP_API,
    "public": HTTP_API,
    "claim_header": HTTP_API,
    "on_unauthenticated": ALB,
    "session_timeout": ALB,
}
SIGN_IN_SCOPE = "openid"
"""What a load balancer asks for where nothing else is said."""


def run(context: Context) -> int:
    """Serve until Ctrl-C or SIGTERM. Raises UsageError, DriverError."""
    options = context.arguments.options
    mode = options.get("mode") or HTTP_API
    for name, needed in OF_ONE_MODE.items():
        if options.get(name) and mode != needed:
            raise UsageError(f"--{name.replace('_', '-')} needs --mode {needed}.")
    to = _back_end(options.get("to"))
    with open_pool(context) as pool:
        environment = pool.environment()
        endpoints = PoolEndpoints(
            environment.issuer,
            environment.jwks_uri,
            pool.connection.authority_file,
            environment.authorize_endpoint or "",
            environment.token_endpoint or "",
            environment.userinfo_endpoint or "",
        )
    try:
        kind, port = _alb(environment, options) if mode == ALB else _http_api(environment, options)
        with GatewayThread(GatewaySettings(to, endpoints, kind, port), context.console.say) as gateway:
            _print(context, gateway, mode)
            try:
                _until_interrupted()
            except Interrupted:  # which is how it ends
                context.console.say("The gateway has stopped.")
    except GatewayError as error:
        raise UsageError(str(error)) from None
    except OSError as error:
        raise DriverError(
            f"The gateway can't listen on port {port}: {error.strerror}. Choose another --port."
        ) from None
    return 0


def _until_interrupted() -> None:
    threading.Event().wait()


def _back_end(text: str | None) -> BackEndAddress:
    if text is None:
        raise UsageError("`local gateway` needs --to, the back end's address, such as http://127.0.0.1:8000.")
    address = parse_address(text, allow_remote=True)
    if not is_here(address.host):
        raise UsageError(f"{address.host} isn't this machine. The gateway only serves back ends on this machine.")
    if address.target != "/":
        raise UsageError("--to takes a scheme, a host and a port, without a path: each request has its own.")
    return BackEndAddress(address.scheme, address.host, address.port)


def _http_api(environment: Environment, options: Mapping[str, Any]) -> tuple[HttpApiSettings, int]:
    names = options.get("client") or [client.name for client in environment.clients]
    scopes, keys = tuple(options.get("scope") or ()), options.get("route") or ()
    if scopes and keys:
        raise UsageError("With --route, write each route's scopes after its key, and leave --scope out.")
    routes = [parse_route(text) for text in keys] or [Route("$default", scopes)]
    routes += [Route(key, public=True) for key in options.get("public") or ()]
    settings = HttpApiSettings(
        audience=tuple(environment.client(name).client_id for name in names),
        routes=tuple(routes),
        claim_headers=dict(_claim_header(text) for text in options.get("claim_header") or ()),
    )
    return settings, int(options.get("port") or 0)


def _claim_header(text: str) -> tuple[str, str]:
    name, equals, claim = text.partition("=")
    if not (name and equals and claim):
        raise UsageError(f"--claim-header {text[:80]!r} isn't NAME=CLAIM, such as x-user=sub.")
    return name.lower(), claim


def _alb(environment: Environment, options: Mapping[str, Any]) -> tuple[LoadBalancerSettings, int]:
    names = options.get("client") or [None]
    if len(names) > 1:
        raise UsageError("A load balancer signs users in at one app client. Name it with --client.")
    client = environment.client(names[0])
    if environment.authorize_endpoint is None:
        raise UsageError(
            f"Users can't sign in at {environment.name}: it has no hosted UI, since its user pool has no domain. "
            "Give it a `domain` in the stack's configuration and run `up`."
        )
    if client.client_secret is None:
        raise UsageError(
            f"The app client {client.name} has no secret, which a load balancer needs. Set generate_secret to true, "
            "or choose another --client."
        )
    port = _callback_port(client, options.get("port"))
    settings = LoadBalancerSettings(
        client_id=client.client_id,
        client_secret=client.client_secret,
        on_unauthenticated=options.get("on_unauthenticated") or AUTHENTICATE,
        scope=" ".join(options.get("scope") or [SIGN_IN_SCOPE]),
        session_s=float(options.get("session_timeout") or SESSION_S),
        load_balancer_arn=_load_balancer_arn(environment),
    )
    return settings, port


def _callback_port(client: AppClient, asked: int | None) -> int:
    """The port that the client's callback URL for load balancers has. Raises UsageError."""
    ports = [
        address[1] for uri in client.callback_urls if uri.endswith(CALLBACK) and (address := loopback_address(uri))
    ]
    if asked is None and ports:
        return ports[0]
    if asked in ports and asked is not None:
        return asked
    raise UsageError(
        f"The app client {client.name} has no callback URL of a load balancer here. Add "
        f"http://localhost:{asked or 8080}{CALLBACK} to its callback_urls and run `up`."
    )


def _load_balancer_arn(environment: Environment) -> str:
    """The one that signs: a name that no load balancer of anybody's has."""
    partition = environment.user_pool_arn.split(":")[1]
    return (
        f"arn:{partition}:elasticloadbalancing:{environment.region}:000000000000:loadbalancer/app/local-gateway/"
        "0123456789abcdef"
    )


def _print(context: Context, gateway: GatewayThread, mode: str) -> None:
    rows: dict[str, Any] = {"url": gateway.url, "mode": mode, "to": context.arguments.options["to"]}
    if gateway.signer is not None:
        rows |= {"public_keys_url": gateway.public_keys_url, "signer": gateway.signer.load_balancer_arn}
    print_answer(context.stdout, context.arguments.output, "The gateway is running", rows, raw="url")
    context.stdout.flush()
    context.console.say("Requests that it refuses are shown here. Ctrl-C stops it.")
