// aws-amplify v6, the same in Node.js and in a browser.
import { Amplify } from "aws-amplify";
import {
  autoSignIn,
  confirmResetPassword,
  confirmSignUp,
  fetchAuthSession,
  fetchUserAttributes,
  getCurrentUser,
  resetPassword,
  signIn,
  signOut,
  signUp,
  updatePassword,
} from "aws-amplify/auth";

const nameOf = (action) => action().then(() => null, (error) => ({ name: error.name, message: error.message }));

export async function signUpAndOut(settings, ask) {
  const { endpoint, userPoolId, clientId, username, password, wrongPassword, newPassword, email, authFlowType } = settings;
  Amplify.configure({
    Auth: { Cognito: { userPoolId, userPoolClientId: clientId, userPoolEndpoint: endpoint } },
  });
  const signedUp = await signUp({
    username,
    password,
    options: { userAttributes: { email }, autoSignIn: authFlowType ? { authFlowType } : true },
  });
  const code = await ask("code", { destination: email });
  const confirmed = await confirmSignUp({ username, confirmationCode: code });
  const automatic = await autoSignIn();
  const current = await getCurrentUser();
  const first = await fetchAuthSession();
  await signOut();
  const afterSignOut = await nameOf(getCurrentUser);
  const wrong = await nameOf(() => signIn({ username, password: wrongPassword }));
  const signedIn = await signIn({ username, password });
  const before = await fetchAuthSession();
  const attributes = await fetchUserAttributes();
  const refreshed = await fetchAuthSession({ forceRefresh: true });
  await updatePassword({ oldPassword: password, newPassword });
  await signOut({ global: true });
  const stale = await nameOf(() => signIn({ username, password }));
  const reset = await resetPassword({ username });
  await confirmResetPassword({
    username,
    confirmationCode: await ask("code", { destination: email }),
    newPassword: password,
  });
  const again = await signIn({ username, password });
  await signOut();
  return {
    signUpSteps: [signedUp.nextStep.signUpStep, confirmed.nextStep.signUpStep],
    automatic,
    current: current.username,
    sub: current.userId,
    claims: first.tokens.idToken.payload,
    afterSignOut,
    wrong,
    signedIn: signedIn.nextStep.signInStep,
    attributes,
    renewed: before.tokens.accessToken.toString() !== refreshed.tokens.accessToken.toString(),
    refreshedClaims: refreshed.tokens.accessToken.payload,
    stale,
    reset: reset.nextStep.resetPasswordStep,
    again: again.isSignedIn,
  };
}
