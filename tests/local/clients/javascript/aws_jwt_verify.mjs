// aws-jwt-verify: each token is what it says it is, and nothing else.
import { CognitoJwtVerifier, JwtVerifier } from "aws-jwt-verify";
import { converse, refusal } from "./conversation.mjs";

await converse(async ({ userPoolId, clientId, jwksUri, issuer, accessToken, idToken, otherClientId }) => {
  const jwks = await (await fetch(jwksUri)).json();
  const verifier = (options) => {
    const made = CognitoJwtVerifier.create({ userPoolId, clientId, ...options });
    made.cacheJwks(jwks);
    return made;
  };
  const byIssuer = JwtVerifier.create({ issuer, audience: clientId, jwksUri });
  byIssuer.cacheJwks(jwks);
  const cognito = issuer.startsWith("https://cognito-idp.");
  const [head, payload, signature] = accessToken.split(".");
  const altered = [head, payload, signature.startsWith("A") ? `B${signature.slice(1)}` : `A${signature.slice(1)}`];
  return {
    access: cognito && (await verifier({ tokenUse: "access" }).verify(accessToken)),
    id: cognito && (await verifier({ tokenUse: "id" }).verify(idToken)),
    byIssuer: await byIssuer.verify(idToken),
    swapped: cognito && (await refusal(() => verifier({ tokenUse: "access" }).verify(idToken))),
    foreign: cognito && (await refusal(() => verifier({ tokenUse: "id", clientId: otherClientId }).verify(idToken))),
    altered: await refusal(() => byIssuer.verify(altered.join("."))),
  };
});
