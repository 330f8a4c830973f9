"""Positions and presence: the shift to map coordinates, distances to areas, and the words for who is not there."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from math import hypot

import pytest
from anhe import MORNING, PLANT, RULES, at
from hypothesis import given
from hypothesis import strategies as st

from rules.geo import between_m, crosses_itself, distance_m, inside, sites, wgs84_to_gcj02
from rules.plant import Area
from rules.presence import PresenceAnswer, check, read_position

NOW = at(MORNING)
SEWAGE = PLANT.area("sewage")
HERE = {"longitude": 121.9045, "latitude": 32.5027, "accuracy": 8, "at": NOW.isoformat(), "crs": "GCJ-02"}
SQUARE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


def seen(**changes: object) -> tuple[str, str]:
    answer = check({**HERE, **changes}, SEWAGE, PLANT, RULES.defaults.presence, NOW)
    return answer.verdict, answer.words


def test_at_the_site_is_ok() -> None:
    assert seen() == ("ok", "已在污水处理站现场（手机定位在区域内，误差 8 米）")


def test_a_gps_position_is_shifted_before_it_is_measured() -> None:
    assert seen(crs="WGS-84")[0] == "far"


@pytest.mark.parametrize(
    ("changes", "verdict", "words"),
    [
        ({"latitude": 32.5127}, "far", "你离污水处理站约 1043 米：请到现场再签"),
        ({"at": (NOW - timedelta(minutes=20)).isoformat()}, "stale", "定位是 20 分钟前的：请在现场重新定位"),
        (
            {"at": (NOW + timedelta(minutes=20)).isoformat()},
            "stale",
            "手机报的定位时间还没到：请校准手机时间，再重新定位",
        ),
        ({"accuracy": 300}, "stale", "定位误差 300 米，太大：请到开阔处重新定位"),
        ({"latitude": "?"}, "denied", "没有拿到定位：请打开手机定位再签，或扫现场二维码并拍照"),
        ({"latitude": 320}, "denied", "没有拿到定位：请打开手机定位再签，或扫现场二维码并拍照"),
    ],
)
def test_who_is_not_shown_to_be_there_reads_what_to_do(changes: dict[str, object], verdict: str, words: str) -> None:
    assert seen(**changes) == (verdict, words)


def test_a_position_of_the_future_is_no_position_of_now() -> None:
    later = (NOW + timedelta(minutes=20)).isoformat()
    assert seen(at=later) == ("stale", "手机报的定位时间还没到：请校准手机时间，再重新定位")


def test_a_phone_that_is_a_little_fast_is_still_at_the_site() -> None:
    assert seen(at=(NOW + timedelta(seconds=20)).isoformat())[0] == "ok"


def test_on_the_very_limit_of_age_accuracy_and_distance_is_at_the_site() -> None:
    rule = RULES.defaults.presence
    assert seen(at=(NOW - timedelta(seconds=rule.max_age_s)).isoformat())[0] == "ok"
    assert seen(at=(NOW + timedelta(seconds=rule.max_age_s)).isoformat())[0] == "ok"
    assert seen(accuracy=rule.max_accuracy_m)[0] == "ok"
    outside = {**HERE, "latitude": 32.5127}
    away = check(outside, SEWAGE, PLANT, rule, NOW).distance_m
    assert away is not None and round(away) == 1043
    reached = check(outside, SEWAGE, PLANT, replace(rule, radius_m=away), NOW)
    assert (reached.ok, reached.distance_m) == (True, away)


def test_an_old_position_is_told_in_whole_minutes() -> None:
    assert seen(at=(NOW - timedelta(minutes=120)).isoformat())[1] == "定位是 120 分钟前的：请在现场重新定位"


def test_where_the_plant_asks_for_no_position_none_is_needed() -> None:
    none = replace(RULES.defaults.presence, required=False)
    assert check(None, SEWAGE, PLANT, none, NOW) == PresenceAnswer("ok", "本票不要求定位")


@pytest.mark.parametrize(
    ("changes", "sane"),
    [
        ({"latitude": 90}, True),
        ({"latitude": -90.5}, False),
        ({"longitude": -180}, True),
        ({"longitude": 180.5}, False),
        ({"accuracy": 0}, True),
        ({"accuracy": -0.5}, False),
        ({"accuracy": "inf"}, False),
        ({"accuracy": "nan"}, False),
        ({"latitude": "nan"}, False),
        ({"at": "9999-12-31T23:59:59-14:00"}, False),
        ({"at": "2026-11-25T08:10"}, False),
    ],
)
def test_a_position_lies_on_the_earth_and_its_moment_has_a_time_zone(changes: dict[str, object], sane: bool) -> None:
    assert (read_position({**HERE, **changes}) is not None) == sane


def test_a_position_that_names_no_coordinates_is_of_chinese_maps() -> None:
    given = read_position({name: value for name, value in HERE.items() if name != "crs"})
    assert given is not None and given.crs == "GCJ-02"


def test_who_gives_no_position_is_told_of_the_code_only_where_the_plant_has_it() -> None:
    rule = RULES.defaults.presence
    told = [check(None, SEWAGE, PLANT, each, NOW).words for each in (rule, replace(rule, fallback=()))]
    assert told == ["没有拿到定位：请打开手机定位再签，或扫现场二维码并拍照", "没有拿到定位：请打开手机定位再签"]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, ""),
        ({"latitude": "?"}, "签时没有定位"),
        ({"at": (NOW - timedelta(minutes=20)).isoformat()}, "签时定位不准"),
        ({"at": (NOW + timedelta(minutes=20)).isoformat()}, "签时定位不准"),
        ({"accuracy": 300}, "签时定位不准"),
        ({"latitude": 32.5127}, "签时离污水处理站约 1043 米"),
    ],
)
def test_under_a_line_that_may_be_signed_anywhere_stands_the_bare_fact(changes: dict[str, object], found: str) -> None:
    assert check({**HERE, **changes}, SEWAGE, PLANT, RULES.defaults.presence, NOW).found == found


def test_no_position_at_all_is_denied() -> None:
    assert check(None, SEWAGE, PLANT, RULES.defaults.presence, NOW).verdict == "denied"


def test_the_map_shift_of_a_known_place() -> None:
    longitude, latitude = wgs84_to_gcj02((116.39089, 39.90734))
    assert (longitude, latitude) == pytest.approx((116.39713, 39.90874), abs=2e-5)


def test_the_map_shift_is_the_published_one_to_the_last_digit() -> None:
    """The worked example that libraries for these coordinates give for Beijing, and two more places."""
    assert wgs84_to_gcj02((116.404, 39.915)) == pytest.approx((116.41024449916938, 39.91640428150164), abs=1e-11)
    assert wgs84_to_gcj02((121.5, 31.2)) == pytest.approx((121.5044286589165, 31.1979666854059), abs=1e-11)
    assert wgs84_to_gcj02((104.06, 30.67)) == pytest.approx((104.06249640425462, 30.66757487197054), abs=1e-11)


@given(st.floats(74, 134), st.floats(4, 53))
def test_the_map_shift_inside_china_is_never_more_than_a_kilometre_and_a_half(
    longitude: float, latitude: float
) -> None:
    x, y = wgs84_to_gcj02((longitude, latitude))
    assert hypot(x - longitude, y - latitude) * 111_320 < 1500


def test_outside_china_nothing_is_shifted() -> None:
    assert wgs84_to_gcj02((2.35, 48.86)) == (2.35, 48.86)


@given(st.floats(0.001, 0.999), st.floats(0.001, 0.999))
def test_a_point_inside_is_at_distance_nothing(x: float, y: float) -> None:
    assert inside((x, y), SQUARE)
    assert distance_m((x, y), Area("a", "甲", "d", True, polygon=SQUARE)) == 0


def test_distance_to_a_polygon_is_to_its_nearest_edge() -> None:
    area = Area("a", "甲", "d", True, polygon=((0, 0), (0.001, 0), (0.001, 0.001), (0, 0.001)))
    assert distance_m((0.002, 0.0005), area) == pytest.approx(111.3, abs=0.1)


def test_a_bow_tie_crosses_itself_and_a_square_does_not() -> None:
    assert crosses_itself(((0, 0), (1, 1), (1, 0), (0, 1)))
    assert not crosses_itself(SQUARE)


def test_the_demo_plants_areas_do_not_overlap() -> None:
    for a, b in combinations(PLANT.areas, 2):
        for one, other in ((a, b), (b, a)):
            for point in one.polygon or (one.center,):
                reach = 0 if one.polygon else one.radius_m
                assert point is not None
                assert distance_m(point, other) > reach, (one.id, other.id)


def spot(name: str, east_km: float, north_km: float) -> Area:
    """A round area of 50 m."""
    centre = (120 + east_km / 111.32 / 0.8, 36.87 + north_km / 111.32)
    return Area(name, name, "ws", hazard_place=False, center=centre, radius_m=50)


@given(st.lists(st.tuples(st.floats(0, 9), st.floats(0, 9)), max_size=9))
def test_every_area_is_of_one_site_and_sites_lie_apart(places: list[tuple[float, float]]) -> None:
    areas = [spot(f"A{number}", *place) for number, place in enumerate(places)]
    found = sites(areas, 1000)
    assert sorted(each.id for site in found for each in site) == sorted(each.id for each in areas)
    for one, other in combinations(found, 2):
        assert all(between_m(a, b) > 1000 for a in one for b in other)
    for site in found:
        assert len(sites(site, 1000)) == 1
    assert [site[0].id for site in found] == sorted((site[0].id for site in found), key=lambda name: int(name[1:]))


def test_a_row_of_areas_is_one_site_and_what_lies_beyond_is_another() -> None:
    row = [spot(f"R{number}", number * 0.9, 0) for number in range(6)]
    far = [spot("F0", 130, 0), spot("F1", 130.5, 0)]
    assert [[each.id for each in site] for site in sites([row[0], far[0], *row[1:], far[1]], 1000)] == [
        ["R0", "R1", "R2", "R3", "R4", "R5"],
        ["F0", "F1"],
    ]


def test_an_area_between_two_joins_them_to_one_site() -> None:
    left, right, between = spot("L", 0, 0), spot("R", 2, 0), spot("B", 1, 0)
    assert len(sites([left, right], 1000)) == 2
    assert [[each.id for each in site] for site in sites([left, right, between], 1000)] == [["L", "R", "B"]]


def test_in_a_round_area_the_distance_is_nothing_and_outside_it_is_to_the_edge() -> None:
    tank = Area("a", "甲", "d", True, center=(0.0, 0.0), radius_m=50)
    assert distance_m((0.0, 0.0), tank) == distance_m((0.0004, 0.0), tank) == 0
    assert distance_m((0.001, 0.0), tank) == pytest.approx(61.3, abs=0.1)


def test_a_corner_that_is_drawn_twice_does_no_harm() -> None:
    double = Area("a", "甲", "d", True, polygon=((0, 0), (0.001, 0), (0.001, 0), (0.001, 0.001), (0, 0.001)))
    assert distance_m((0.002, 0.0), double) == pytest.approx(111.3, abs=0.1)


def turned(*points: tuple[float, float]) -> list[list[tuple[float, float]]]:
    """The polygon from each of its corners on, both ways round."""
    ways = (list(points), list(points[::-1]))
    return [way[first:] + way[:first] for way in ways for first in range(len(way))]


def test_from_whichever_corner_a_border_is_drawn_it_crosses_itself_or_not() -> None:
    touching = ((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (1.0, 0.0), (0.0, 2.0))
    assert all(crosses_itself(each) for each in turned(*touching))
    dock = ((0, 0), (30, 0), (30, 20), (20, 20), (20, 5), (10, 5), (10, 20), (0, 20))
    slanted = ((0, 0), (10, 10), (12, 0), (7, 6), (6, 1))
    for corners in (dock, slanted):
        real_size = [(121.9 + x / 1e5, 32.5 + y / 1e5) for x, y in corners]
        assert not any(crosses_itself(each) for each in turned(*real_size))


def test_sides_that_only_meet_in_a_point_cross_and_those_beside_do_not() -> None:
    assert crosses_itself(((0, 0), (2, 0), (2, 2), (1, 0), (0, 2))), "a corner lies on another side"
    assert crosses_itself(((10, 5), (12, 9), (12, 5), (10, 9)))
    assert not crosses_itself(((10, 5), (14, 5), (14, 9), (12, 6), (10, 9)))


@pytest.mark.parametrize(
    ("point", "shifted"),
    [
        ((72.5, 30.0), True),
        ((72.0, 30.0), False),
        ((137.8, 30.0), True),
        ((138.2, 30.0), False),
        ((100.0, 1.5), True),
        ((100.0, 0.5), False),
        ((100.0, 55.8), True),
        ((100.0, 56.2), False),
    ],
)
def test_the_map_shift_ends_at_the_edges_of_chinese_maps(point: tuple[float, float], shifted: bool) -> None:
    assert (wgs84_to_gcj02(point) != point) == shifted


def test_a_post_of_the_entire_plant_is_sought_everywhere_and_a_departments_in_its_own() -> None:
    assert PLANT.where("workshop_director", "ws4") == "ws4"
    assert PLANT.where("fire_officer", "ws4") is None
