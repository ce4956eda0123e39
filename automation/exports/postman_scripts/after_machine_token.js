pm.test('an access token came', () => {
    pm.response.to.have.status(200);
    pm.expect(pm.response.json().access_token).to.be.a('string');
});
