// A user pool with one app client. The program runs in this process, so that any Pulumi CLI can deploy it, also one
// without a language host for Node.js (https://www.pulumi.com/docs/iac/automation-api/).
import { LocalWorkspace } from "@pulumi/pulumi/automation";

import { CognitoAuth } from "./sdk/nodejs";

async function program() {
    const auth = new CognitoAuth("auth", {
        poolName: "typescript-example",
        usernameAttributes: ["email"],
        deletionProtection: "INACTIVE", // an example has no users to lose
        clients: [{ name: "web", explicitAuthFlows: ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] }],
    });
    return { issuer: auth.issuer, userPoolId: auth.userPoolId, clientId: auth.clientId };
}

async function main() {
    const project = { stackName: "dev", projectName: "typescript-example", program };
    const stack = await LocalWorkspace.createOrSelectStack(project, { workDir: process.cwd() });
    await stack.setConfig("aws:region", { value: process.env.AWS_REGION ?? "us-east-1" });
    if (process.argv[2] === "destroy") {
        await stack.destroy({ onOutput: (text) => process.stderr.write(text) });
        return;
    }
    const { outputs } = await stack.up({ onOutput: (text) => process.stderr.write(text) });
    for (const [name, { value }] of Object.entries(outputs)) console.log(`${name}=${value}`);
}

main().catch((error) => {
    console.error(error);
    process.exit(1);
});
