declare namespace Cypress {
  interface Chainable {
    signInByCognito(fixture?: string): Chainable<void>;
  }
}
