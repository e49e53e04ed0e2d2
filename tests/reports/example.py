"""A small invented county for the briefing: one of everything that a sentence can turn on."""

import datetime
from decimal import Decimal
from typing import Any

from beizeng.reports.given import (
    FindingGiven,
    Given,
    IndicatorGiven,
    JudgedGiven,
    MeasureGiven,
    OverdueGiven,
    PolicyGiven,
    ProjectGiven,
    Source,
    Sourced,
)

DAY = datetime.date(2024, 9, 30)
TITLES = {
    "progress": "工程和指标进展",
    "measures": "举措推进情况",
    "overdue": "超期事项",
    "entitlements": "政策判定情况",
    "findings": "方案文本中的问题",
}
BARRED = "含个体的数量只监测、不计分（示例条例 第三条）"


def sourced(value: str | int | None, *records: str, missing: str = "未知") -> Sourced:
    exact = None if value is None else Decimal(value)
    return Sourced(exact, Source("示例口径", DAY, DAY, records), missing)


def indicator(actual: str | int | None, /, **changes: Any) -> IndicatorGiven:
    """An indicator from 20 to 40 with its path at 35."""
    entities = tuple(f"entity:{number}" for number in range(int(Decimal(actual)) if actual is not None else 0))
    said: dict[str, Any] = {
        "id": "x-1",
        "label": "示例企业",
        "unit": "户",
        "base": sourced(20, "indicator:x-1"),
        "base_unit": "户",
        "aim": sourced(40, "indicator:x-1"),
        "path": sourced(35, "indicator:x-1"),
        "actual": sourced(actual, *entities),
        "year_before": None,
        "is_ceiling": False,
        "is_met": None if actual is None else Decimal(actual) >= 40,
        "light": "amber",
        "barred": "",
        "is_growth": False,
    }
    return IndicatorGiven(**said | changes)


def project(*indicators: IndicatorGiven, number: int = 1) -> ProjectGiven:
    return ProjectGiven(number, f"示例{number}号工程", ("示例局",), indicators)


def given(**changes: Any) -> Given:
    """The whole county; any part may be replaced."""
    said: dict[str, Any] = {
        "title_lines": ("示例县倍增工程", "2024年第三季度推进情况简报"),
        "to": "示例领导小组",
        "sender": "示例领导小组办公室",
        "period": "2024年第三季度",
        "part_titles": TITLES,
        "day": DAY,
        "known": DAY,
        "cases_on": DAY,
        "is_sample": True,
        "projects": (
            project(
                indicator(33, year_before=sourced(36)),
                indicator(None, id="x-2", label="示例中心", actual=sourced(None, missing="未补报"), light="none"),
                number=1,
            ),
            project(indicator(5074, id="x-3", label="示例个体", barred=BARRED), number=2),
        ),
        "measures": (
            MeasureGiven(1, 1, "示例举措一", "red"),
            MeasureGiven(2, 2, "示例举措二", "green"),
            MeasureGiven(3, 3, "示例举措三", "red"),
        ),
        "overdue": (
            OverdueGiven(7, "示2024-1", "示例举措一", "示例局", datetime.date(2024, 6, 30)),
            OverdueGiven(9, "示2024-3", "示例举措三", "示例局", None),
        ),
        "judged": JudgedGiven(
            DAY,
            DAY,
            100,
            (
                PolicyGiven("a", "示例补贴", True, False, ("A1", "A2"), ("A3",), Decimal("12500"), 1),
                PolicyGiven("b", "示例贷款", True, True, ("A1",), (), None, 0),
                PolicyGiven("c", "示例奖励", False, False, (), ("A1",), None, 0),
            ),
            ("示例停用政策",),
        ),
        "findings": (FindingGiven("gap", "示例目标没有写基期", "1"), FindingGiven("tension", "前后用语不一", "2")),
    }
    return Given(**said | changes)
