// aws-jwt-verify behind a load balancer: what it says of a user is verified with the public key of the gateway.
import { AlbJwtVerifier } from "aws-jwt-verify";
import { AlbJwksCache } from "aws-jwt-verify/alb-cache";
import { converse, refusal } from "./conversation.mjs";

await converse(async ({ data, otherData, albArn, issuer, clientId, publicKeysUrl }) => {
  // By itself it fetches by https alone.
  const fetcher = { fetch: async (uri) => (await fetch(uri)).arrayBuffer() };
  const jwksCache = new AlbJwksCache({ fetcher });
  const verify = (given, jwt) =>
    AlbJwtVerifier.create({ albArn, issuer, clientId, jwksUri: publicKeysUrl, ...given }, { jwksCache }).verify(jwt ?? data);
  const [head, payload, signature] = data.split(".");
  const altered = `${head}.${payload}.${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`;
  return {
    claims: await verify({}),
    otherLoadBalancer: await refusal(() => verify({ albArn: albArn.replace("local-gateway", "another") })),
    otherClient: await refusal(() => verify({ clientId: "another" })),
    otherIssuer: await refusal(() => verify({ issuer: `${issuer}x` })),
    altered: await refusal(() => verify({}, altered)),
    expired: await refusal(() => verify({}, otherData)),
  };
});
