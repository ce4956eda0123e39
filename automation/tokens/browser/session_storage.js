// For applications whose oidc-client-ts keeps its user where it does by default, in a tab's session storage, which a
// storage state doesn't have: once in each tab, it is copied there. Who signs out in a tab stays signed out in it.
(({ origin, names }) => {
  const mark = "cognito-access-token";
  if (location.origin !== origin || sessionStorage.getItem(mark)) return;
  sessionStorage.setItem(mark, "signed in");
  for (const name of names) {
    const value = localStorage.getItem(name);
    if (value !== null) sessionStorage.setItem(name, value);
  }
})(__STATE__);
