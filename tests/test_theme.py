import numpy as np
import pytest

from lib.dataset import codebook
from lib.view.theme import (
    DARK,
    FAMILIES,
    LIGHT,
    PRINT,
    family,
    with_added,
)

# Machado, Oliveira and Fernandes 2009, severity 1.0, for linear RGB.
SIGHT = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216]]
        + [[-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413]]
        + [[-0.011820, 0.042940, 0.968881]]
    ),
}
TO_LMS = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566]]
    + [[0.0883024619, 0.2817188376, 0.6299787005]]
)
TO_LAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099]]
    + [[0.0259040371, 0.7827717662, -0.8086757660]]
)


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def oklab(colour: str, sight: str) -> np.ndarray:
    seen = np.clip(SIGHT[sight] @ linear(colour), 0, 1)
    return TO_LAB @ np.cbrt(TO_LMS @ seen)


THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)


def apart(colours: list[str], sight: str) -> np.ndarray:
    """The distance of every two colours as they are seen."""
    seen = np.array([oklab(colour, sight) for colour in colours])
    distance = np.linalg.norm(seen[:, None] - seen[None], axis=-1)
    return distance[np.triu_indices(len(seen), 1)]


@THEMES
def test_marks_keep_three_and_text_four_and_a_half_to_one_to_the_page(theme):
    assert min(contrast(colour, theme.page) for colour in theme.family.values()) >= 3
    pairs = [(t, p) for t in (theme.text, theme.quiet) for p in (theme.page, theme.band)]
    assert min(contrast(*pair) for pair in pairs) >= 4.5
    # No two families look alike to anybody.
    colours = list(theme.family.values())
    assert min(apart(colours, sight).min() for sight in SIGHT) > 0.1


@pytest.mark.parametrize("theme", [LIGHT, DARK, PRINT], ids=lambda t: t.name)
def test_families_differ_in_lightness_and_a_denial_has_its_own_sign(theme):
    assert list(theme.family) == list(theme.sign) == list(FAMILIES)
    light = np.sort([oklab(colour, "normal")[0] for colour in theme.family.values()])
    assert np.diff(light).min() > 0.025
    alike = [c for key, c in theme.family.items() if theme.sign[key] == "circle"]
    assert (np.diff(np.sort([oklab(colour, "normal")[0] for colour in alike])) > 0.1).all()
    signs = list(theme.sign.values())
    assert signs.count(theme.sign["denies"]) == 1
    assert theme.sign["denies"] == "triangle-down"
    assert theme is not PRINT or (len(set(signs)) == len(signs) and np.diff(light).min() > 0.06)


def test_every_claim_type_has_a_family_and_an_added_one_that_of_the_type_it_is_like():
    types = codebook.vocabulary("events", "claim_type")
    assert {family(code) for code in types} == set(FAMILIES)
    assert all(LIGHT.claim_type[code] == LIGHT.family[family(code)] for code in types)
    like = {"rebuttal": "denial", "finding": "assessment"}
    assert family("rebuttal", like) == "denies"
    assert with_added(LIGHT, like).claim_type["finding"] == LIGHT.family["judges"]
    with pytest.raises(LookupError, match="'gossip' is unknown"):
        family("gossip", like)
