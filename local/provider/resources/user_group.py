"""Groups of users."""

from botocore.model import ServiceModel

from local.provider.operation import ApiCall, Operation
from local.provider.resource import Identity, Import, Resource, Update
from local.provider.translation import Naming
from local.provider.updates import only_what_changes

_KEYS = {"GroupName": "name", "UserPoolId": "userPoolId"}


class UserGroup(Resource):
    """A group."""

    kind = "aws:cognito/userGroup:UserGroup"
    label = "user group"
    inputs = ("description", "name", "precedence", "roleArn", "userPoolId")
    required = frozenset({"userPoolId"})
    autonamed = True
    naming = Naming(paths={"name": ("GroupName",)})
    identity = Identity(
        frozenset({"name", "userPoolId"}), template="{userPoolId}/{name}", imported=Import(("userPoolId", "name"))
    )
    create = Operation("CreateGroup", result="Group")
    reads = (Operation("GetGroup", keys=_KEYS, result="Group"),)
    update = Operation("UpdateGroup", keys=_KEYS, result="Group")
    delete = Operation("DeleteGroup", keys=_KEYS)
    create_answers_all = True

    def update_calls(self, model: ServiceModel, update: Update, main: list[ApiCall]) -> list[ApiCall]:
        """Only what changes."""
        return only_what_changes(self, model, update, main)
