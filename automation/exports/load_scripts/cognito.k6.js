// A load test of a back end whose requests carry access tokens:
//     k6 run --vus 50 --duration 1m -e BACKEND_URL=http://localhost:8000/orders cognito.k6.js
// Each virtual user is a row of users.csv. A token that is missing or about to expire is fetched anew, by SRP; with
// -e COGNITO_SIGN_IN=always every iteration signs in, for a load test of the sign-in itself.
import { check } from 'k6';
import { SharedArray } from 'k6/data';
import encoding from 'k6/encoding';
import exec from 'k6/execution';
import http from 'k6/http';

import { signIn } from './cognito-srp.js';

const settings = JSON.parse(open('./cognito.settings.json'));
const users = new SharedArray('users', () => rowsOf(open('./users.csv')));
const backendUrl = __ENV.BACKEND_URL || settings.backend_url;
const alwaysSignsIn = __ENV.COGNITO_SIGN_IN === 'always';
const RENEW_BEFORE_S = 30;

if (!backendUrl && !alwaysSignsIn) {
  throw new Error('Say what to call, with -e BACKEND_URL=http://…, or sign in alone, with -e COGNITO_SIGN_IN=always.');
}

export const options = {
  vus: 10,
  duration: '10s',
  thresholds: { checks: ['rate==1.0'] },
};

let token; // this virtual user's own

export default function () {
  const user = users[(exec.vu.idInTest - 1) % users.length];
  token = token || user.access_token;
  if (alwaysSignsIn || !isGood(token)) {
    token = signIn(settings, user.username, user.password).AccessToken;
    check(token, { 'signed in': (found) => Boolean(found) });
  }
  if (!backendUrl) return;
  const answer = http.get(backendUrl, { headers: { Authorization: `Bearer ${token}` } });
  check(answer, { 'the access token is accepted': ({ status }) => status >= 200 && status < 300 });
}

function isGood(jwt) {
  if (!jwt) return false;
  return JSON.parse(encoding.b64decode(jwt.split('.')[1], 'rawurl', 's')).exp > Date.now() / 1000 + RENEW_BEFORE_S;
}

/** The rows of a CSV (RFC 4180) of which no cell has a line break, an object each. */
function rowsOf(text) {
  const [names, ...lines] = text.trim().split(/\r?\n/).map(cellsOf);
  return lines.map((cells) => Object.fromEntries(names.map((name, index) => [name, cells[index]])));
}

function cellsOf(line) {
  const cells = line.match(/"(?:[^"]|"")*"|[^",]+|,/g) || [];
  const row = [''];
  cells.forEach((cell) => {
    if (cell === ',') row.push('');
    else row[row.length - 1] = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
  });
  return row;
}
