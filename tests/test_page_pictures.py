"""Pictures of the page's main states, kept in build/screenshots/ to be looked at, and what can be measured in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import fingraph

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PICTURES = Path(__file__).parents[1] / "build" / "screenshots"
SIZES = {"laptop": (1280, 800), "desktop": (1920, 1080), "phone": (390, 844)}

RECORD_NAMES = """
window.written = [];
const fill = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
  const ratio = this.canvas.width / (this.canvas.clientWidth || this.canvas.width);
  window.written.push([text, parseFloat(this.font.match(/([0-9.]+)px/)[1]) * this.getTransform().a / ratio]);
  return fill.call(this, text, ...rest);
};
"""


def first_view(_page: Page) -> None:
    """Leave the page as it opens."""


def item(page: Page) -> None:
    page.fill("#search", "大模型")
    page.keyboard.press("Enter")
    page.wait_for_selector("#details h2")


def evidence(page: Page) -> None:
    item(page)
    page.click("#details .proof >> nth=0")
    page.wait_for_selector("#details .proof-card")


def view(name: str) -> Callable[[Page], None]:
    def show(page: Page) -> None:
        page.click(f"#views [data-view={name}]")
        page.wait_for_selector(f"#{name}:not([hidden]) > *")

    return show


STATES: dict[str, Callable[[Page], None]] = {
    "first-view": first_view,
    "item": item,
    "evidence": evidence,
    "table": view("table"),
    "matrix": view("matrix"),
    "layers": view("layers"),
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("page") / "page.html"
    fingraph.write_html(fingraph.to_networkx(), file, title="Ten trends 十大趋势", details=fingraph.read_details())
    return file.as_uri()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("locale", "scheme"), [("en-GB", "light"), ("zh-CN", "dark")])
def test_main_states_fit_their_screen(browser: Browser, address: str, size: str, locale: str, scheme: str) -> None:
    width, height = SIZES[size]
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, reach in STATES.items():
        page = browser.new_page(
            viewport={"width": width, "height": height},
            locale=locale,
            color_scheme="dark" if scheme == "dark" else "light",
        )
        page.goto(address)
        page.wait_for_selector("html[data-ready]")
        reach(page)
        page.wait_for_timeout(300)
        page.screenshot(path=PICTURES / f"{name}-{size}-{locale}-{scheme}.png")
        wide, high = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
        assert wide == width, name
        assert high == height or size == "phone", f"{name}: only a phone's reader scrolls"
        page.close()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_names_can_be_read_at_first_view(browser: Browser, address: str, size: str, locale: str) -> None:
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height}, locale=locale)
    page.add_init_script(RECORD_NAMES)
    page.goto(address)
    page.wait_for_selector("html[data-ready]")
    page.wait_for_timeout(400)
    written: list[tuple[str, float]] = page.evaluate("window.written")
    assert len({text for text, _ in written}) >= (12 if size == "phone" else 40)
    assert min(pixels for _, pixels in written) >= 11
    page.close()


@pytest.mark.usefixtures("chinese")
def test_chinese_is_set_in_a_chinese_font(browser: Browser, address: str) -> None:
    page = browser.new_page(locale="zh-CN")
    page.goto(address)
    page.wait_for_selector("html[data-ready]")
    item(page)
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": "#details h2"})["nodeId"]
    fonts = {font["familyName"] for font in session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]}
    assert any(
        "CJK" in font or "Source Han" in font or "WenQuanYi" in font or "Droid Sans Fallback" in font for font in fonts
    ), fonts
    page.close()
