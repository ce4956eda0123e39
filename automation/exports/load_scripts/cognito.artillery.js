// What artillery.yml asks for: the address to call, and a row's access token, renewed where it is about to expire.
const settings = require('./cognito.settings.json');

const RENEW_BEFORE_S = 30;

async function getReady(context) {
  context.vars.backendUrl = process.env.BACKEND_URL || settings.backend_url;
  if (!context.vars.backendUrl) throw new Error('Say what to call, with the variable BACKEND_URL=http://…');
  if (expiresAt(context.vars.access_token) < Date.now() / 1000 + RENEW_BEFORE_S) {
    context.vars.access_token = await renewed(context.vars.refresh_token);
  }
}

/** GetTokensFromRefreshToken. */
async function renewed(refreshToken) {
  const secret = settings.client_secret ? { ClientSecret: settings.client_secret } : {};
  const answer = await fetch(settings.endpoint, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': 'AWSCognitoIdentityProviderService.GetTokensFromRefreshToken',
    },
    body: JSON.stringify({ ClientId: settings.client_id, RefreshToken: refreshToken, ...secret }),
  });
  if (!answer.ok) throw new Error(`The token could not be renewed: ${await answer.text()}`);
  return (await answer.json()).AuthenticationResult.AccessToken;
}

function expiresAt(token) {
  return JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString()).exp;
}

module.exports = { getReady };
