// An application with aws-amplify: it asks the library who is signed in.
import { Amplify } from "aws-amplify";
import { fetchAuthSession, fetchUserAttributes, getCurrentUser, signInWithRedirect, signOut } from "aws-amplify/auth";
import "aws-amplify/auth/enable-oauth-listener";
import { Hub } from "aws-amplify/utils";

const by = (id) => document.getElementById(id);
const guarded = (action) => async () => {
  try {
    await action();
  } catch (error) {
    by("error").textContent = `${error.name}: ${error.message}`;
  }
};

guarded(async () => {
  const settings = await (await fetch("/settings.json")).json();
  Amplify.configure(settings.amplify);
  by("sign-in").onclick = guarded(() => signInWithRedirect());
  by("renew").onclick = guarded(async () => {
    const { tokens } = await fetchAuthSession({ forceRefresh: true });
    by("renewals").textContent = tokens.accessToken.payload.origin_jti === window.session.origin_jti ? "1" : "another";
  });
  by("sign-out").onclick = guarded(async () => {
    await signOut();
    location.reload();
  });
  if (location.search.includes("code=")) {
    await new Promise((done) => Hub.listen("auth", ({ payload }) => payload.event.startsWith("signInWithRedirect") && done()));
  }
  const user = await getCurrentUser().catch(() => null);
  if (user) {
    window.user = user;
    window.session = (await fetchAuthSession()).tokens.accessToken.payload;
    by("who").textContent = (await fetchUserAttributes()).email;
  }
})().finally(() => {
  document.body.dataset.ready = "true";
});
