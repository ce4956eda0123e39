"""Rules of the pages that a user sees: the classic hosted UI and managed login."""

import base64
import json
from collections.abc import Iterator
from typing import Final

from cognito_model.domains import MANAGED_LOGIN_VERSIONS
from cognito_model.resource_quotas import MAX_BRANDING_REQUEST_BYTES
from cognito_model.shapes import most
from cognito_model.tiers import LITE
from components.checking.keys import (
    FLAG,
    Blocks,
    JsonObject,
    entry,
    table,
)
from components.checking.problems import UNKNOWN, Problem
from components.checking.view import Known, block, blocks

BRANDING_ASSET: Final = table(
    "BrandingAssetArgs",
    "An image of managed login.",
    entry("bytes", "AssetBytesType", "The image in base64, up to 1,000,000 bytes.", words="none"),
    entry("category", "AssetCategoryType", "Where the image is used, e.g. FORM_LOGO.", required=True),
    entry("color_mode", "ColorSchemeModeType", "LIGHT, DARK or DYNAMIC.", required=True),
    entry("extension", "AssetExtensionType", "ICO, JPEG, PNG, SVG or WEBP.", required=True),
    entry("resource_id", "ResourceIdType", "The ID of an existing image.", words="none"),
)

BRANDING: Final = table(
    "BrandingArgs",
    "The appearance of managed login for one client.",
    entry("assets", Blocks(BRANDING_ASSET, unique=()), "Images, up to 40.", words="none"),
    entry("settings", JsonObject(), "The settings, as the branding editor exports them.", words="none"),
    entry(
        "use_cognito_provided_values",
        FLAG,
        "Whether it has Cognito's own look, without settings and assets.",
        words="true without settings and assets",
    ),
    resource="ManagedLoginBranding",
)

UI_CUSTOMIZATION: Final = table(
    "UiCustomizationArgs",
    "The appearance of the classic hosted UI.",
    entry("css", "CSSType", "CSS with Cognito's own class names.", words="none"),
    entry("image_file", "ImageFileType", "The logo in base64, up to 128 KiB.", words="none"),
    resource="UserPoolUICustomization",
)


CLASSIC, MANAGED_LOGIN = MANAGED_LOGIN_VERSIONS


def managed_login_needs_a_tier(auth: Known) -> Iterator[Problem]:
    """Managed login isn't part of the LITE plan (CreateUserPoolDomain)."""
    if _version(auth) == MANAGED_LOGIN and auth.get("user_pool_tier") == LITE:
        path = "domain.managed_login_version"
        yield Problem(path, "needs user_pool_tier ESSENTIALS or PLUS", MANAGED_LOGIN, CLASSIC)


def branding_is_one_thing(auth: Known) -> Iterator[Problem]:
    """A style is Cognito's own, or has settings and assets (CreateManagedLoginBranding)."""
    for path, client in blocks(auth, "clients"):
        branding = block(client, "branding")
        given = [key for key in ("settings", "assets") if key in branding]
        plain = branding.get("use_cognito_provided_values")
        where = f"{path}.branding.use_cognito_provided_values"
        if plain is True and given:
            yield Problem(where, f"can't be combined with {given[0]}", value=True, suggestion=False)
        if plain is False and not given:
            yield Problem(where, "must be true without settings and assets", value=False, suggestion=True)


def branding_is_not_too_large(auth: Known) -> Iterator[Problem]:
    """At most 40 images, and two megabytes in one request."""
    for path, client in blocks(auth, "clients"):
        branding = block(client, "branding")
        assets = [asset for _, asset in blocks(branding, "assets")]
        if len(assets) > most("AssetListType"):
            rule = f"must have at most {most('AssetListType')} items, not {len(assets)}"
            yield Problem(f"{path}.branding.assets", rule)
        images = [asset.get("bytes") for asset in assets]
        size = sum(len(base64.b64decode(image)) for image in images if isinstance(image, str))
        size += len(json.dumps(branding.get("settings", {}), default=str))
        if size > MAX_BRANDING_REQUEST_BYTES:
            rule = f"must have at most {MAX_BRANDING_REQUEST_BYTES} bytes together with its assets, not {size}"
            yield Problem(f"{path}.branding", rule)


def assets_are_there(auth: Known) -> Iterator[Problem]:
    """An image is given, or is one that is there already (AssetType)."""
    for path, client in blocks(auth, "clients"):
        for where, asset in blocks(block(client, "branding"), "assets"):
            if "bytes" not in asset and "resource_id" not in asset:
                yield Problem(f"{path}.branding.{where}", "must have bytes or resource_id")


def customization_needs_the_classic_pages(auth: Known) -> Iterator[Problem]:
    """CSS and logo are for the classic hosted UI, which needs a domain (SetUICustomization)."""
    for path, owner in (("", auth), *((f"{path}.", client) for path, client in blocks(auth, "clients"))):
        if "ui_customization" not in owner:
            continue
        where = f"{path}ui_customization"
        if "domain" not in auth:
            yield Problem(where, "needs a domain")
        elif _version(auth) == MANAGED_LOGIN:
            yield Problem(where, "is for the classic hosted UI; managed login has clients[].branding")
        if owner["ui_customization"] == {}:
            yield Problem(where, "must have css or image_file")


def _version(auth: Known) -> object:
    """Which pages the domain serves; UNKNOWN where it isn't known."""
    domain = auth.get("domain", {})
    return UNKNOWN if domain is UNKNOWN else domain.get("managed_login_version", CLASSIC)


RULES = (
    managed_login_needs_a_tier,
    branding_is_one_thing,
    branding_is_not_too_large,
    assets_are_there,
    customization_needs_the_classic_pages,
)
