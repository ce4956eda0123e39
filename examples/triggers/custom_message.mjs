// CustomMessage: words the messages itself, in the user's language.

const WORDS = {
  de: { subject: "Ihr Code", body: (code) => `Ihr Code ist ${code}.` },
  en: { subject: "Your code", body: (code) => `Your code is ${code}.` },
};

export const handler = async (event) => {
  const { codeParameter, usernameParameter, userAttributes } = event.request;
  const { subject, body } = WORDS[userAttributes.locale?.slice(0, 2)] ?? WORDS.en;
  const greeting = usernameParameter ? `Hello ${usernameParameter}. ` : ""; // in invitations only
  event.response.emailSubject = subject;
  event.response.emailMessage = greeting + body(codeParameter);
  event.response.smsMessage = greeting + body(codeParameter);
  return event;
};
