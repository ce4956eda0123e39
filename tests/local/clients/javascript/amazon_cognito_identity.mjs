// amazon-cognito-identity-js: sign-up, SRP, refresh, a changed and a forgotten password, sign-out.
import identity from "amazon-cognito-identity-js";
import { converse, refusal } from "./conversation.mjs";

const { AuthenticationDetails, CognitoUser, CognitoUserAttribute, CognitoUserPool } = identity;
const called = (start) =>
  new Promise((onSuccess, onFailure) => start((error, result) => (error ? onFailure(error) : onSuccess(result))));

await converse(async (settings, ask) => {
  const { endpoint, userPoolId, clientId, username, password, wrongPassword, newPassword } = settings;
  const pool = new CognitoUserPool({ UserPoolId: userPoolId, ClientId: clientId, endpoint: `${endpoint}/` });
  const user = new CognitoUser({ Username: username, Pool: pool });
  const signIn = (Password) =>
    new Promise((onSuccess, onFailure) =>
      user.authenticateUser(new AuthenticationDetails({ Username: username, Password }), { onSuccess, onFailure }));

  const email = new CognitoUserAttribute({ Name: "email", Value: settings.email });
  const signedUp = await called((done) => pool.signUp(username, password, [email], null, done));
  const unconfirmed = await refusal(() => signIn(password));
  const code = await ask("code", { destination: settings.email });
  const wrongCode = await refusal(() =>
    called((done) => user.confirmRegistration(code === "000000" ? "000001" : "000000", true, done)));
  const confirmed = await called((done) => user.confirmRegistration(code, true, done));
  const wrong = await refusal(() => signIn(wrongPassword));
  const session = await signIn(password);
  const attributes = await called((done) => user.getUserAttributes(done));
  const refreshed = await called((done) => user.refreshSession(session.getRefreshToken(), done));
  const changed = await called((done) => user.changePassword(password, newPassword, done));
  const stale = await refusal(() => signIn(password));

  await new Promise((onSuccess, onFailure) =>
    user.forgotPassword({ onFailure, inputVerificationCode: onSuccess, onSuccess }));
  const resetCode = await ask("code", { destination: settings.email });
  const reset = await new Promise((onSuccess, onFailure) =>
    user.confirmPassword(resetCode, password, { onSuccess, onFailure }));
  const again = await signIn(password);
  const signedOut = await new Promise((onSuccess, onFailure) => user.globalSignOut({ onSuccess, onFailure }));
  const old = new CognitoUser({ Username: username, Pool: pool });
  const ended = await refusal(() => called((done) => old.refreshSession(again.getRefreshToken(), done)));
  return {
    sub: signedUp.userSub,
    medium: signedUp.codeDeliveryDetails.DeliveryMedium,
    unconfirmed,
    wrongCode,
    confirmed,
    wrong,
    email: attributes.find((one) => one.Name === "email").Value,
    accessToken: refreshed.getAccessToken().getJwtToken(),
    idToken: refreshed.getIdToken().getJwtToken(),
    changed,
    stale,
    reset,
    signedOut,
    ended,
  };
});
