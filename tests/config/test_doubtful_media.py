"""What loading says of an area's media that no gas test would show: a toxic gas without a limit, and dusts."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest
from plant import MORNING

from config.loader import load
from config.root import ROOT
from handlers.plant import notes

PLANTS = ROOT / "config" / "plants"
# Media of an area of each plant; where it says what it adds to the library's flammable ones, or that it adds none.
ANHE = ("anhe", "[丙烷]", "effective_from: 2026-11-01\n", "effective_from: 2026-11-01\ngas: {{take: all, {0}}}\n")
LIZHOU = (
    "lizhou",
    "[二甲苯]",
    "  media: {more: [{name: 乙炔, lel_pct: 2.5}, {name: 二甲苯, lel_pct: 1.0}]}\n",
    "  {0}\n",
)
BURNS = "media: {more: [{name: 二甲苯, lel_pct: 1.0}, {name: 乙炔, lel_pct: 2.5}, {name: 磷化氢, lel_pct: 1.6}]}"
LIMITS = "toxic: {take: all, limits: {more: [{gas: 磷化氢, formula: PH3, limit: 0.3, kind: MAC, molar_mass: 34.0}]}}"


def said(folder: Path) -> tuple[list[str], list[str]]:
    """What is said of phosphine and of dust."""
    found = notes(load(folder), MORNING.date())
    return [each for each in found if "“磷化氢”" in each], [each for each in found if "“粮食粉尘”" in each]


@pytest.mark.parametrize(("name", "media", "old", "new"), [ANHE, LIZHOU])
def test_a_toxic_medium_needs_its_own_limit_and_a_dust_a_measure(
    tmp_path: Path, name: str, media: str, old: str, new: str
) -> None:
    assert said(PLANTS / name) == ([], []) and not [
        each for each in notes(load(PLANTS / name), MORNING.date()) if "有毒" in each
    ]
    plant = copytree(PLANTS / name, tmp_path / name)
    file, templates = plant / "plant.yaml", plant / "permit_templates.yaml"
    text, kinds = file.read_text(encoding="utf-8"), templates.read_text(encoding="utf-8")
    assert f"media: {media}" in text and old in kinds
    file.write_text(text.replace(f"media: {media}", f"media: {media[:-1]}, 磷化氢, 粮食粉尘]", 1), encoding="utf-8")
    for gases, limited in (("", False), (BURNS, False), (f"{BURNS}\n  {LIMITS}", True)):
        if gases:
            more = gases if name == "lizhou" else gases.replace("\n  ", ", ")
            templates.write_text(kinds.replace(old, new.format(more), 1), encoding="utf-8")
        toxic, dust = said(plant)
        assert bool(toxic) is not limited
        assert all("gas.toxic.limits" in each and "最多 0.3 mg/m3" in each for each in toxic)
        assert len(dust) == 1 and "measures" in dust[0] and "补上爆炸下限" not in dust[0]
