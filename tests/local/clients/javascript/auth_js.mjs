// Auth.js without a framework: its handler behind node:http, with its own provider "Cognito", which has its settings from
// variables, as its integrations do it: those of a file that `export spa` writes.
import { createServer } from "node:http";
import { Auth, setEnvDefaults } from "@auth/core";
import Cognito from "@auth/core/providers/cognito";
import { converse } from "./conversation.mjs";

await converse(async ({ variables, port, secret }, ask) => {
  process.loadEnvFile(variables);
  const origin = `http://localhost:${port}`;
  const config = {
    basePath: "/auth",
    secret,
    trustHost: true,
    providers: [Cognito],
    callbacks: {
      jwt: ({ token, account, profile }) => ({ ...token, ...(account && { account, groups: profile["cognito:groups"] }) }),
      session: ({ session, token }) => ({ ...session, groups: token.groups, tokenType: token.account.token_type }),
    },
    logger: { error: (error) => process.stderr.write(`${error.stack}\n${error.cause?.err?.stack ?? ""}\n`) },
  };
  setEnvDefaults(process.env, config);
  const server = createServer(async (request, answer) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
    const body = chunks.length ? Buffer.concat(chunks) : undefined;
    const given = await Auth(new Request(`${origin}${request.url}`, { method: request.method, headers, body }), config);
    const cookies = given.headers.getSetCookie();
    const others = [...given.headers].filter(([name]) => name !== "set-cookie");
    answer.writeHead(given.status, [...others, ...cookies.map((one) => ["set-cookie", one])].flat());
    answer.end(Buffer.from(await given.arrayBuffer()));
  });
  await new Promise((listening) => server.listen(port, "localhost", listening));
  return ask("browse", { origin });
});
