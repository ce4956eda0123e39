// PreTokenGeneration, V3_0: the access token of a machine, by what it sends as aws_client_metadata.

export const handler = async (event) => {
  if (event.triggerSource === "TokenGeneration_ClientCredentials") {
    const environment = event.request.clientMetadata?.environment ?? "dev";
    event.response.claimsAndScopeOverrideDetails = {
      accessTokenGeneration: { claimsToAddOrOverride: { environment, limits: { requests: 100 } } },
    };
  }
  return event;
};
