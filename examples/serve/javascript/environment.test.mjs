// node --test examples/serve/javascript/environment.test.mjs
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { openEnvironment } from "./environment.mjs";

const RUN = fileURLToPath(new URL("../../../automation/run.py", import.meta.url));
let environment;
before(async () => {
  environment = await openEnvironment(["python3", RUN]);
});
after(() => environment.close());

test("a user of a group has it in the access token", async () => {
  const user = await environment.createUser({ groups: ["staff"] });
  const { claims } = await environment.tokens({ user: user.username });
  assert.deepEqual(claims.access_token["cognito:groups"], ["staff"]);
});

test("two may ask at once", async () => {
  const [one, other] = await Promise.all([environment.tokens(), environment.tokens({ flow: "code" })]);
  assert.equal(one.claims.access_token.scope, "aws.cognito.signin.user.admin");
  assert.match(other.claims.access_token.scope, /openid/);
});

test("hostile tokens have names and reasons", async () => {
  const tokens = await environment.hostileTokens({ group: "staff" });
  const wrong = tokens.find(({ name }) => name === "wrong-group");
  assert.equal(wrong.authorization, `Bearer ${wrong.token}`);
  assert.ok(tokens.every(({ reason }) => reason));
  assert.equal((await environment.tokens({ expires_in: 5 })).expires_in, 5);
});

test("a refusal has a code, and ends nothing", async () => {
  await assert.rejects(environment.tokens({ client: "nobody" }), { code: "usage" });
  assert.equal((await environment.tokens()).claims.access_token.client_id, environment.variables.COGNITO_CLIENT_ID);
});
