"""The `aws` Pulumi provider of the local target: Cognito's resources over any endpoint that speaks its API."""
