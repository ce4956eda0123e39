"""The table of resource types. A new one is an entry here; what is special about it goes into a module of its own.

What is a default, what Cognito chooses and what needs a replacement follows the official provider.
"""

from collections.abc import Mapping
from typing import Any

from botocore.model import ServiceModel

from local.provider import user, user_pool
from local.provider.identity_pool import (
    IDENTITY_POOL,
    IDENTITY_POOL_PROVIDER_PRINCIPAL_TAG,
    IDENTITY_POOL_ROLE_ATTACHMENT,
)
from local.provider.identity_provider import IDENTITY_PROVIDER
from local.provider.login_pages import MANAGED_LOGIN_BRANDING, USER_POOL_UI_CUSTOMIZATION
from local.provider.resource import ApiCall, Around, Operation, Resource, Update
from local.provider.translation import Naming
from local.provider.updates import only_what_changes
from local.provider.user_pool_client import MANAGED_USER_POOL_CLIENT, USER_POOL_CLIENT
from local.provider.user_pool_settings import LOG_DELIVERY_CONFIGURATION, RISK_CONFIGURATION
from local.provider.values import Properties

_CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2"  # the one hosted zone of every CloudFront distribution
_MINUTE = 60.0

USER_POOL = Resource(
    kind="aws:cognito/userPool:UserPool",
    label="user pool",
    inputs=(
        "accountRecoverySetting",
        "adminCreateUserConfig",
        "aliasAttributes",
        "autoVerifiedAttributes",
        "deletionProtection",
        "deviceConfiguration",
        "emailConfiguration",
        "emailMfaConfiguration",
        "emailVerificationMessage",
        "emailVerificationSubject",
        "lambdaConfig",
        "mfaConfiguration",
        "name",
        "passwordPolicy",
        "schemas",
        "signInPolicy",
        "smsAuthenticationMessage",
        "smsConfiguration",
        "smsVerificationMessage",
        "softwareTokenMfaConfiguration",
        "tags",
        "userAttributeUpdateSettings",
        "userPoolAddOns",
        "userPoolTier",
        "usernameAttributes",
        "usernameConfiguration",
        "verificationMessageTemplate",
        "webAuthnConfiguration",
    ),
    outputs=(
        "arn",
        "creationDate",
        "customDomain",
        "domain",
        "endpoint",
        "estimatedNumberOfUsers",
        "lastModifiedDate",
        "tagsAll",
    ),
    autonamed=True,
    defaults={
        "deletionProtection": "INACTIVE",
        "mfaConfiguration": "OFF",
        "emailConfiguration.emailSendingAccount": "COGNITO_DEFAULT",
        "verificationMessageTemplate.defaultEmailOption": "CONFIRM_WITH_CODE",
    },
    computed=user_pool.SCHEMA_COMPUTED
    | {
        "accountRecoverySetting",
        "accountRecoverySetting.recoveryMechanisms",
        "adminCreateUserConfig",
        "emailConfiguration",
        "emailVerificationMessage",
        "emailVerificationSubject",
        "lambdaConfig.preTokenGeneration",
        "lambdaConfig.preTokenGenerationConfig",
        "passwordPolicy",
        "passwordPolicy.temporaryPasswordValidityDays",
        "signInPolicy",
        "smsConfiguration",
        "smsConfiguration.snsRegion",
        "smsVerificationMessage",
        "userPoolTier",
        "verificationMessageTemplate",
        "verificationMessageTemplate.emailMessage",
        "verificationMessageTemplate.emailMessageByLink",
        "verificationMessageTemplate.emailSubject",
        "verificationMessageTemplate.emailSubjectByLink",
        "verificationMessageTemplate.smsMessage",
    },
    separately=user_pool.MFA_PROPERTIES | {"schemas", "tags"},
    naming=Naming(
        paths={
            "name": ("PoolName", "Name"),
            "passwordPolicy": ("Policies.PasswordPolicy",),
            "schemas": ("Schema", "SchemaAttributes", "CustomAttributes"),
            "signInPolicy": ("Policies.SignInPolicy",),
            "smsAuthenticationMessage": ("SmsAuthenticationMessage", "SmsMfaConfiguration.SmsAuthenticationMessage"),
            "smsConfiguration": ("SmsConfiguration", "SmsMfaConfiguration.SmsConfiguration"),
            "tags": ("UserPoolTags",),
            "emailConfiguration.fromEmailAddress": ("From",),
            "userAttributeUpdateSettings.attributesRequireVerificationBeforeUpdates": (
                "AttributesRequireVerificationBeforeUpdate",
            ),
        },
        unexposed=frozenset(
            {
                "EumsSms",
                "FactorConfiguration",
                "InboundFederation",
                "IssuerConfiguration",
                "KeyConfiguration",
                "UnusedAccountValidityDays",
            }
        ),
    ),
    create=Operation("CreateUserPool", result="UserPool", omit=frozenset({"mfaConfiguration"})),
    reads=(
        Operation("DescribeUserPool", keys={"UserPoolId": "id"}, result="UserPool"),
        Operation(
            "GetUserPoolMfaConfig",
            keys={"UserPoolId": "id"},
            omit=frozenset({"smsAuthenticationMessage", "smsConfiguration"}),
        ),
    ),
    update=Operation("UpdateUserPool", keys={"UserPoolId": "id"}, omit=frozenset({"name", "tags"})),
    delete=Operation("DeleteUserPool", keys={"UserPoolId": "id"}),
    id_from="Id",
    create_answers_all=True,
    prepare=user_pool.prepare,
    create_steps=user_pool.after_create,
    update_steps=user_pool.around_update,
    complete=user_pool.complete,
)


def _complete_domain(properties: Properties, _answer: Mapping[str, Any], _around: Around) -> Properties:
    distribution = properties.get("cloudfrontDistribution", "")
    return {
        **properties,
        "certificateArn": properties.get("certificateArn", ""),
        "cloudfrontDistribution": distribution,
        "cloudfrontDistributionArn": distribution,
        "cloudfrontDistributionZoneId": _CLOUDFRONT_ZONE,
    }


def _only_a_new_version(
    _resource: Resource, _model: ServiceModel, update: Update, main: list[ApiCall]
) -> list[ApiCall]:
    """The version only where it changes. The certificate always: without it a custom domain would become a prefix."""
    unsaid = frozenset() if "managedLoginVersion" in update.changed else {"ManagedLoginVersion"}
    return [
        ApiCall(call.operation, {name: value for name, value in call.parameters.items() if name not in unsaid})
        for call in main
    ]


USER_POOL_DOMAIN = Resource(
    kind="aws:cognito/userPoolDomain:UserPoolDomain",
    label="user pool domain",
    inputs=("certificateArn", "domain", "managedLoginVersion", "userPoolId"),
    outputs=(
        "awsAccountId",
        "cloudfrontDistribution",
        "cloudfrontDistributionArn",
        "cloudfrontDistributionZoneId",
        "s3Bucket",
        "version",
    ),
    required=frozenset({"domain", "userPoolId"}),
    computed=frozenset({"managedLoginVersion"}),
    identity=frozenset({"domain", "userPoolId"}),
    naming=Naming(paths={"certificateArn": ("CustomDomainConfig.CertificateArn",)}),
    create=Operation("CreateUserPoolDomain"),
    reads=(Operation("DescribeUserPoolDomain", keys={"Domain": "id"}, result="DomainDescription"),),
    update=Operation("UpdateUserPoolDomain", keys={"Domain": "id", "UserPoolId": "userPoolId"}),
    delete=Operation("DeleteUserPoolDomain", keys={"Domain": "id", "UserPoolId": "userPoolId"}),
    id_from="{domain}",
    exists=lambda answer, _properties: bool(answer.get("Status")),
    ready=lambda answer: answer.get("Status") == "ACTIVE",
    gone_slowly=True,
    patience_s=lambda properties: 60 * _MINUTE if properties.get("certificateArn") else _MINUTE,
    # A domain name is taken until it is gone, and a pool has only one of each kind.
    delete_before_replace=True,
    update_steps=_only_a_new_version,
    complete=_complete_domain,
)


def _complete_resource_server(properties: Properties, _answer: Mapping[str, Any], _around: Around) -> Properties:
    identifier = properties.get("identifier")
    scopes = sorted(f"{identifier}/{scope['scopeName']}" for scope in properties.get("scopes", []))
    return {**properties, "scopeIdentifiers": scopes}


RESOURCE_SERVER = Resource(
    kind="aws:cognito/resourceServer:ResourceServer",
    label="resource server",
    inputs=("identifier", "name", "scopes", "userPoolId"),
    outputs=("scopeIdentifiers",),
    required=frozenset({"identifier", "userPoolId"}),
    autonamed=True,
    identity=frozenset({"identifier", "userPoolId"}),
    create=Operation("CreateResourceServer", result="ResourceServer"),
    reads=(
        Operation(
            "DescribeResourceServer",
            keys={"Identifier": "identifier", "UserPoolId": "userPoolId"},
            result="ResourceServer",
        ),
    ),
    update=Operation(
        "UpdateResourceServer", keys={"Identifier": "identifier", "UserPoolId": "userPoolId"}, result="ResourceServer"
    ),
    delete=Operation("DeleteResourceServer", keys={"Identifier": "identifier", "UserPoolId": "userPoolId"}),
    id_from="{userPoolId}|{identifier}",
    import_names=("userPoolId", "identifier"),
    import_separator="|",
    create_answers_all=True,
    # A pool has an identifier only once.
    delete_before_replace=True,
    complete=_complete_resource_server,
)


USER_GROUP = Resource(
    kind="aws:cognito/userGroup:UserGroup",
    label="user group",
    inputs=("description", "name", "precedence", "roleArn", "userPoolId"),
    outputs=(),
    required=frozenset({"userPoolId"}),
    autonamed=True,
    identity=frozenset({"name", "userPoolId"}),
    naming=Naming(paths={"name": ("GroupName",)}),
    create=Operation("CreateGroup", result="Group"),
    reads=(Operation("GetGroup", keys={"GroupName": "name", "UserPoolId": "userPoolId"}, result="Group"),),
    update=Operation("UpdateGroup", keys={"GroupName": "name", "UserPoolId": "userPoolId"}, result="Group"),
    delete=Operation("DeleteGroup", keys={"GroupName": "name", "UserPoolId": "userPoolId"}),
    id_from="{userPoolId}/{name}",
    import_names=("userPoolId", "name"),
    create_answers_all=True,
    update_steps=only_what_changes,
)

USER = Resource(
    kind="aws:cognito/user:User",
    label="user",
    inputs=(
        "attributes",
        "clientMetadata",
        "desiredDeliveryMediums",
        "enabled",
        "forceAliasCreation",
        "messageAction",
        "password",
        "temporaryPassword",
        "userPoolId",
        "username",
        "validationData",
    ),
    outputs=("creationDate", "lastModifiedDate", "mfaSettingLists", "preferredMfaSetting", "status", "sub"),
    required=frozenset({"userPoolId", "username"}),
    secrets=frozenset({"password", "temporaryPassword"}),
    defaults={"enabled": True},
    identity=frozenset({"userPoolId", "username"}),
    write_only=user.WRITE_ONLY,
    free_form=frozenset({"attributes", "validationData"}),
    separately=user.WRITE_ONLY | {"attributes", "enabled"},
    naming=Naming(
        paths={
            "attributes": ("UserAttributes",),
            "creationDate": ("UserCreateDate",),
            "lastModifiedDate": ("UserLastModifiedDate",),
            "mfaSettingLists": ("UserMFASettingList",),
            "status": ("UserStatus",),
        }
    ),
    create=Operation("AdminCreateUser", result="User"),
    reads=(
        Operation(
            "AdminGetUser",
            keys={"UserPoolId": "userPoolId", "Username": "username"},
            # Cognito answers with the name that it gave the user, which isn't always the one that it was given.
            omit=frozenset({"username"}),
        ),
    ),
    delete=Operation("AdminDeleteUser", keys={"UserPoolId": "userPoolId", "Username": "username"}),
    id_from="{userPoolId}/{username}",
    import_names=("userPoolId", "username"),
    delete_before_replace=True,
    prepare=user.prepare,
    create_steps=user.after_create,
    update_steps=user.calls_of_update,
    complete=user.complete,
)

USER_IN_GROUP = Resource(
    kind="aws:cognito/userInGroup:UserInGroup",
    label="user in group",
    inputs=("groupName", "userPoolId", "username"),
    outputs=(),
    required=frozenset({"groupName", "userPoolId", "username"}),
    identity=frozenset({"groupName", "userPoolId", "username"}),
    # The groups of a user say nothing about one membership, besides whether it is there.
    write_only=frozenset({"groupName", "userPoolId", "username"}),
    create=Operation("AdminAddUserToGroup"),
    reads=(Operation("AdminListGroupsForUser", keys={"UserPoolId": "userPoolId", "Username": "username"}),),
    delete=Operation(
        "AdminRemoveUserFromGroup", keys={"GroupName": "groupName", "UserPoolId": "userPoolId", "Username": "username"}
    ),
    id_from="{userPoolId},{groupName},{username}",
    import_names=("userPoolId", "groupName", "username"),
    import_separator=",",
    exists=lambda answer, properties: any(
        group.get("GroupName") == properties.get("groupName") for group in answer.get("Groups", [])
    ),
)

RESOURCES: Mapping[str, Resource] = {
    resource.kind: resource
    for resource in (
        USER_POOL,
        USER_POOL_DOMAIN,
        USER_POOL_CLIENT,
        MANAGED_USER_POOL_CLIENT,
        RESOURCE_SERVER,
        USER_GROUP,
        USER,
        USER_IN_GROUP,
        IDENTITY_PROVIDER,
        USER_POOL_UI_CUSTOMIZATION,
        MANAGED_LOGIN_BRANDING,
        RISK_CONFIGURATION,
        LOG_DELIVERY_CONFIGURATION,
        IDENTITY_POOL,
        IDENTITY_POOL_ROLE_ATTACHMENT,
        IDENTITY_POOL_PROVIDER_PRINCIPAL_TAG,
    )
}
"""Every resource type that the local target has, by Pulumi's type token."""
