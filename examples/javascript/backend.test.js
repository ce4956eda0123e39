// python automation/run.py -- npm test --prefix examples/javascript
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { makeBackend } from "./backend.js";

const { COGNITO_ACCESS_TOKEN: accessToken, COGNITO_ID_TOKEN: idToken } = process.env;
let server;
let address;

const get = (token) =>
  fetch(`${address}/me`, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });

before(async () => {
  server = await makeBackend(process.env);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${server.address().port}`;
});
after(() => server.close());

test("a signed-in user is recognised", async () => {
  const answer = await get(accessToken);
  assert.equal(answer.status, 200);
  assert.ok((await answer.json()).sub);
});

test("no token is no entry", async () => {
  assert.equal((await get()).headers.get("www-authenticate"), "Bearer");
});

test("an ID token is not an access token", async () => {
  assert.equal((await get(idToken)).status, 401);
});

test("a changed token is refused", async () => {
  const [header, payload, signature] = accessToken.split(".");
  const claims = { ...JSON.parse(Buffer.from(payload, "base64url")), "cognito:groups": ["admins"] };
  const changed = [header, Buffer.from(JSON.stringify(claims)).toString("base64url"), signature].join(".");
  assert.equal((await get(changed)).status, 401);
});
