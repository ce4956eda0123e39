// A small API behind Amazon Cognito, with AWS's own verifier.
import { createServer } from "node:http";
import { CognitoJwtVerifier } from "aws-jwt-verify";

/** The claims of genuine access tokens of one user pool's app client. */
export async function makeVerifier(variables) {
  const verifier = CognitoJwtVerifier.create({
    userPoolId: variables.COGNITO_USER_POOL_ID,
    clientId: variables.COGNITO_CLIENT_ID,
    tokenUse: "access",
  });
  // On AWS the verifier fetches the keys itself; anywhere else they are where COGNITO_JWKS_URI says.
  if (!variables.COGNITO_JWKS_URI.startsWith("https://cognito-idp.")) {
    verifier.cacheJwks(await (await fetch(variables.COGNITO_JWKS_URI)).json());
  }
  return verifier;
}

export async function makeBackend(variables) {
  const verifier = await makeVerifier(variables);
  return createServer(async (request, response) => {
    const [scheme, token] = (request.headers.authorization ?? "").split(" ");
    const answer = (status, body, headers = {}) =>
      response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
    if (scheme.toLowerCase() !== "bearer" || !token) {
      return answer(401, { title: "unauthorized" }, { "www-authenticate": "Bearer" });
    }
    try {
      const claims = await verifier.verify(token);
      return answer(200, { sub: claims.sub });
    } catch {
      return answer(401, { title: "unauthorized" }, { "www-authenticate": 'Bearer error="invalid_token"' });
    }
  });
}
