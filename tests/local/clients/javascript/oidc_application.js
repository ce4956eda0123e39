// An application without a server of its own: oidc-client-ts as its documentation shows it, told the issuer alone.
const by = (id) => document.getElementById(id);
const show = (user) => {
  by("who").textContent = user ? user.profile.email : "nobody";
  window.user = user;
};
const guarded = (action) => async () => {
  try {
    await action();
  } catch (error) {
    by("error").textContent = `${error.name}: ${error.message}`;
  }
};

const start = guarded(async () => {
  const settings = await (await fetch("/settings.json")).json();
  const manager = new oidc.UserManager({
    redirect_uri: `${location.origin}/callback`,
    silent_redirect_uri: `${location.origin}/silent`,
    loadUserInfo: true,
    ...settings.manager,
  });
  window.manager = manager;
  if (location.pathname === "/callback") {
    await manager.signinRedirectCallback();
    location.replace("/");
    return;
  }
  if (location.pathname === "/silent") {
    await manager.signinSilentCallback();
    return;
  }
  manager.events.addUserLoaded((user) => {
    show(user);
    by("renewals").textContent = Number(by("renewals").textContent) + 1;
  });
  manager.events.addSilentRenewError((error) => {
    by("error").textContent = `${error.name}: ${error.message}`;
  });
  by("sign-in").onclick = guarded(() => manager.signinRedirect());
  by("renew").onclick = guarded(() => manager.signinSilent());
  by("sign-out").onclick = guarded(() => manager.signoutRedirect({ extraQueryParams: settings.signOut }));
  show(await manager.getUser());
  document.body.dataset.ready = "true";
});
start();
