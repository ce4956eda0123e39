import { signUpAndOut } from "./amplify_flows.mjs";
import { converse } from "./conversation.mjs";

await converse(signUpAndOut);
