// Signs in where there is no access token, or none that is still good: the authorization code grant with PKCE
// (RFC 7636) on the hosted UI's own form. Everything it needs stands in the environment.
const cryptoJs = require('crypto-js');
const url64 = (words) => cryptoJs.enc.Base64.stringify(words).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
const random = (bytes) => url64(cryptoJs.lib.WordArray.random(bytes));
const encode = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => '%' + c.charCodeAt(0).toString(16));
const query = (fields) => Object.keys(fields).map((name) => encode(name) + '=' + encode(fields[name])).join('&');
const given = (name) => bru.getEnvVar(name) || '';

const isGood = (token) => {
  if (!token) return false;
  const claims = cryptoJs.enc.Base64.parse(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/'));
  return JSON.parse(cryptoJs.enc.Utf8.stringify(claims)).exp > Date.now() / 1000 + 30;
};

const cookies = {};
const send = async (method, url, data, headers) => {
  const sent = { Cookie: Object.keys(cookies).map((name) => name + '=' + cookies[name]).join('; '), ...headers };
  if (data !== undefined) sent['Content-Type'] = 'application/x-www-form-urlencoded';
  // Every status is an answer, and redirects are followed here: the last one, with the code, leads nowhere.
  const answer = await bru.sendRequest({ method, url, data, headers: sent, maxRedirects: 0, validateStatus: null });
  [].concat(answer.headers['set-cookie'] || []).forEach((line) => {
    const [name, ...value] = line.split(';')[0].split('=');
    cookies[name.trim()] = value.join('=');
  });
  const location = answer.headers.location || '';
  const next = location.startsWith('/') ? url.split('/').slice(0, 3).join('/') + location : location;
  return { status: answer.status, data: answer.data, next };
};

const unescaped = (text) => text.replace(/&#x([0-9a-f]+);/gi, (_, hex) => String.fromCodePoint(parseInt(hex, 16)))
  .replace(/&#(\d+);/g, (_, digits) => String.fromCodePoint(Number(digits)))
  .replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&amp;/g, '&');
const attribute = (tag, name) => unescaped((tag.match(new RegExp('\\s' + name + '\\s*=\\s*"([^"]*)"', 'i')) || [])[1] || '');

const fill = async (url, page) => {
  const form = (String(page).match(/<form\b[\s\S]*?<\/form>/gi) || []).find((one) => /\sname="password"/i.test(one));
  if (!form) throw new Error('The sign-in page has no form for a password.');
  const fields = {};
  (form.match(/<input\b[^>]*>/gi) || []).filter((input) => attribute(input, 'type') === 'hidden')
    .forEach((input) => { fields[attribute(input, 'name')] = attribute(input, 'value'); });
  const data = query({ ...fields, username: given('username'), password: given('password') });
  const action = attribute(form.match(/<form\b[^>]*>/i)[0], 'action');
  const origin = url.split('/').slice(0, 3).join('/');
  return send('POST', action.startsWith('http') ? action : action ? origin + action : url, data);
};

const signIn = async () => {
  const verifier = random(48);
  const state = random(24);
  const redirectUri = given('redirect_uri');
  let url = given('authorize_endpoint') + '?' + query({
    response_type: 'code', client_id: given('client_id'), redirect_uri: redirectUri, scope: given('scope'), state,
    code_challenge: url64(cryptoJs.SHA256(verifier)), code_challenge_method: 'S256',
  });
  let answer = await send('GET', url);
  for (let hops = 0; hops < 5 && answer.next && !answer.next.startsWith(redirectUri); hops += 1) {
    url = answer.next;
    answer = await send('GET', url);
  }
  if (!answer.next) answer = await fill(url, answer.data);
  if (!answer.next.startsWith(redirectUri)) {
    throw new Error('The sign-in gave no authorization code: the password was refused, or a second factor is asked for.');
  }
  const answered = {};
  answer.next.split('?').slice(1).join('?').split('#')[0].split('&').forEach((pair) => {
    const [name, value] = pair.split('=');
    answered[decodeURIComponent(name)] = decodeURIComponent((value || '').replace(/\+/g, ' '));
  });
  if (answered.error) throw new Error('The sign-in was refused: ' + (answered.error_description || answered.error));
  if (answered.state !== state) throw new Error('The state that came back is not the one that was sent.');
  const secret = given('client_secret');
  const pair = cryptoJs.enc.Utf8.parse(given('client_id') + ':' + secret);
  const tokens = await send('POST', given('token_endpoint'), query({
    grant_type: 'authorization_code', client_id: given('client_id'), code: answered.code, redirect_uri: redirectUri,
    code_verifier: verifier,
  }), secret ? { Authorization: 'Basic ' + cryptoJs.enc.Base64.stringify(pair) } : {});
  if (tokens.status !== 200) throw new Error('The code could not be exchanged: ' + JSON.stringify(tokens.data));
  ['access_token', 'id_token', 'refresh_token'].forEach((name) => bru.setVar(name, tokens.data[name]));
};

if (req.getName() !== 'Client credentials' && !isGood(bru.getVar('access_token'))) await signIn();
