// CreateAuthChallenge: makes the riddle up; only the public parameters reach the app.

const RIDDLES = [
  { question: "What has keys and opens no door?", answer: "piano" },
  { question: "What gets wetter the more it dries?", answer: "towel" },
];

export const handler = async (event) => {
  const { question, answer } = RIDDLES[event.request.session.length % RIDDLES.length];
  event.response.publicChallengeParameters = { question };
  event.response.privateChallengeParameters = { answer };
  event.response.challengeMetadata = "RIDDLE";
  return event;
};
