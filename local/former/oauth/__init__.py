"""The OAuth endpoints of a user pool's domain that no person sees: token, userInfo, revoke."""
