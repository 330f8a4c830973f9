"""How substances are compared, and handbook figures of common ones, to find typing errors.

The figures are no limits: the plant's own count. Explosion limits differ by some tenths between handbooks, so only a
figure that is wrong by half is refused.
"""

import re
from collections.abc import Mapping

from rules.texts import bare

SLIP = 1.5
# What the explosion limits of gases and vapours lie between, %vol.
LOWEST_LEL, HIGHEST_LEL = 0.5, 35.0
# Above any limit of GBZ 2.1 but those of the gases below, mg/m3.
HIGHEST_EXPOSURE = 1_500.0
IN_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]|【.*?】")

# lower explosion limit in air, %vol
EXPLOSION_LIMITS: Mapping[str, float] = {
    "氢气": 4.0,
    "甲烷": 5.0,
    "天然气": 5.0,
    "乙烷": 3.0,
    "丙烷": 2.1,
    "丁烷": 1.8,
    "乙烯": 2.7,
    "丙烯": 2.2,
    "乙炔": 2.5,
    "甲醇": 5.8,
    "乙醇": 3.3,
    "丙酮": 2.4,
    "苯": 1.2,
    "甲苯": 1.1,
    "二甲苯": 1.0,
    "环氧乙烷": 2.8,
    "环氧丙烷": 2.2,
    "汽油": 1.3,
    "一氧化碳": 12.0,
    "硫化氢": 4.2,
    "氨": 15.5,
}

# Other names and formulas of these substances.
ALSO: Mapping[str, tuple[str, ...]] = {
    "氢气": ("H2", "氢"),
    "甲烷": ("CH4", "沼气"),
    "乙烷": ("C2H6",),
    "丙烷": ("C3H8",),
    "丁烷": ("C4H10", "正丁烷"),
    "乙烯": ("C2H4",),
    "丙烯": ("C3H6",),
    "乙炔": ("C2H2",),
    "甲醇": ("CH3OH", "CH4O"),
    "乙醇": ("C2H5OH", "C2H6O", "酒精"),
    "苯": ("C6H6",),
    "甲苯": ("C7H8",),
    "二甲苯": ("C8H10",),
    "一氧化碳": ("CO",),
    "硫化氢": ("H2S",),
    "氨": ("NH3", "氨气", "液氨"),
    "氯气": ("Cl2", "氯", "液氯"),
    "二氧化碳": ("CO2",),
    "二氧化硫": ("SO2",),
    "一氧化氮": ("NO",),
    "二氧化氮": ("NO2",),
    "氯化氢": ("HCl",),
    "氟化氢": ("HF",),
    "氰化氢": ("HCN",),
    "磷化氢": ("PH3",),
    "砷化氢": ("AsH3",),
    "臭氧": ("O3",),
    "光气": ("COCl2",),
    "六氟化硫": ("SF6",),
}

# mg/m3, the highest of GBZ 2.1's limits for the gas
EXPOSURE_LIMITS: Mapping[str, float] = {
    "硫化氢": 10,
    "氯气": 1,
    "氨": 30,
    "一氧化碳": 30,
    "二氧化碳": 18_000,
    "二氧化硫": 10,
    "一氧化氮": 15,
    "二氧化氮": 10,
    "氯化氢": 7.5,
    "氟化氢": 2,
    "氰化氢": 1,
    "磷化氢": 0.3,
    "砷化氢": 0.03,
    "臭氧": 0.3,
    "光气": 0.5,
    "甲醇": 50,
    "苯": 10,
    "甲苯": 100,
    "二甲苯": 100,
    "六氟化硫": 6_000,
}

# Those that are liquids: their vapour is tested as a flammable gas where the plant has its explosion limit.
LIQUIDS = frozenset({"甲醇", "苯", "甲苯", "二甲苯"})

# g/mol
MOLAR_MASSES: Mapping[str, float] = {
    "硫化氢": 34.08,
    "氯气": 70.90,
    "氨": 17.03,
    "一氧化碳": 28.01,
    "二氧化碳": 44.01,
    "二氧化硫": 64.07,
    "一氧化氮": 30.01,
    "二氧化氮": 46.01,
    "氯化氢": 36.46,
    "氟化氢": 20.01,
    "氰化氢": 27.03,
    "磷化氢": 34.00,
    "砷化氢": 77.95,
    "臭氧": 48.00,
    "光气": 98.92,
    "甲醇": 32.04,
    "苯": 78.11,
    "甲苯": 92.14,
    "二甲苯": 106.17,
    "六氟化硫": 146.06,
}
_SPELLINGS = {bare(also): name for name, others in ALSO.items() for also in others}


def substance(written: str) -> str:
    """One text for every spelling of a substance: name or formula, whatever its blanks, widths, subscripts, and what
    stands behind it in brackets."""
    key = bare(written)
    key = (IN_BRACKETS.sub("", key) or key).removesuffix("气体").removesuffix("蒸气").removesuffix("蒸汽") or key
    return _SPELLINGS.get(key, key)


def near(value: float, known: float, factor: float) -> bool:
    """Whether a value lies between the known value divided by the factor and the known value times the factor."""
    return known / factor <= value <= known * factor
