// What a program here and its test say to each other: JSON lines. The first that comes are the settings.
import { createInterface } from "node:readline";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
const hear = async () => JSON.parse((await lines.next()).value);

/** Run `main(settings, ask)` and report its result or its error. `ask(what, about)` has the test find something out. */
export async function converse(main) {
  const ask = async (what, about = {}) => {
    say({ ask: what, about });
    return (await hear()).answer;
  };
  try {
    say({ result: await main(await hear(), ask) });
  } catch (error) {
    say({ error: { name: error.name, message: error.message, cause: error.cause ?? null, stack: error.stack } });
  }
  process.exit();
}

/** The error that `action` ends with; null where it has none. */
export async function refusal(action) {
  try {
    await action();
    return null;
  } catch (error) {
    return { name: error.name, type: error.constructor.name, message: error.message, code: error.error ?? null };
  }
}
