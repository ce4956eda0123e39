const takeCode = (location) => {
    const query = {};
    location.split('?').slice(1).join('?').split('#')[0].split('&').forEach((pair) => {
        const [name, value] = pair.split('=');
        query[decodeURIComponent(name)] = decodeURIComponent((value || '').replace(/\+/g, ' '));
    });
    pm.test('an authorization code came back', () => {
        pm.expect(query.error_description || query.error, 'the error').to.equal(undefined);
        pm.expect(query.code, 'code').to.be.a('string').and.not.empty;
    });
    pm.test('the state is the one that was sent', () => pm.expect(query.state).to.equal(pm.variables.get('state')));
    pm.collectionVariables.set('code', query.code || '');
};
