// An environment for a test suite: `run.py serve` as an object with methods (docs/serve.md). Copy it; it needs Node.js alone.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** What the program refused; `code` is one of docs/errors.md. */
export class ServeError extends Error {
  constructor({ code, text }) {
    super(text);
    this.code = code;
  }
}

/** Deploy an environment; `command` begins `run.py`, e.g. `["python3", "automation/run.py"]`. */
export async function openEnvironment(command, ...options) {
  const [program, ...first] = command;
  const child = spawn(program, [...first, "serve", "--quiet", ...options], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((resolve, reject) => child.on("close", resolve).on("error", reject));
  child.stdin.on("error", () => {}); // said by the missing answer
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new ServeError({ code: "ended", text: `serve has ended with code ${await ended}` });
    const answer = JSON.parse(value);
    if (!answer.ok) throw new ServeError(answer.error);
    return answer;
  };
  let last = next(); // answers come in the order of the requests
  const ready = await last;
  const ask = (request) => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    last = last.then(next, next);
    return last;
  };
  return {
    variables: ready.variables,
    createUser: async (user = {}) => (await ask({ do: "create_user", ...user })).user,
    deleteUser: (username) => ask({ do: "delete_user", username }),
    tokens: (question = {}) => ask({ do: "tokens", ...question }),
    /** What a back end must refuse: a list of `name`, `reason`, `authorization` (docs/hostile-tokens.md). */
    hostileTokens: async (demand = {}) => (await ask({ do: "hostile_tokens", ...demand })).tokens,
    /** Destroy it. */
    close: async () => {
      child.stdin.end();
      const code = await ended;
      if (code !== 0) throw new ServeError({ code: "ended", text: `the environment wasn't destroyed (code ${code})` });
    },
  };
}
