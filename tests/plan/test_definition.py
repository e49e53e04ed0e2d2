"""What a plan leaves undefined or says in two ways; the older checks stand in test_invented.py."""

import pytest

from beizeng.plan.outline import read
from tests.plan.invented import UNITS

HEAD = "云上县人民政府\n\n# 云上县糖业行动方案\n\n"


def codes(goals: str, measures: str = "") -> list[str]:
    text = f"{HEAD}## 一、主要目标\n\n{goals}\n\n## 二、重点任务\n\n{measures}\n"
    wanted = ("figure-differs", "measure-units-differ", "measures-overlap")
    return [one.code for one in read(text, UNITS).findings if one.code in wanted]


@pytest.mark.parametrize(
    ("goals", "expected"),
    [
        ("到2030年，规模糖厂达到60家。到2030年，规模糖厂达到50家。", ["figure-differs"]),
        ("到2030年，规模糖厂达到60家。到2030年，全县规模糖厂达到60户。", ["measure-units-differ"]),
        ("到2030年，规模糖厂达到60家。到2028年，规模糖厂达到50家。", []),
        ("到2030年，规模糖厂达到60家。到2030年，规模糖厂占比达到50%。", []),
    ],
)
def test_one_thing_in_two_ways(goals: str, expected: list[str]) -> None:
    assert codes(goals) == expected


ROADS = "1. 修好糖路。每年整修通往糖厂的乡村道路，设立统一的路标路牌，雨季前检查一遍排水沟渠。（责任单位：县甲局）\n\n"


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("2. 修好糖路。另建新桥。（责任单位：县乙局）", ["measures-overlap"]),
        ("2. 整修道路。到时候整修通往糖厂的乡村道路，设立统一的路标路牌。（责任单位：县乙局）", ["measures-overlap"]),
        ("2. 整修道路。每年整修去糖厂的乡村道路，设立统一路标路牌。（责任单位：县乙局）", ["measures-overlap"]),
        ("2. 卖好糖。组织糖厂参加展会，建设网上卖糖的铺子，培训卖糖的店员。（责任单位：县乙局）", []),
    ],
)  # fmt: skip
def test_two_measures_that_overlap(second: str, expected: list[str]) -> None:
    assert codes("建好糖业。", ROADS + second) == expected
