"""The local engine: Pulumi CLI, language host, `aws` provider and emulator. Knows nothing of the driver."""
