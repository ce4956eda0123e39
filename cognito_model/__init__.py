"""What Amazon Cognito is, said once: its service models, patterns, limits, attributes, flows, quotas, regions.

The ground that components, driver, provider and engine stand on. Standard library, `regex` and botocore's data; imports
nothing else of this project.
"""
