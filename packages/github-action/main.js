"use strict";

const { isAsked, runAll } = require("./step.js");

runAll(() => {
  const isOneShot = Boolean(process.env.INPUT_RUN?.trim());
  const scripts = ["set_up.sh"];
  if (isAsked("deploy") && !isOneShot) scripts.push("deploy.sh");
  if (isAsked("audit")) scripts.push("audit.sh");
  if (isOneShot) scripts.push("run.sh");
  return scripts;
});
