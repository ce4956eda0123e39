/// <reference types="cypress" />
// Written by `export cypress`. In cypress/support/e2e.js: import "./cognito"; in a test, before cy.visit(): cy.signInByCognito().
// The next export writes cypress/fixtures/cognito.json anew. It holds tokens: keep it out of version control.

/** Open this test's browser signed in, as the fixture says; the state is kept and brought back by `cy.session`. */
Cypress.Commands.add("signInByCognito", (fixture = "cognito.json") => {
  cy.fixture(fixture).then((state) => {
    cy.session(["cognito", fixture, state.id], () => {
      for (const { name, value, ...attributes } of state.cookies) {
        cy.setCookie(name, value, { ...attributes, log: false });
      }
      if (!state.origin) return;
      cy.visit(state.origin, {
        log: false,
        onBeforeLoad(page) {
          for (const [name, value] of Object.entries(state.localStorage)) page.localStorage.setItem(name, value);
          for (const [name, value] of Object.entries(state.sessionStorage)) page.sessionStorage.setItem(name, value);
        },
      });
    });
  });
});
