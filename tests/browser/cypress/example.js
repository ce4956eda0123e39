/// <reference types="cypress" />
// What a test of somebody's is: it is checked against Cypress' own types, together with the command.
describe("the orders", () => {
  beforeEach(() => {
    cy.signInByCognito();
    cy.visit("/");
  });

  it("are there", () => {
    cy.contains("Orders");
  });
});
