"""The Pulumi program: deploys what `Pulumi.<stack>.yaml` describes."""

from components.program import deploy

deploy()
