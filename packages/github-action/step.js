"use strict";

// Runs the action's shell scripts. GitHub tells a JavaScript action alone, so signals are passed on from here.

const { spawn } = require("node:child_process");
const path = require("node:path");

/** The variables of this step, with inputs under names that a shell can read: `INPUT_FAIL-ON` is `INPUT_FAIL_ON`. */
function variables() {
  const found = { ...process.env };
  for (const [name, value] of Object.entries(process.env)) {
    if (name.startsWith("INPUT_")) found[name.replaceAll("-", "_")] = value.trim();
  }
  return found;
}

/** Whether an input says so; anything but true or false is refused. */
function isAsked(name) {
  const value = (process.env[`INPUT_${name.toUpperCase()}`] ?? "").trim();
  if (!["true", "false", ""].includes(value)) throw new Error(`The input ${name} is true or false; it is '${value}'.`);
  return value === "true";
}

/** Runs a script to its end, in a process group of its own; its exit code, as a shell counts it. */
function run(script) {
  const child = spawn("bash", [path.join(__dirname, script)], { env: variables(), stdio: "inherit", detached: true });
  const passOn = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch {
      // It has ended meanwhile.
    }
  };
  process.on("SIGINT", passOn);
  process.on("SIGTERM", passOn);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      process.off("SIGINT", passOn);
      process.off("SIGTERM", passOn);
      resolve(signal ? 1 : code);
    });
  });
}

/** Runs the scripts that are asked for until one fails, and leaves with its exit code. */
async function runAll(scripts) {
  try {
    if (process.platform === "win32") throw new Error("This action runs on Linux and macOS.");
    for (const script of scripts()) {
      process.exitCode = await run(script);
      if (process.exitCode) return;
    }
  } catch (error) {
    console.log(`::error::${error.message}`);
    process.exitCode = 1;
  }
}

module.exports = { isAsked, runAll };
