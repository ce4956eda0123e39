"""The components as a package for programs in any Pulumi language: `pulumi package add <this folder>`."""

import sys
from pathlib import Path

if __name__ == "__main__":
    # Python put this folder first, whose modules are the package `components` to everybody else.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

    from pulumi.provider.experimental import component_provider_host

    from components import CognitoAuth, ProtectedApi

    component_provider_host(components=[CognitoAuth, ProtectedApi], name="cognito-access-token")
