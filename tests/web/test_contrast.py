"""WCAG AA of every pair of tokens that text or a control uses, in light and in dark."""

import pathlib
import re

import pytest

import sanxiang.web

CSS = pathlib.Path(sanxiang.web.__file__).parent / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text()
TEXT = [
    *(
        (ink, ground)
        for ink in ("ink", "muted", "indigo", "indigo-deep", "cinnabar", "amber", "pine")
        for ground in ("paper", "card", "sunk")
    ),
    *((ink, "indigo-wash") for ink in ("ink", "muted", "indigo-deep", "indigo")),
    *((name, f"{name}-wash") for name in ("cinnabar", "amber", "pine")),
    *(("ink", f"{name}-wash") for name in ("cinnabar", "amber", "pine")),
    ("on-indigo", "indigo"),
    ("on-indigo", "indigo-deep"),
]
CONTROLS = [("edge", ground) for ground in ("paper", "card", "sunk")]


def palette(start: str) -> dict[str, str]:
    block = TOKENS[TOKENS.index(start) :]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block[: block.index("}")]))


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


LIGHT = palette(":root {")
THEMES = {"light": LIGHT, "dark": LIGHT | palette(':root[data-theme="dark"] {')}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(theme, ink, ground):
    found = contrast(THEMES[theme][ink], THEMES[theme][ground])
    assert found >= 4.5, f"{ink} on {ground} in {theme}: {found:.2f}"


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("edge", "ground"), CONTROLS)
def test_the_edge_of_a_control_can_be_seen(theme, edge, ground):
    assert contrast(THEMES[theme][edge], THEMES[theme][ground]) >= 3


def test_dark_by_wish_of_the_system_and_of_the_reader_are_the_same():
    assert palette(':root:not([data-theme="light"]) {') == palette(':root[data-theme="dark"] {')


def test_styles_stay_small():
    assert sum(file.stat().st_size for file in CSS.glob("*.css")) < 48_000


def test_colours_are_named_in_one_place():
    """Elsewhere only white and the seal's own red, which stays itself in the dark because it is printed on white."""
    allowed = {"#fff", "#b3332a", "#8f2820", "#999", "#000"}
    for file in CSS.glob("*.css"):
        if file.name != "tokens.css":
            assert set(re.findall(r"#[0-9a-f]{3,6}\b", file.read_text())) <= allowed, file.name
