"""The running app without a mouse, and as axe-core judges it against WCAG 2.2 A and AA.

Axe comes inside the package axe-playwright-python; nothing is fetched.
"""

import re
from importlib.resources import files

import pytest
from playwright.sync_api import Page, expect

from lib.ui import PAGES
from tests.browsing import PATHS, arrived, go, network_drawn, panel, settle

pytestmark = pytest.mark.browser

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What Streamlit draws and a stylesheet cannot mend: a rule of axe and the elements it is held off.
STREAMLITS_OWN = {
    # Year, month and day of a date that is set are 17 by 18 pixels; six of 24 do not fit the
    # sidebar. The calendar button beside them does the same (2.5.8 allows an equivalent).
    "target-size": '[data-testid="stDateInput"] [role="spinbutton"]',
}

# Contrast as WCAG 2 defines it, through shadow roots and translucent layers.
CONTRAST = """
const brush = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
const colour = (css) => {
    brush.clearRect(0, 0, 1, 1);
    brush.fillStyle = css;
    brush.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = brush.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
};
const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3]));
const light = (rgb) => {
    const [r, g, b] = rgb.map((x) => x / 255)
        .map((x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
};
const parent = (e) => e.parentElement ?? e.getRootNode().host ?? null;
const ground = (e) => {
    if (!e) return [255, 255, 255];
    const own = colour(getComputedStyle(e).backgroundColor);
    return own[3] === 1 ? own.slice(0, 3) : over(own, ground(parent(e)));
};
"""
FINDINGS = (
    """async ([standards, held_off]) => {"""
    + CONTRAST
    + """
    // Of the words in a chart axe cannot tell what is behind them; they are measured below.
    const found = await axe.run({ exclude: [".main-svg"] }, {
        runOnly: standards, resultTypes: ["violations"], elementRef: true,
    });
    const serious = found.violations
        .filter((rule) => ["serious", "critical"].includes(rule.impact))
        .flatMap((rule) => rule.nodes
            .filter((node) => !(rule.id in held_off && node.element.matches(held_off[rule.id])))
            .map((node) => `${rule.id}: ${node.html.slice(0, 120)} ${node.failureSummary}`));
    const faint = [...document.querySelectorAll(".js-plotly-plot text")]
        .filter((text) => text.getBoundingClientRect().width)
        .flatMap((text) => {
            const fill = colour(getComputedStyle(text).fill);
            const bar = text.matches(".bartext-inside") && text.parentElement.querySelector("path");
            const below = bar
                ? colour(getComputedStyle(bar).fill).slice(0, 3)
                : ground(text.closest(".js-plotly-plot"));
            const ratio = contrast(over(fill, below), below);
            return ratio < 4.5 ? [`chart: ${text.textContent} ${ratio.toFixed(1)}`] : [];
        });
    return [...serious, ...faint];
}"""
)
# The name of what has the focus and whether that can be seen: an outline, a border or a ground,
# its own or of what it stands in, that goes when the focus is taken away for a moment.
FOCUS = (
    """async () => {"""
    + CONTRAST
    + """
    let element = document.activeElement;
    while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    if (element === document.body) return null;
    const look = () => {
        const looks = [];
        for (let at = element; at && looks.length < 4; at = parent(at)) {
            const style = getComputedStyle(at);
            const below = ground(parent(at));
            const drawn = (line, width, ink) => line !== "none" && parseFloat(width) >= 1
                && contrast(over(colour(ink), below), below) >= 3 ? ink : "";
            looks.push({
                outline: drawn(style.outlineStyle, style.outlineWidth, style.outlineColor),
                border: drawn(style.borderTopStyle, style.borderTopWidth, style.borderTopColor),
                ground: ground(at),
            });
        }
        return looks;
    };
    const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    await drawn();
    const focused = look();
    element.blur();
    await drawn();
    const rest = look();
    element.focus({ preventScroll: true });
    const seen = focused.some((at, i) => (at.outline && at.outline !== rest[i].outline)
        || (at.border && at.border !== rest[i].border)
        || contrast(at.ground, rest[i].ground) >= 3);
    const words = element.ariaLabel || element.innerText?.trim().split("\\n").pop();
    return [words || element.outerHTML.slice(0, 80), seen];
}"""
)


def findings(page: Page) -> list[str]:
    """What is wrong on the page that is open, seriously or critically."""
    settle(page)
    expect(page.locator("[data-stale=true]")).to_have_count(0)
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    return page.evaluate(FINDINGS, [STANDARDS, STREAMLITS_OWN])


def tab_to(page: Page, selector: str, key: str = "Tab", at_most: int = 250) -> None:
    """Press `key` until what `selector` names has the focus."""
    for _ in range(at_most):
        page.keyboard.press(key)
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} has not been reached by {at_most} times {key}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_any_page(visit, scheme):
    page = visit("/?event=E038", scheme)
    found = {}
    for name, path in PATHS.items():
        shown = page.locator(".st-key-pages").get_by_role("link", name=PAGES[name])
        if not shown.count():
            continue  # these tables have no places and no story
        if path != "/":
            shown.click()
        expect(page).to_have_url(re.compile(rf"\d{path}(\?|$)"))
        found[path] = findings(page)
        # A briefing and a step of the story have the event on their card.
        expect(panel(page)).to_have_count(0 if name in ("briefing", "codebook", "story") else 1)
    if scheme == "light":
        for path in ("/network?node=iran", "/sources", "/records?date=2023-02&q=zzzz"):
            go(page, path)
            found[path] = findings(page)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_an_arrow_and_a_passage_are_opened_and_closed_by_keyboard(visit):
    page = visit("/network")
    network_drawn(page)
    tab_to(page, ".st-key-network_list summary")
    page.keyboard.press("Space")
    expect(page.locator(".st-key-network_list a").first).to_be_visible()
    assert findings(page) == []
    tab_to(page, '.st-key-network_list a[href*="edge="]')
    page.keyboard.press("Enter")
    arrived(page, "edge=")
    expect(panel(page)).to_contain_text("in view")
    for link, key in (
        ('.st-key-event_detail a[href*="event="]', "Shift+Tab"),
        ("a.article-passage", "Tab"),
    ):
        tab_to(page, link, key)
        page.keyboard.press("Enter")
        arrived(page, "event=")
        expect(panel(page).locator("mark").first).to_be_visible()
        tab_to(page, ".st-key-close button", key)
        page.keyboard.press("Space")
        expect(panel(page)).to_have_count(0)
        assert not re.search("event=|edge=", page.url)
        go(page, "/sources")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_whatever_the_keyboard_stands_on_can_be_seen(visit, scheme):
    page = visit("/?actor=russia&date=2022-09-01/2023-03-01&event=E012", scheme)
    network_drawn(page)
    # A look that fades in cannot be told from none while it does.
    page.add_style_tag(content="*, *::before, *::after { transition: none !important; }")
    passed = {}
    for _ in range(200):
        page.keyboard.press("Tab")
        if (told := page.evaluate(FOCUS)) is None:
            break
        name, seen = told
        passed[name] = passed.get(name, True) and seen
    assert told is None
    assert [name for name, seen in passed.items() if not seen] == []
    assert {"Timeline", "Actor", "Search", "Zoom in", "Close ✕", "The network as a list"} <= {
        *passed
    }
