// An application with amazon-cognito-identity-js as its browser bundle: it asks the library who is signed in.
const { CognitoUserPool } = AmazonCognitoIdentity;
const by = (id) => document.getElementById(id);
const called = (start) =>
  new Promise((onSuccess, onFailure) => start((error, result) => (error ? onFailure(error) : onSuccess(result))));

const start = async () => {
  const settings = await (await fetch("/settings.json")).json();
  const user = new CognitoUserPool(settings.pool).getCurrentUser();
  if (!user) return;
  const session = await called((done) => user.getSession(done));
  const attributes = await called((done) => user.getUserAttributes(done));
  by("who").textContent = attributes.find((one) => one.Name === "email").Value;
  by("renew").onclick = async () => {
    const renewed = await called((done) => user.refreshSession(session.getRefreshToken(), done));
    const [before, after] = [session, renewed].map((one) => one.getAccessToken().getJwtToken());
    by("renewals").textContent = before === after ? "the same" : "1";
  };
  by("sign-out").onclick = () => user.signOut(() => location.reload());
};
start()
  .catch((error) => {
    by("error").textContent = `${error.name}: ${error.message}`;
  })
  .finally(() => {
    document.body.dataset.ready = "true";
  });
