"""Forms of cases, built from what the kind asks: fields by their type, papers, and nothing typed is lost.

Papers are kept as soon as they arrive; a form that comes back with an error carries them on, signed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beizeng.base.ledger.actions import Refused
from beizeng.base.people import queries as people
from beizeng.base.ports import papers
from beizeng.base.ports.papers import Paper, PaperRefused
from beizeng.cases.actions import Attached, FormRefused
from beizeng.spec.case_form import FormField
from beizeng.spec.case_kind import Action, CaseKind, Lodging

_SALT = "cases.paper"
_KEPT = "kept_paper"
ACCEPTED = ".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.csv,.txt"
KINDS = gettext_lazy("PDF、PNG、JPG、DOCX、XLSX、CSV、TXT，每份不超过 20 MB")


LONGEST_REASON = 1000


def _paragraph() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 6})


class _SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class _Papers(forms.FileField):
    """Several files at once; what each must be is checked when it is kept."""

    widget = _SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        return data or []


class CaseForm(forms.Form):
    """A form of a case: what it was opened on (``revision``), and the words of a refusal on the right fields."""

    use_required_attribute = False  # the page says what is wrong, not the browser in its own words

    revision = forms.IntegerField(widget=forms.HiddenInput)
    carried: list[tuple[str, str, str]] = []  #: papers of an earlier try: label, name, signed text

    def refuse(self, refusal: Refused) -> None:
        """Show why an action was refused: on its field where it belongs to one, else above the form."""
        errors = refusal.errors if isinstance(refusal, FormRefused) else {}
        for name, message in errors.items():
            if message not in self.errors.get(name, ()):  # the form may have said so itself
                self.add_error(name if name in self.fields else None, message)
        if not errors:
            basis = [_("依据：%(basis)s") % {"basis": refusal.basis}] if refusal.basis else []
            self.add_error(None, "。".join([refusal.reason, *([refusal.what_now] if refusal.what_now else []), *basis]))


class ActionForm(CaseForm):
    """The form of one action of a kind, or of its lodging. ``known``: what earlier forms of the case say."""

    def __init__(
        self,
        action: Action | Lodging,
        clocks: Iterable[Any] = (),
        *,
        known: Mapping[str, Any] = {},
        data: Any = None,
        files: Any = None,
        **more: Any,
    ):
        super().__init__(data, files, **more)
        self._action = action
        for field in action.fields:
            self.fields[field.name] = _field(field, clocks, known)
        for need in action.papers:
            widget = _SeveralFiles(attrs={"accept": ACCEPTED})
            self.fields[need.id] = _Papers(label=need.label, required=False, widget=widget, help_text=KINDS)
        self.kept: tuple[Attached, ...] = ()
        if not self.is_bound:
            self._mark_required()

    def full_clean(self) -> None:
        """Django's own checks; what is missing is the action's to say, in one place for every door."""
        super().full_clean()
        self._mark_required()

    def _mark_required(self) -> None:
        for field in self._action.fields:
            self.fields[field.name].required = field.required
        for need in self._action.papers:
            self.fields[need.id].required = need.at_least > 0

    def keep_papers(self) -> None:
        """Keep what was uploaded now, and take up what was kept with an earlier try."""
        self.full_clean()
        kept = list(_earlier(self.data))
        for need in self._action.papers:
            for file in _uploads(self.files, need.id):
                try:
                    # one byte more than allowed is enough to be refused
                    content = file.read(papers.MAX_BYTES + 1)
                    paper = papers.keep(settings.DATA / "files", file.name or "", content)
                except PaperRefused as refused:
                    self.add_error(need.id, f"{file.name}：{refused}")
                else:
                    kept.append(Attached(need.id, paper))
        self.kept = tuple(dict.fromkeys(kept))
        labels = {need.id: need.label for need in self._action.papers}
        self.carried = [
            (labels[one.need], one.paper.name, signing.dumps([one.need, asdict(one.paper)], salt=_SALT))
            for one in self.kept
            if one.need in labels
        ]

    def typed(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        several = self.data.getlist if isinstance(self.data, QueryDict) else lambda name: self.data.get(name, [])
        return {
            field.name: several(field.name) if field.type == "listed" else self.data.get(field.name, "")
            for field in self._action.fields
        }


class ExtensionForm(CaseForm):
    """Asking for more time."""

    until_on = forms.DateField(
        label=gettext_lazy("延至"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(label=gettext_lazy("延期理由"), widget=_paragraph(), max_length=LONGEST_REASON)


class DecisionForm(CaseForm):
    """Granting or denying more time."""

    is_granted = forms.TypedChoiceField(
        label=gettext_lazy("是否同意"),
        choices=[("yes", gettext_lazy("同意")), ("no", gettext_lazy("不同意"))],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    reason = forms.CharField(
        label=gettext_lazy("理由"),
        widget=_paragraph(),
        max_length=LONGEST_REASON,
        required=False,
        help_text=gettext_lazy("不同意时必须写明"),
    )


class ReassignForm(CaseForm):
    """Giving a case to another unit."""

    lead_unit = forms.ChoiceField(label=gettext_lazy("改由哪个单位牵头"))
    reason = forms.CharField(label=gettext_lazy("理由"), widget=_paragraph(), max_length=LONGEST_REASON)

    def __init__(self, units: Mapping[str, str], **more: Any) -> None:
        super().__init__(**more)
        choices = [("", _("请选择")), *units.items()]
        self.fields["lead_unit"] = forms.ChoiceField(label=_("改由哪个单位牵头"), choices=choices)


class RemindForm(forms.Form):
    """Urging whoever holds a case."""

    note = forms.CharField(label=gettext_lazy("催办要求"), widget=_paragraph(), max_length=400, required=False)


class LodgingForm(ActionForm):
    """Beginning a case: for which entity, by which units and under which title, where the kind leaves that open.

    Args:
        entities: code → name of those for whom the viewer acts; others write the code.
        units: id → name of those that may lead.
    """

    def __init__(self, kind: CaseKind, *, entities: Mapping[str, str], units: Mapping[str, str], **more: Any) -> None:
        super().__init__(kind.lodge, **more)
        del self.fields["revision"]
        first: dict[str, forms.Field] = {}
        if kind.subject == "entity":
            first["entity"] = _whose(entities)
        if kind.lodge.title is None:
            first["title"] = forms.CharField(label=_("标题"), max_length=300)
        if kind.lodge.lead_unit is None:
            first["lead_unit"] = forms.ChoiceField(
                label=_("牵头单位"),
                choices=[("", _("请选择")), *units.items()],
                error_messages={"required": _("请选择牵头单位")},
            )
            first["joint_units"] = forms.MultipleChoiceField(
                label=_("责任单位"), choices=[*units.items()], required=False
            )
        self.fields = {"sent_as": forms.CharField(widget=forms.HiddenInput, required=False), **first, **self.fields}

    def arguments(self) -> dict[str, Any]:
        """What ``cases.actions.lodge`` is told besides the fields and papers."""
        words: dict[str, Any] = {
            name: str(self.data.get(name, "")).strip()
            for name in ("title", "lead_unit", "sent_as")
            if name in self.fields
        }
        if "entity" in self.fields:
            words["subject"] = f"entity:{str(self.data.get('entity', '')).strip().upper()}"
        if "joint_units" in self.fields:
            return {**words, "joint_units": self.cleaned_data.get("joint_units", [])}
        return words


def _whose(entities: Mapping[str, str]) -> forms.Field:
    label = _("为哪一户办理")
    if not entities:
        return forms.CharField(label=label, max_length=18, help_text=_("写统一社会信用代码"))
    choices = [(code, f"{name}（{code}）") for code, name in entities.items()]
    return forms.ChoiceField(label=label, choices=choices)


def _field(field: FormField, clocks: Iterable[Any], known: Mapping[str, Any] = {}) -> forms.Field:
    label = f"{field.label}（{field.unit}）" if field.unit else field.label
    common: dict[str, Any] = {"label": label, "help_text": field.help, "required": False, "initial": field.default}
    made: forms.Field
    if field.type == "choice":
        made = forms.ChoiceField(choices=[("", _("请选择")), *field.values.items()], **common)
    elif field.type == "clock":
        choices = [(row.key, f"{row.label}（{row.due_on}）") for row in clocks if row.clock == field.clock]
        made = forms.ChoiceField(choices=[("", _("请选择")), *choices], **common)
    elif field.type == "yes_no":
        made = forms.ChoiceField(choices=[("", _("请选择")), ("yes", _("是")), ("no", _("否"))], **common)
    elif field.type == "day":
        made = forms.CharField(widget=forms.DateInput(attrs={"type": "date"}), **common)
    elif field.type == "unit":
        made = forms.ChoiceField(choices=[("", _("请选择")), *people.unit_names().items()], **common)
    elif field.type == "listed":
        lines = [(line, line) for line in known.get(field.of or "") or ()]
        made = forms.MultipleChoiceField(choices=lines, widget=forms.CheckboxSelectMultiple, **common)
    elif field.type == "entity":
        made = forms.CharField(max_length=18, **{**common, "help_text": field.help or _("写统一社会信用代码")})
    elif field.type in ("long_text", "nodes", "lines"):
        made = forms.CharField(widget=_paragraph(), **common)
    else:
        made = forms.CharField(**common)
    return made


def _uploads(files: Any, name: str) -> list[Any]:
    return list(files.getlist(name)) if isinstance(files, MultiValueDict) else []


def _earlier(data: Any) -> Iterable[Attached]:
    for text in data.getlist(_KEPT) if hasattr(data, "getlist") else ():
        try:
            need, paper = signing.loads(text, salt=_SALT)
        except signing.BadSignature:
            continue
        yield Attached(need, Paper(**paper))
