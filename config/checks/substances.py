"""Handbook figures of common gases, to find typing errors. They are no limits: the plant's own figures count.

Explosion limits differ by some tenths between handbooks, so only a figure that is wrong by half is refused.
"""

from collections.abc import Mapping

SLIP = 1.5

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

# mg/m3, the highest of GBZ 2.1's limits for the gas
EXPOSURE_LIMITS: Mapping[str, float] = {"H2S": 10, "Cl2": 1, "NH3": 30, "CO": 30}

# g/mol
MOLAR_MASSES: Mapping[str, float] = {
    "H2S": 34.08,
    "Cl2": 70.90,
    "NH3": 17.03,
    "CO": 28.01,
    "CO2": 44.01,
    "SO2": 64.07,
    "NO": 30.01,
    "NO2": 46.01,
    "HCl": 36.46,
    "HF": 20.01,
    "HCN": 27.03,
    "PH3": 34.00,
    "AsH3": 77.95,
    "O3": 48.00,
    "COCl2": 98.92,
    "CH3OH": 32.04,
    "C6H6": 78.11,
    "C7H8": 92.14,
}


def near(value: float, known: float, factor: float) -> bool:
    """Whether a value lies between the known value divided by the factor and the known value times the factor."""
    return known / factor <= value <= known * factor
