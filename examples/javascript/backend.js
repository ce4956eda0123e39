// A small API behind Amazon Cognito, with AWS's own verifier; scopes and groups are checked per route.
import { createServer } from "node:http";
import { CognitoJwtVerifier } from "aws-jwt-verify";

/** The claims of genuine access tokens of one user pool's app clients: COGNITO_CLIENT_IDS, or COGNITO_CLIENT_ID. */
export async function makeVerifier(variables) {
  const verifier = CognitoJwtVerifier.create({
    userPoolId: variables.COGNITO_USER_POOL_ID,
    clientId: (variables.COGNITO_CLIENT_IDS ?? variables.COGNITO_CLIENT_ID).split(","),
    tokenUse: "access",
    customJwtCheck: refuseWhatCognitoNeverSays,
  });
  // On AWS the verifier fetches the keys itself; anywhere else they are where COGNITO_JWKS_URI says.
  if (!variables.COGNITO_JWKS_URI.startsWith("https://cognito-idp.")) {
    verifier.cacheJwks(await (await fetch(variables.COGNITO_JWKS_URI)).json());
  }
  return verifier;
}

/** What the verifier passes over: a token without an end (RFC 7519 makes `exp` optional), and members of the header that
 * whoever doesn't know them must refuse (RFC 7515 section 4.1.11). */
function refuseWhatCognitoNeverSays({ header, payload }) {
  if ("crit" in header || !Number.isFinite(payload.exp)) throw new TypeError("no token of Cognito's");
}

const isText = (value) => typeof value === "string";

/** The claims, if they have the forms that the routes rely on: a group in a text isn't a group in a list. */
export function wellFormed(claims) {
  const { sub, scope = "", "cognito:groups": groups = [] } = claims;
  if (!isText(sub) || !isText(scope) || !Array.isArray(groups) || !groups.every(isText)) {
    throw new TypeError("claims of another form");
  }
  return { sub, scopes: scope.split(" "), groups };
}

const ROUTES = [
  { method: "GET", path: /^\/me$/, answer: ({ sub, groups }) => ({ sub, groups }) },
  { method: "GET", path: /^\/orders$/, scope: "orders/read", answer: ({ sub }) => ({ orders: [{ id: 1, for: sub }] }) },
  { method: "DELETE", path: /^\/orders\/(\d+)$/, group: "admins", answer: (_, [, id]) => ({ cancelled: Number(id) }) },
];

export async function makeBackend(variables) {
  const verifier = await makeVerifier(variables);
  return createServer(async (request, response) => {
    const answer = (status, body, headers = {}) =>
      response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
    const refuse = (status, title, challenge) =>
      answer(status, { title, status }, challenge ? { "www-authenticate": challenge } : {});
    const path = new URL(request.url, "http://localhost").pathname;
    const route = ROUTES.find((one) => one.method === request.method && one.path.test(path));
    if (!route) return refuse(404, "not found");
    const [scheme, token] = (request.headers.authorization ?? "").split(" ");
    if (scheme.toLowerCase() !== "bearer" || !token) return refuse(401, "unauthorized", "Bearer");
    let caller;
    try {
      caller = wellFormed(await verifier.verify(token));
    } catch {
      // Why it was refused is nothing for whoever sent it.
      return refuse(401, "unauthorized", 'Bearer error="invalid_token"');
    }
    if (route.scope && !caller.scopes.includes(route.scope)) {
      return refuse(403, `needs the scope ${route.scope}`, `Bearer error="insufficient_scope", scope="${route.scope}"`);
    }
    if (route.group && !caller.groups.includes(route.group)) return refuse(403, `needs the group ${route.group}`);
    return answer(200, route.answer(caller, path.match(route.path)));
  });
}
