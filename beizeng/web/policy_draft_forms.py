"""The form of a policy: its head, and rows of criteria, parameters and worked examples; texts, as they are typed."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from beizeng.base.people import queries as people
from beizeng.spec.policy import NOT_SET
from beizeng.web.rules import CHANNELS

_CODE = {"spellcheck": "false", "autocapitalize": "off", "class": "code"}
_YES_NO = (("no", _("没有，先标“待核”")), ("yes", _("看过原文")))
_AMOUNTS = (
    (NOT_SET, _("没有依据写明")), ("fixed", _("定额")), ("formula", _("按公式")), ("up_to", _("上限")),
)  # fmt: skip
_TYPES = (
    ("money", _("金额（元）")), ("integer", _("整数")), ("decimal", _("小数")), ("day", _("日期")), ("text", _("文字")),
)  # fmt: skip
_VERDICTS = (("met", _("符合")), ("not_met", _("不符合")), ("unknown", _("未知")))


def _text(label: Any, hint: Any = "", **more: Any) -> forms.CharField:
    more.setdefault("required", False)
    return forms.CharField(label=label, help_text=hint, max_length=300, **more)


def _long(label: Any, hint: Any = "", *, rows: int = 2, code: bool = False) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, **(_CODE if code else {})})
    return forms.CharField(label=label, help_text=hint, max_length=2000, required=False, widget=widget)


class HeadForm(forms.Form):
    """Everything of which a policy has one."""

    use_required_attribute = False
    title = _text(_("标题"), _("照文件写全"), required=True)
    label = _text(_("简称"), _("列表里用的名称"), required=True)
    id = _text(_("代号"), _("英文小写字母、数字和下划线，例如 shop_opening_grant；定了不改"), required=True)
    issuer = _text(_("发布单位"), required=True)
    unit = forms.ChoiceField(label=_("答复单位"), choices=lambda: list(people.unit_names().items()))
    document = _text(_("依据的文件"), _("文号或全称"), required=True)
    article = _text(_("条款"), _("例如 第三条"))
    verified = forms.ChoiceField(label=_("看过原文吗"), choices=_YES_NO)
    since = _text(_("施行日"), _("写成 2024-09-30"), required=True)
    until = _text(_("截止日"), _("没有写明就空着"))
    channel = forms.ChoiceField(
        label=_("渠道"), choices=lambda: list(CHANNELS.items()), help_text=_("文件没有说就选“未定”")
    )
    measures = _text(_("落实的举措"), _("举措编号，用顿号隔开"))
    amount_kind = forms.ChoiceField(
        label=_("金额"), choices=_AMOUNTS, help_text=_("没有依据就选“没有依据写明”，不要编数字")
    )
    amount = _long(_("金额表达式"), _("元，例如 5000 或 least(revenue_last_year * 0.01, 30000)"), code=True)
    per = _text(_("每"), _("例如 户、年"))
    amount_note = _text(_("金额说明"))


class CriterionForm(forms.Form):
    """One condition."""

    use_required_attribute = False
    label = _text(_("条件"))
    expression = _long(_("表达式"), _("例如 staff >= 10 AND NOT is_dishonest；没有细则写 not set"), code=True)
    article = _text(_("条款"))
    needed = _text(_("一句话说明"), _("空着就由表达式生成"))
    bring = _text(_("须提供的材料"))
    reason = _text(_("不符合时怎么说"))


class ParameterForm(forms.Form):
    """A number, day or word that a notice may change."""

    use_required_attribute = False
    label = _text(_("参数"))
    name = _text(_("名称"), _("英文小写，表达式里写 :名称"))
    type = forms.ChoiceField(label=_("类型"), choices=_TYPES)
    value = _text(_("值"))
    since = _text(_("起"), _("空着即施行日"))
    until = _text(_("止"))
    article = _text(_("条款"))


class ExampleForm(forms.Form):
    """A worked case."""

    use_required_attribute = False
    label = _text(_("示例"))
    facts = _long(_("事实"), _("一行一项，例如 从业人员 = 12；不写的就是未知"), rows=3)
    day = _text(_("判断日"), _("空着即施行日"))
    verdict = forms.ChoiceField(label=_("应得结论"), choices=_VERDICTS)
    amount = _text(_("应得金额"), _("元；缺事实写 unknown，未定写 not set，不符合空着"))


class Rows(BaseFormSet):  # type: ignore[type-arg]
    """Rows of one part; the empty ones at the end are none."""

    def typed(self) -> list[dict[str, str]]:
        """What was typed, row by row, each in its place; choices alone make no row."""
        found = []
        for form in self.forms:
            row = {name: str(form[name].value() or "").strip() for name in form.fields}
            chosen = [name for name, field in form.fields.items() if isinstance(field, forms.ChoiceField)]
            found.append(row if any(row[name] for name in row if name not in chosen) else {})
        while found and not found[-1]:
            found.pop()
        return found


PARTS: dict[str, tuple[type[forms.Form], Promise, Promise]] = {
    "criteria": (CriterionForm, _("条件"), _("再加条件")),
    "parameters": (ParameterForm, _("参数"), _("再加参数")),
    "examples": (ExampleForm, _("示例"), _("再加示例")),
}
_LEAST = {"criteria": 3, "parameters": 1, "examples": 3}


class PolicyForm:
    """Head and rows together: what is shown, and what was typed."""

    def __init__(self, data: Any = None, entered: Mapping[str, Any] | None = None) -> None:
        entered = entered or {}
        self.head = HeadForm(data, initial=entered.get("policy"))
        self.parts = {name: self._rows(name, data, entered.get(name) or []) for name in PARTS}

    def _rows(self, name: str, data: Any, initial: list[Mapping[str, str]]) -> Rows:
        blank = max(1, _LEAST[name] - len(initial))
        factory = forms.formset_factory(PARTS[name][0], formset=Rows, extra=blank, max_num=40, absolute_max=40)
        rows: Any = factory(data, initial=initial, prefix=name)
        assert isinstance(rows, Rows)
        return rows

    @property
    def shown(self) -> list[tuple[str, Promise, Promise, Rows]]:
        """Part, heading, the word for one row more, rows."""
        return [(name, PARTS[name][1], PARTS[name][2], rows) for name, rows in self.parts.items()]

    @property
    def is_complete(self) -> bool:
        """Whether the head has what a draft is kept under."""
        return self.head.is_valid()

    def entered(self) -> dict[str, Any]:
        """What was typed, as ``drafting`` reads it."""
        head = {name: str(self.head[name].value() or "").strip() for name in self.head.fields}
        return {"policy": head, **{name: rows.typed() for name, rows in self.parts.items()}}
