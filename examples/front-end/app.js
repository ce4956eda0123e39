// Signs in on Cognito's hosted UI with oidc-client-ts, renews, and signs out. The settings are what
// `cognito-access-token export spa --library oidc-client-ts --folder .` writes.
const { userManager, signoutRedirect } = await (await fetch("oidc-client-ts.json")).json();
const manager = new oidc.UserManager(userManager);
const at = (id) => document.getElementById(id);

function show(user) {
  at("who").textContent = user ? user.profile.email : "nobody";
  at("until").textContent = user ? new Date(user.expires_at * 1000).toLocaleTimeString() : "–";
  at("sign-in").hidden = Boolean(user);
  at("renew").hidden = at("sign-out").hidden = !user;
}

const when = (id, action) => at(id).addEventListener("click", () => action().catch(tell));

function tell(error) {
  at("problem").textContent = error.message;
}

when("sign-in", () => manager.signinRedirect()); // the page that follows has "Sign up" as well
when("renew", async () => {
  show(await manager.signinSilent()); // with the refresh token
  at("renewals").textContent = Number(at("renewals").textContent) + 1;
});
when("sign-out", () => manager.signoutRedirect(signoutRedirect));

try {
  if (new URLSearchParams(location.search).has("state")) {
    await manager.signinRedirectCallback(); // throws where the answer is an error, or somebody else's
    history.replaceState(null, "", location.pathname); // a code is good once
  }
  show(await manager.getUser());
} catch (error) {
  show(null);
  tell(error);
}
