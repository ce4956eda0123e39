const cryptoJs = require('crypto-js');
const url64 = (words) => cryptoJs.enc.Base64.stringify(words).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
const verifier = url64(cryptoJs.lib.WordArray.random(48));
pm.collectionVariables.set('code_verifier', verifier);
pm.collectionVariables.set('code_challenge', url64(cryptoJs.SHA256(verifier)));
pm.collectionVariables.set('state', url64(cryptoJs.lib.WordArray.random(24)));
