// CustomSMSSender: sends the pool's SMS itself, here to the log.

async function plain(code, context) {
  // The local engine tells what the code says; on AWS the AWS Encryption SDK decrypts it.
  if (context.plaintextCode !== undefined) return context.plaintextCode;
  const { buildClient, CommitmentPolicy, KmsKeyringNode } = await import("@aws-crypto/client-node");
  const { decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT);
  const keyring = new KmsKeyringNode({ generatorKeyId: process.env.KEY_ARN });
  const { plaintext } = await decrypt(keyring, Buffer.from(code, "base64"));
  return plaintext.toString();
}

export const handler = async (event, context) => {
  const { code, userAttributes } = event.request;
  console.log(`To ${userAttributes.phone_number}: your code is ${await plain(code, context)}`);
};
