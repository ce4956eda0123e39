pm.test('the access token is accepted', () => pm.response.to.have.status(200));
