// openid-client v6: a back end that knows the issuer and its own client, nothing else.
import * as client from "openid-client";
import { converse, refusal } from "./conversation.mjs";

await converse(async ({ issuer, web, machine, redirectUri, scope, logoutUri }, ask) => {
  const insecure = { execute: [client.allowInsecureRequests] }; // http, on loopback
  const discovered = (one, authentication) =>
    client.discovery(new URL(issuer), one.clientId, one.clientSecret, authentication, insecure);
  const config = await discovered(web);

  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
    state: expectedState,
    nonce: expectedNonce,
  });
  const landed = new URL(await ask("signIn", { url: url.href }));
  const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
  const tokens = await client.authorizationCodeGrant(config, landed, checks);
  const userInfo = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
  const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
  await client.tokenRevocation(config, tokens.refresh_token);
  const revoked = await refusal(() => client.refreshTokenGrant(config, tokens.refresh_token));
  const replayed = await refusal(() => client.authorizationCodeGrant(config, landed, checks));
  const methods = [client.ClientSecretBasic, client.ClientSecretPost];
  const machineTokens = [];
  for (const method of methods) {
    const own = await discovered(machine, method(machine.clientSecret));
    machineTokens.push(await client.clientCredentialsGrant(own, { scope: machine.scope }));
  }
  return {
    metadata: config.serverMetadata(),
    claims: tokens.claims(),
    replayed,
    userInfo,
    renewed: refreshed.access_token !== tokens.access_token,
    refreshedClaims: refreshed.claims() ?? null,
    revoked,
    machineScopes: machineTokens.map((one) => one.scope ?? null),
    machineTypes: machineTokens.map((one) => one.token_type),
    endSession: config.serverMetadata().end_session_endpoint
      ? client.buildEndSessionUrl(config, { client_id: web.clientId, logout_uri: logoutUri }).href
      : null,
  };
});
