pm.test('tokens came', () => {
    pm.response.to.have.status(200);
    pm.expect(pm.response.json().token_type).to.equal('Bearer');
});
const answer = pm.response.code === 200 ? pm.response.json() : {};
['access_token', 'id_token', 'refresh_token'].forEach((name) => {
    if (answer[name]) pm.collectionVariables.set(name, answer[name]);
});
