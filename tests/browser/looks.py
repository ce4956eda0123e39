"""What makes a page usable, asked of a real browser."""

from typing import Any

from playwright.sync_api import Page

from tests.browser.accessibility import violations

PHONE = {"width": 320, "height": 640}
LEAST_CONTRAST = 4.5
LEAST_TARGET_PX = 44

UNLABELLED = """() => [...document.querySelectorAll("input:not([type=hidden], [type=submit]), select, textarea")]
    .filter(one => !one.labels.length && !one.ariaLabel).map(one => one.outerHTML)"""

SMALL = """least => [...document.querySelectorAll("button, .button, input:not([type=hidden])")]
    .map(one => one.matches("[type=radio], [type=checkbox]") ? one.closest("label") : one)
    .filter(one => one.offsetParent && one.getBoundingClientRect().height < least).map(one => one.outerHTML)"""

# WCAG 2.2, relative luminance and contrast ratio.
FAINT = """least => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const rgba = colour => {
        canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const luminance = ([r, g, b]) => [r, g, b].map(one => one / 255)
        .map(one => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
        .reduce((sum, one, at) => sum + one * [0.2126, 0.7152, 0.0722][at], 0);
    const ground = one => {
        for (; one; one = one.parentElement) {
            const colour = rgba(getComputedStyle(one).backgroundColor);
            if (colour[3] === 255) return colour;
        }
        return [255, 255, 255, 255];
    };
    const faint = [];
    for (const one of document.querySelectorAll("body *")) {
        const text = [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
        if (!text || !one.offsetParent || one.matches("script, style")) continue;
        const [a, b] = [luminance(rgba(getComputedStyle(one).color)), luminance(ground(one))].sort((x, y) => y - x);
        const ratio = (a + 0.05) / (b + 0.05);
        if (ratio < least) faint.push(`${ratio.toFixed(2)} ${one.outerHTML.slice(0, 100)}`);
    }
    return faint;
}"""


def complaints(page: Page) -> list[Any]:
    """What is wrong with a page as it stands: headings, labels, sizes, contrast, its width on a phone; axe's rules."""
    found: list[Any] = []
    if (headings := page.locator("h1").count()) != 1:
        found.append(f"{headings} h1")
    if page.title().removeprefix("Error: ").partition(" · ")[0] != page.locator("h1").inner_text():
        found.append(f"title {page.title()!r}")
    found += page.evaluate(UNLABELLED)
    found += page.evaluate(SMALL, LEAST_TARGET_PX)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += page.evaluate(FAINT, LEAST_CONTRAST)
    page.emulate_media(color_scheme="light")
    found += violations(page)
    shown = page.viewport_size
    page.set_viewport_size(PHONE)  # type: ignore[arg-type] # the dict that it asks for
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > PHONE["width"]:
        found.append(f"{width} px wide on a phone")
    found += [f"on a phone: {one}" for one in violations(page)]
    if shown:
        page.set_viewport_size(shown)
    return found
