"""An invented policy as a clerk types it into the form."""

import datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory

from beizeng.rules.models import PolicyDraft


def typed_policy(policy_id: str, label: str, unit: str) -> dict[str, Any]:
    """Head, a condition, and an example of each verdict."""
    return {
            "policy": {
                "id": policy_id, "label": label, "title": "示例开办奖励办法", "issuer": "示例县人民政府",
                "unit": unit, "document": "示例办法", "article": "第一条", "verified": "yes", "since": "2024-09-01",
                "until": "", "channel": "申报", "measures": "", "amount_kind": "fixed", "amount": "2000", "per": "户",
                "amount_note": "",
            },
            "criteria": [{"label": "从业不少于两人", "expression": "staff >= 2", "article": "第二条"}],
            "parameters": [],
            "examples": [
                {"label": "两人", "facts": "从业人员 = 2", "verdict": "met", "amount": "2000"},
                {"label": "一人", "facts": "staff = 1", "verdict": "not_met", "amount": ""},
                {"label": "人数不明", "facts": "", "verdict": "unknown", "amount": "2000"},
            ],
        }  # fmt: skip


class PolicyDraftFactory(DjangoModelFactory[PolicyDraft]):
    class Meta:
        model = PolicyDraft

    policy = factory.Sequence(lambda n: f"example_grant_{n}")
    label = "示例开办奖励"
    unit = "wenlv"
    entered = factory.LazyAttribute(lambda row: typed_policy(row.policy, row.label, row.unit))
    made_by = "user:1"
    made_by_name = "起草人"
    changed_at = datetime.datetime(2024, 9, 30, 1, tzinfo=datetime.UTC)
