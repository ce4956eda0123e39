"""Each trigger's event as Cognito sends it, and what a function may change.

Members and their order are those of events that people logged on AWS (DefinitelyTyped pull requests 52111 and 62357,
powertools-lambda-typescript pull request 3729, aws-lambda-go, aws-lambda-rust-runtime pull request 826) where there are
such, else those of the developer guide's page on the trigger: `validationData` is null where there is none,
`clientMetadata` is left out, and the response holds what may be set, false or null.
"""
