"""Every refusal says what, where, why and what to write."""

import pytest

from beizeng.base.engine.faults import ParameterMissing, ParameterNotSet
from beizeng.base.engine.kinds import MONEY_LIMIT
from beizeng.spec.errors import BadInput
from tests.engine.vocabulary import amount, condition

REFUSED = [
    # text, place (None: the whole), a word of the reason, a word of the advice
    ("staf > 1", 1, "没有声明", "staff"),
    ("staff > 1 AND staf > 1", 15, "没有声明", "staff"),
    ("Staff > 1", 1, "没有声明", "staff"),
    ("staff > :caps", None, "没有声明这个参数", "cap"),
    ("begun_on > 3", 1, "日期不能与数比较", "full_years"),
    ("begun_on > '2024-01-01'", 1, "日期不能与文字比较", "DATE '2024-09-30'"),
    ("begun_on > DATE '2024-02-30'", 17, "不是一个日期", "DATE"),
    ("begun_on - ended_on > 3", 1, "日期不能计算", "days_since"),
    ("staff > revenue", 1, "金额", "同一单位"),
    ("revenue + staff > 3", 1, "金额", "同一单位"),
    ("revenue * revenue > 3", 1, "金额不能乘以金额", "没有单位"),
    ("kind = 'firma'", 1, "类别值", "firm"),
    ("kind IN ('firm', 'x')", 1, "类别值", "firm"),
    ("kind > 'firm'", 1, "没有大小", "IN"),
    ("kind IN ('firm', NULL)", 1, "NULL", "去掉 NULL"),
    ("kind IN ()", 1, "一列写明的值", "IN"),
    ("kind IN (former)", 10, "写明的值", "IN"),
    ("former = NULL", None, "NULL", "去掉 NULL"),
    ("former IS NULL", 1, "缺失就是未知", "去掉 IS"),
    ("former IS NOT NULL", 1, "缺失就是未知", "去掉 IS"),
    ("coalesce(staff, 0) > 1", 1, "缺失就是未知", "coalesce"),
    ("staff > 1e3", 9, "科学记数", "300000"),
    ("revenue / staff > 3", 1, "除号", "ratio"),
    ("staff % 2 = 0", 1, "求余", "范围"),
    ("ratio(hires, staff) + 1 > 3", 1, "ratio 只能直接", "ratio(甲, 乙)"),
    ("ratio(hires, staff) > ratio(staff, hires)", 1, "两边不能都是 ratio", "0.03"),
    ("ratio(staff, revenue) > 1", 1, "不能除以金额", "除数"),
    ("ratio(staff) > 1", 1, "要 2 个参数", "补全"),
    ("trade LIKE 'C%'", 1, "LIKE", "starts_with"),
    ("trade ~ 'C'", 7, "正则", "starts_with"),
    ("trade RLIKE 'C'", 1, "正则", "starts_with"),
    ("trade || 'x' = 'y'", 1, "拼接", "分成"),
    ("(SELECT 1) > staff", 9, "子查询", "事实"),
    ("staff IN (SELECT 1)", 1, "IN 后面", "IN"),
    ("EXISTS(SELECT 1)", 15, "子查询", "事实"),
    ("SELECT staff", 8, "查询", "条件"),
    ("DROP TABLE x", None, "不认识", "比较"),
    ("read_csv('/etc/passwd') = 'x'", 1, "没有函数 read_csv", "可用的有"),
    ("getenv('HOME') = 'x'", 1, "没有函数 getenv", "可用的有"),
    ("count(*) > 1", 1, "没有函数 count", "是否想写"),
    ("if(is_new, is_bad, is_new)", None, "IF", "CASE"),
    ("full_years(staff) > 1", 1, "要一个日期", "full_years(established_on)"),
    ("least(staff) > 1", 1, "至少要两个参数", "least(甲, 乙)"),
    ("least(staff, begun_on) > 1", 1, "要数或金额", "least(甲, 乙)"),
    ("round_half_up(revenue, staff) > 1", 1, "小数位数", "整数"),
    ("round_half_up(begun_on, 1) > 1", 1, "要数或金额", "round_half_up"),
    ("starts_with(trade, former)", 1, "文字要写明", "starts_with"),
    ("CASE staff WHEN 1 THEN is_new ELSE is_bad END", None, "直接写 WHEN", "CASE WHEN"),
    ("CASE WHEN is_new THEN is_bad END", None, "ELSE", "ELSE"),
    ("CASE WHEN is_new THEN staff ELSE trade END > 1", None, "不能与文字比较", "同一种类型"),
    ("staff", 1, "要一个条件", "比较"),
    ("NOT staff", 5, "要一个条件", "比较"),
    ("1 = 1", None, "没有用到任何事实", "事实"),
    ("is_new > is_bad", 1, "没有大小", "="),
    ('kind = "firm"', 8, "双引号", "'firm'"),
    ("a.staff > 1", 1, "点", ":名称"),
    ("staff::text = 'x'", 1, "转换类型", "DATE"),
    ("staff > 1; staff > 2", 10, "只能写一个", "分号"),
    ("staff > 1 -- 说明", None, "注释", "label"),
    ("/* x */ staff > 1", None, "注释", "label"),
    ("", None, "没有写", "staff"),
    ("staff >", 7, "读不成", "括号"),
    ("staff > 1 staff", 1, "多了一个词", "AND"),
    ("'abc", None, "读不成", "引号"),
    ("x" * 2001, None, "2000", "拆成"),
    ("(" * 41 + "is_new" + ")" * 41, 41, "40 层", "拆成"),
    ("NOT " * 400 + "is_new", 161, "40 层", "拆成"),
    ("NOT is_new = " * 140 + "is_new", None, "40 层", "拆成"),
    ("1+" * 60 + "staff > 1", None, "40 层", "拆成"),
    ("revenue" + " * 0.0000000001" * 4 + " > 1", None, "超出", "封顶"),
]


@pytest.mark.parametrize(("text", "place", "why", "write"), REFUSED, ids=[row[0][:40] for row in REFUSED])
def test_condition_is_refused(text: str, place: int | None, why: str, write: str) -> None:
    with pytest.raises(BadInput) as refusal:
        condition(text)
    fault = refusal.value
    assert why in fault.why
    assert write in fault.write
    assert fault.what
    if place is not None:
        assert f"第 {place} 个字符" in fault.where


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("staff", "不是元"),
        ("staff * 5000", "不是元"),
        ("trade", "要一个金额"),
        ("revenue * 1000000", "存不下"),
        ("is_new", "要一个金额"),
    ],
)
def test_amount_is_refused(text: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        amount(text)


def test_parameter_out_of_force_is_told_apart_from_one_not_set() -> None:
    with pytest.raises(ParameterMissing, match="2024-09-30"):
        condition("revenue > :ended")
    with pytest.raises(ParameterNotSet):
        condition("revenue > :open_question")


def test_a_long_chain_of_and_is_no_nesting() -> None:
    assert condition(" AND ".join(["staff > 1"] * 140)).evaluate({"staff": 2}) is True


@pytest.mark.parametrize("value", [1.5, True, MONEY_LIMIT + 1])
def test_value_that_would_not_stay_exact_is_an_error(value: object) -> None:
    with pytest.raises(BadInput):
        condition("revenue > 1").evaluate({"revenue": value})  # type: ignore[dict-item]
