// PreAuthentication: refuses users whose contract has ended.

export const handler = async (event) => {
  const ends = event.request.userAttributes["custom:contract_ends"];
  if (ends && new Date(ends) < new Date()) throw new Error("your contract has ended");
  return event;
};
