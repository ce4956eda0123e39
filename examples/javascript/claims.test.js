// Tokens that are signed by the pool's key and say odd things. Needs no environment: npm ci && npm test
import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { makeBackend } from "./backend.js";

const POOL = "us-east-1_example";
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const CLAIMS = {
  iss: `https://cognito-idp.us-east-1.amazonaws.com/${POOL}`,
  sub: "ada",
  client_id: "web",
  token_use: "access",
  exp: Math.floor(Date.now() / 1000) + 600,
};
const servers = [];
let address;

const listen = async (server) => {
  servers.push(server);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${server.address().port}`;
};

before(async () => {
  const keys = [{ ...publicKey.export({ format: "jwk" }), kid: "example", alg: "RS256", use: "sig" }];
  const keyServer = await listen(createServer((_, response) => response.end(JSON.stringify({ keys }))));
  const variables = { COGNITO_USER_POOL_ID: POOL, COGNITO_CLIENT_IDS: "web,worker", COGNITO_JWKS_URI: keyServer };
  address = await listen(await makeBackend(variables));
});
after(() => servers.forEach((server) => server.close()));

const encoded = (text) => Buffer.from(text).toString("base64url");
const signed = (payload) => {
  const text = `${encoded(JSON.stringify({ alg: "RS256", kid: "example" }))}.${encoded(payload)}`;
  return `${text}.${sign("sha256", text, privateKey).toString("base64url")}`;
};
const status = async (method, path, token) =>
  (await fetch(`${address}${path}`, { method, headers: { authorization: `Bearer ${token}` } })).status;
const saying = (changes) => signed(JSON.stringify({ ...CLAIMS, ...changes }));

test("a genuine token of each client is accepted", async () => {
  assert.equal(await status("GET", "/me", saying({})), 200);
  assert.equal(await status("GET", "/me", saying({ client_id: "worker" })), 200);
  assert.equal(await status("GET", "/me", saying({ client_id: "another" })), 401);
});

test("a scope counts as a whole word", async () => {
  assert.equal(await status("GET", "/orders", saying({ scope: "openid orders/read" })), 200);
  assert.equal(await status("GET", "/orders", saying({ scope: "orders/read-nothing" })), 403);
  assert.equal(await status("GET", "/orders", saying({})), 403);
});

test("a group counts as a whole", async () => {
  assert.equal(await status("DELETE", "/orders/1", saying({ "cognito:groups": ["staff", "admins"] })), 200);
  assert.equal(await status("DELETE", "/orders/1", saying({ "cognito:groups": ["not-admins"] })), 403);
  assert.equal(await status("DELETE", "/orders/1", saying({})), 403);
});

for (const changes of [
  { "cognito:groups": "admins" },
  { "cognito:groups": { admins: true } },
  { "cognito:groups": [["admins"]] },
  { "cognito:groups": null },
  { scope: ["orders/read"] },
  { scope: 1 },
  { sub: null },
  { exp: "tomorrow" },
  { exp: null },
  { client_id: ["web"] },
]) {
  test(`claims of another form are no token: ${JSON.stringify(changes)}`, async () => {
    assert.equal(await status("GET", "/me", saying(changes)), 401);
    assert.equal(await status("DELETE", "/orders/1", saying(changes)), 401);
  });
}

test("a payload that is no object is no token", async () => {
  for (const payload of ["[]", '"text"', "null", "7", ""]) assert.equal(await status("GET", "/me", signed(payload)), 401);
});

test("an unknown route is not found", async () => {
  assert.equal(await status("GET", "/", saying({})), 404);
  assert.equal(await status("POST", "/orders", saying({})), 404);
});
