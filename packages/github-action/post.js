"use strict";

const { isAsked, runAll } = require("./step.js");

runAll(() => {
  if (process.env.STATE_reap === "true") return ["reap.sh"]; // what a cancelled one-shot may have left
  return process.env.STATE_deployed === "true" && isAsked("destroy") ? ["destroy.sh"] : [];
});
