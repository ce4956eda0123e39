// DefineAuthChallenge: a riddle in place of a password, three attempts.

export const handler = async (event) => {
  const { session } = event.request;
  const last = session.at(-1);
  event.response.issueTokens = last?.challengeName === "CUSTOM_CHALLENGE" && last.challengeResult === true;
  event.response.failAuthentication = !event.response.issueTokens && session.length >= 3;
  if (!event.response.issueTokens && !event.response.failAuthentication) {
    event.response.challengeName = "CUSTOM_CHALLENGE";
  }
  return event;
};
