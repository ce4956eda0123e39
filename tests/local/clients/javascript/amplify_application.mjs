// A page in which aws-amplify does what it does in Node.js: its calls come from the application's origin.
import { signUpAndOut } from "./amplify_flows.mjs";

window.signUpAndOut = (settings) => signUpAndOut(settings, (what, about) => window.ask(what, about));
