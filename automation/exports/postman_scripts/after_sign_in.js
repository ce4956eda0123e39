pm.test('the password was accepted and no second factor is asked for', () => pm.expect(pm.response.code).to.be.oneOf([302, 303]));
takeCode(pm.response.headers.get('Location') || '');
pm.collectionVariables.unset('sign_in_form');
