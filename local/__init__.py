"""The local engine: Pulumi CLI, language host, `aws` provider and engine. Knows nothing of the driver."""
