"""Paying unasked through the pages: clerk, head, public and the firm itself."""

import datetime
from pathlib import Path

import pytest
from django.test import Client

from beizeng.rules.models import Batch
from tests.factories import HoldingFactory, MandateFactory, UnitFactory
from tests.rules.conftest import FIRM
from tests.rules.test_batches import BASIS, POLICY, entered

__all__ = ["entered"]
pytestmark = pytest.mark.django_db
LABEL = "首次小升规奖励"


def client(user: object = None) -> Client:
    found = Client(headers={"host": "127.0.0.1"})
    if user is not None:
        found.force_login(user)  # type: ignore[arg-type]
    return found


def clerk_and_head() -> tuple[Client, Client]:
    unit = UnitFactory(id="gongxin", name="县工信局")
    return tuple(client(HoldingFactory(post__role=role, post__unit=unit).user) for role in ("unit_clerk", "unit_head"))  # type: ignore[return-value]


def today(folder: Path, day: str) -> None:
    (folder / "demo.yaml").write_text(f"day: {day}\n", encoding="utf-8")


@pytest.fixture
def offices(entered: Path) -> tuple[Path, Client, Client]:
    today(entered, "2024-09-30")
    return (entered, *clerk_and_head())


def test_from_the_policy_to_the_firms_phone(offices: tuple[Path, Client, Client]) -> None:
    folder, clerk, head = offices
    assert "筛查一批免申即享" in clerk.get(f"/policies/{POLICY}").content.decode()
    refused = clerk.post(f"/policies/{POLICY}/batch", {"channel_basis": ""})
    assert refused.status_code == 422
    assert "免申即享" in refused.content.decode()
    address = clerk.post(f"/policies/{POLICY}/batch", {"channel_basis": BASIS})["Location"]
    batch = Batch.objects.get()
    assert address == f"/benefits/{batch.pk}"
    assert client().get(address).status_code == 404
    assert clerk.get(f"{address}/confirm").status_code == 404
    assert head.post(f"{address}/confirm").status_code == 302
    assert clerk.post(f"{address}/publish").status_code == 302

    seen = client().get(address).content.decode()
    assert "示例米业有限公司" in seen
    assert BASIS not in seen
    assert LABEL in client().get("/benefits").content.decode()
    firm = client(MandateFactory(entity_code=FIRM).user)
    assert "公示到 2024-10-12" in firm.get("/me").content.decode().replace("\n", "")

    today(folder, "2024-10-13")
    assert clerk.post(f"{address}/close").status_code == 302
    early = clerk.post(f"{address}/pay", {"paid_on": "2024-10-01"})
    assert early.status_code == 422
    assert clerk.post(f"{address}/pay", {"paid_on": "2024-10-13"}).status_code == 302
    assert Batch.objects.get().state == "paid"
    assert "已到账" in firm.get("/me").content.decode()


def test_an_objection_is_raised_by_a_firm_and_answered_by_the_head(offices: tuple[Path, Client, Client]) -> None:
    _, clerk, head = offices
    address = clerk.post(f"/policies/{POLICY}/batch", {"channel_basis": BASIS})["Location"]
    head.post(f"{address}/confirm")
    clerk.post(f"{address}/publish")
    payment = Batch.objects.get().payments.get(code=FIRM)
    rival = client(MandateFactory().user)
    assert rival.get(f"/benefits/payments/{payment.pk}").status_code == 200
    assert rival.post(f"/benefits/payments/{payment.pk}/object", {"reason": ""}).status_code == 422
    assert rival.post(f"/benefits/payments/{payment.pk}/object", {"reason": "已经搬走"}).status_code == 302
    assert "已经搬走" not in rival.get(address).content.decode()
    page = head.get(address).content.decode()
    assert "已经搬走" in page
    objection = payment.objections.get()
    answered = head.post(f"/benefits/objections/{objection.pk}", {"upheld": "yes", "answer": "查实已迁出"})
    assert answered.status_code == 302
    payment.refresh_from_db()
    assert payment.state == "struck"
    assert client().get(f"/benefits/payments/{payment.pk}").status_code == 404


def test_the_export_is_the_list_on_the_screen(offices: tuple[Path, Client, Client]) -> None:
    _, clerk, _ = offices
    address = clerk.post(f"/policies/{POLICY}/batch", {"channel_basis": BASIS})["Location"]
    listing = clerk.get(f"{address}?standing=listed").context["listing"]
    exported = b"".join(clerk.get(f"{address}?standing=listed&export=csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert len(exported.strip().splitlines()) == listing.total + 1
    assert FIRM in exported


def test_the_frozen_facts_are_shown_in_words(offices: tuple[Path, Client, Client]) -> None:
    _, clerk, _ = offices
    clerk.post(f"/policies/{POLICY}/batch", {"channel_basis": BASIS})
    payment = Batch.objects.get().payments.get(code=FIRM)
    page = clerk.get(f"/benefits/payments/{payment.pk}").content.decode()
    assert "首次入库日期" in page
    assert str(datetime.date(2023, 3, 1)) in page or "2023年3月1日" in page
