"""E-mails and SMS that Cognito would send: their texts, and the inbox that gets them instead of anybody."""
