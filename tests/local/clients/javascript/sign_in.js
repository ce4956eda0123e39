// amazon-cognito-identity-js signs in with SRP and refreshes; aws-jwt-verify verifies what came. Prints what they found.
const { AuthenticationDetails, CognitoUser, CognitoUserPool } = require("amazon-cognito-identity-js");
const { CognitoJwtVerifier } = require("aws-jwt-verify");

const { ENDPOINT, POOL_ID, CLIENT_ID, USERNAME, PASSWORD, JWKS_URI } = process.env;
const pool = new CognitoUserPool({ UserPoolId: POOL_ID, ClientId: CLIENT_ID, endpoint: `${ENDPOINT}/` });
const user = new CognitoUser({ Username: USERNAME, Pool: pool });
const call = (start) =>
  new Promise((onSuccess, onFailure) => start((error, result) => (error ? onFailure(error) : onSuccess(result))));

async function main() {
  const details = new AuthenticationDetails({ Username: USERNAME, Password: PASSWORD });
  const session = await new Promise((onSuccess, onFailure) =>
    user.authenticateUser(details, { onSuccess, onFailure }));
  const attributes = await call((done) => user.getUserAttributes(done));
  const refreshed = await call((done) => user.refreshSession(session.getRefreshToken(), done));

  const verify = async (tokenUse, token) => {
    const verifier = CognitoJwtVerifier.create({ userPoolId: POOL_ID, clientId: CLIENT_ID, tokenUse });
    verifier.cacheJwks(await (await fetch(JWKS_URI)).json());
    return verifier.verify(token);
  };
  const access = await verify("access", refreshed.getAccessToken().getJwtToken());
  const id = await verify("id", refreshed.getIdToken().getJwtToken());
  const swapped = await verify("access", refreshed.getIdToken().getJwtToken()).catch((error) => error.constructor.name);
  console.log(JSON.stringify({ email: attributes.find((one) => one.Name === "email").Value, access, id, swapped }));
}

main().catch((error) => {
  console.error(error.name, error.message);
  process.exit(1);
});
