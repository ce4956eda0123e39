// Runs one JavaScript function as AWS Lambda's Node.js runtime does: a call a line in, an answer a line out.
//
// Started by its path, without packages, in a process group of its own; the protocol is that of python_function.py. What
// the function prints goes to standard output and error, which the engine reads as its log. Texts of errors are those of
// AWS's `aws-lambda-nodejs-runtime-interface-client`.

import { writeSync } from "node:fs";
import { basename, extname } from "node:path";
import { pathToFileURL } from "node:url";
import { types } from "node:util";
import { Worker } from "node:worker_threads";

const LARGEST_OUTPUT = 6291556; // bytes: Lambda's limit of a synchronous answer
const EXIT_CODE = 129; // of Lambda's runtime after an error that nobody caught

const [callsDescriptor, answersDescriptor, file, handlerName] = process.argv.slice(2);

// A thread of its own reads the calls, so that the end of the pipe, which says that the engine is gone however it went,
// is noticed while a function never gives way.
const READER = `
const { readSync } = require("node:fs");
const { parentPort, workerData } = require("node:worker_threads");
const chunk = Buffer.alloc(65536);
let pending = [];
try {
  for (let count; (count = readSync(workerData, chunk)) > 0; ) {
    let start = 0;
    for (let end; (end = chunk.indexOf(10, start)) !== -1 && end < count; start = end + 1) {
      pending.push(Buffer.from(chunk.subarray(start, end)));
      parentPort.postMessage(Buffer.concat(pending).toString("utf8"));
      pending = [];
    }
    pending.push(Buffer.from(chunk.subarray(start, count)));
  }
} catch {}
process.kill(-process.pid, "SIGKILL");
`;

class ImportModuleError extends Error {}
class UserCodeSyntaxError extends Error {}
class HandlerNotFound extends Error {}

let current; // the call under way
let handler;

function send(message) {
  let rest = Buffer.from(`${JSON.stringify(message)}\n`);
  while (rest.length) rest = rest.subarray(writeSync(Number(answersDescriptor), rest));
}

function described(error) {
  if (error instanceof ImportModuleError || error instanceof UserCodeSyntaxError || error instanceof HandlerNotFound) {
    return { errorType: `Runtime.${error.constructor.name}`, errorMessage: error.message };
  }
  if (types.isNativeError(error) || (error?.name && error?.message && error?.stack)) {
    return { errorType: error.name, errorMessage: error.message };
  }
  return { errorType: typeof error, errorMessage: String(error) };
}

function fail(error) {
  console.error(error?.stack ?? String(error));
  finish({ error: described(error) });
}

function succeed(result) {
  let output;
  try {
    output = JSON.stringify(result === undefined ? null : result) ?? "null";
  } catch {
    return fail(new Error("Unable to stringify response body"));
  }
  if (Buffer.byteLength(output) > LARGEST_OUTPUT) {
    const text = `Response payload size exceeded maximum allowed payload size (${LARGEST_OUTPUT} bytes).`;
    return finish({ error: { errorType: "Function.ResponseSizeTooLarge", errorMessage: text } });
  }
  return finish({ output });
}

function finish(answer) {
  current = undefined;
  reader.ref(); // wait for the next call
  send(answer);
}

function context(call) {
  const once = (action) => (value) => {
    if (current === call) action(value);
  };
  const [succeeded, failed] = [once(succeed), once(fail)];
  const done = (error, result) => (error === null || error === undefined ? succeeded(result) : failed(error));
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: call.name,
    functionVersion: "$LATEST",
    invokedFunctionArn: call.arn,
    memoryLimitInMB: "128",
    awsRequestId: call.id,
    logGroupName: `/aws/lambda/${call.name}`,
    logStreamName: `local/[$LATEST]${process.pid}`,
    plaintextCode: call.code, // the local engine's own: what a custom sender's request.code says once it is decrypted
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(call.deadline * 1000 - Date.now())),
    done,
    succeed: succeeded,
    fail: failed,
  };
}

function run(call) {
  current = call;
  reader.unref(); // so that an event loop with nothing left to do tells a function that never answers
  const given = context(call);
  try {
    const result = handler(call.event, given, given.done);
    if (typeof result?.then === "function") result.then(given.succeed, (reason) => current === call && fail(reason));
  } catch (error) {
    if (current === call) fail(error);
  }
}

async function load() {
  let module;
  try {
    module = await import(pathToFileURL(file).href);
  } catch (error) {
    console.error(error?.stack ?? String(error));
    if (error instanceof SyntaxError) throw new UserCodeSyntaxError(String(error));
    if (["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"].includes(error?.code)) throw new ImportModuleError(String(error));
    throw error;
  }
  const found = module[handlerName] ?? module.default?.[handlerName];
  if (typeof found !== "function") {
    throw new HandlerNotFound(`${basename(file, extname(file))}.${handlerName} is undefined or not exported`);
  }
  return found;
}

function crash(error) {
  // Nobody caught it: the call has failed, and the process with it.
  console.error(error?.stack ?? String(error));
  if (current) send({ error: described(error), ends: true });
  process.exit(EXIT_CODE);
}

process.on("uncaughtException", crash);
process.on("unhandledRejection", crash);
process.on("beforeExit", () => {
  if (current) succeed(null); // Lambda answers null for a function that is done and has said nothing
});

const reader = new Worker(READER, { eval: true, workerData: Number(callsDescriptor) });
reader.on("message", (line) => run(JSON.parse(line)));
try {
  handler = await load();
  send({ ready: true });
} catch (error) {
  send({ error: described(error) });
  process.exit(0);
}
