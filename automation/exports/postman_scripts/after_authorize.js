const location = pm.response.headers.get('Location') || '';
if (location.startsWith(pm.variables.get('redirect_uri'))) {
    // Signed in already: the session of an earlier run.
    takeCode(location);
    pm.execution.setNextRequest('Exchange the code');
} else {
    pm.test('the sign-in page is next', () => pm.expect(pm.response.code).to.be.oneOf([200, 301, 302, 303]));
    const absolute = location.startsWith('http') ? location : pm.variables.get('hosted_ui_url') + location;
    pm.collectionVariables.set('sign_in_page', location ? absolute : pm.request.url.toString());
}
