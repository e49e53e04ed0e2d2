"""What each role sees of what is not its own: nothing, on no page, in no count, no search, no export."""

import csv
import html
import io
import re
import zipfile
from collections.abc import Iterator

import openpyxl
import pytest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.http import HttpResponseBase
from django.test import Client

from beizeng.base.people.models import Mandate
from beizeng.base.people.queries import roles
from beizeng.cases.models import Case
from beizeng.register.models import Feed
from tests.web.everything import (
    ALIKE,
    API,
    BESIDE,
    COUNTY,
    GROUP,
    NAMES,
    OTHERS,
    OURS,
    OWNER,
    SLIPPED,
    TITLES,
    VILLAGE,
    address_of,
    routes,
)

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

EXPORTS = ("csv", "xlsx")
#: The ledger is one for the whole house; whoever may read it reads the title of every case.
LEDGER = "ledger"


def said(response: HttpResponseBase) -> str:
    """Every word of an answer: of a page, a text, a document, a workbook."""
    content = response.getvalue()
    # as the test client does: the end of a request must not close the connection that holds the test's transaction
    request_finished.disconnect(close_old_connections)
    response.close()
    request_finished.connect(close_old_connections)
    if not content.startswith(b"PK"):
        return content.decode("utf-8-sig", errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return html.unescape("\n".join(parts.read(name).decode(errors="replace") for name in parts.namelist()))


def may(role: str) -> dict[str, str]:
    return {**roles()["public"].permissions, **roles()[role].permissions}


def hidden(role: str) -> dict[str, str]:
    """Word → why this role may not see it."""
    permissions = may(role)
    personal = {OWNER, OTHERS, SLIPPED, GROUP}
    if "register.read_personal" in permissions:
        personal = set()
    elif permissions.get("register.read") == "own":
        personal = {OTHERS, SLIPPED, GROUP}
    theirs = {"all": set(NAMES), "unit": {OURS, VILLAGE}, "own": {OURS}}.get(
        permissions.get("register.read", ""), set()
    )
    # the units of the roles are 文旅局, and others that have no case of these
    cases = {"all": set(TITLES), "unit": {"wenlv", "面馆"}, "own": {"面馆"}}.get(
        permissions.get("cases.read", ""), set()
    )
    if role in ("township_clerk", "fair_competition_reviewer"):
        cases = set()
    return {
        **dict.fromkeys(personal, "personal"),
        **{NAMES[code]: "an entity outside its reach" for code in set(NAMES) - theirs},
        **{TITLES[key]: "a case of others" for key in set(TITLES) - cases},
    }


def addresses(samples: dict[str, object]) -> Iterator[tuple[str, str]]:
    """Every page with its permission, and those of an entity, a case and a feed that are not the samples."""
    others = {
        "entities/<slug:code>": BESIDE,
        "cases/<int:case_id>": Case.objects.get(title=TITLES["jiaotong"]).pk,
        "feeds/<int:feed_id>": Feed.objects.get(kind="registration").pk,
    }
    for route, view in routes():
        if route.startswith((API, LEDGER)):
            continue
        yield address_of(route, samples), view.permission
        if any(route.startswith(other) for other in others):
            yield address_of(route, {**samples, **others}), view.permission


def answers(role: str, client: Client, samples: dict[str, object]) -> Iterator[tuple[str, str]]:
    """Every page that the role may open, with every export that it offers: address and words."""
    for address, permission in addresses(samples):
        if permission not in may(role):
            continue
        text = said(client.get(address))
        yield address, text
        for kind in EXPORTS:
            if re.search(rf"[?&;]export={kind}", text):
                yield f"{address}?export={kind}", said(client.get(f"{address}?export={kind}"))


@pytest.mark.slow
@pytest.mark.parametrize("role", sorted(roles()))
def test_no_page_and_no_export_tells_what_is_not_the_roles_to_know(role, clients, samples):
    words = hidden(role)
    told = [
        f"{address}: {word}, {why}"
        for address, text in answers(role, clients[role], samples)
        for word, why in words.items()
        if word in text
    ]
    assert not told, "\n".join(told)


def rows(client: Client, address: str) -> list[list[str]]:
    """The list at the address; the page's count, its CSV and its workbook hold exactly as many rows."""
    listing = client.get(address).context["listing"]
    found = [[str(cell.value) for cell in row] for row in listing.cells]
    assert listing.page.paginator.count == len(found)
    mark = "&" if "?" in address else "?"
    assert len(list(csv.reader(said(client.get(f"{address}{mark}export=csv")).splitlines()))) == len(found) + 1
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}{mark}export=xlsx").content))
    assert len(list(book.active)) == len(found) + 1
    return found


def names(client: Client, address: str) -> set[str]:
    return {row[0] for row in rows(client, address)}


def test_a_township_clerk_sees_its_township_and_no_code_that_only_begins_alike(clients, samples):
    client = clients["township_clerk"]
    ours = {NAMES[OURS], NAMES[VILLAGE]}
    assert names(client, "/entities") == ours
    assert names(client, "/entities?q=示例") == ours
    assert names(clients["unit_clerk"], "/entities?kind=enterprise") == {NAMES[ALIKE], NAMES[COUNTY]}
    for other in (BESIDE, ALIKE, COUNTY):
        assert rows(client, f"/entities?q={NAMES[other]}") == []
        assert rows(client, f"/entities?q={other}") == []
        assert client.get(f"/entities/{other}").status_code == 404
        assert client.get(f"/entities/{other}/policies").status_code == 404
    assert rows(client, "/entities?township=140929101") == []
    assert client.get(f"/entities/{OURS}").status_code == 200


def test_counts_of_policies_and_records_of_indicators_keep_within_the_township(clients, samples):
    client, office = clients["township_clerk"], clients["leading_group_office"]
    assert client.get("/policies").context["totals"].entities == 2
    assert office.get("/policies").context["totals"].entities == 5
    for line in client.get("/policies").context["listing"].rows:
        row, reached = line.row, rows(client, f"/policies/{line.row.policy.id}")
        if row.met is not None:
            assert (row.met + row.unknown, row.met + row.unknown + row.not_met) == (len(reached), 2)
            shown = client.get(f"/policies/{row.policy.id}").context["row"]
            assert (shown.met, shown.unknown, shown.not_met) == (row.met, row.unknown, row.not_met)
    records = address_of("indicators/<slug:indicator_id>/records/<slug:on>/<slug:known>/<slug:which>", samples)
    assert names(client, records) == {NAMES[OURS], NAMES[VILLAGE]}
    assert names(office, records) == set(NAMES.values())


def test_a_unit_clerk_sees_the_cases_of_its_unit(clients, samples):
    client, mine = clients["unit_clerk"], {TITLES["wenlv"], TITLES["面馆"]}
    other = Case.objects.get(title=TITLES["jiaotong"])
    for address in ("/cases", "/cases?q=的", "/cases?state=open", "/cases?unit=wenlv"):
        assert {row[1] for row in rows(client, address)} == mine
    assert {row[1] for row in rows(clients["leading_group_office"], "/cases")} == set(TITLES.values())
    for address in ("/cases?unit=jiaotong", f"/cases?q={other.number}", f"/cases?q={other.title}"):
        assert rows(client, address) == []
    for path in ("", "/report", "/clocks/plan/ask", "/clocks/plan/decide", f"/papers/{'a' * 64}"):
        assert client.get(f"/cases/{other.pk}{path}").status_code == 404, path
    client.cookies["csrftoken"] = token = "a" * 32
    for path in ("/submit_plan", "/clocks/plan/ask", "/clocks/plan/decide"):
        answer = client.post(f"/cases/{other.pk}{path}", {"approach": "x"}, headers={"x-csrftoken": token})
        assert answer.status_code == 404, path
    assert client.get(f"/cases/{samples['cases/<int:case_id>']}").status_code == 200


def test_a_unit_head_counts_and_sees_its_unit_only(clients, samples):
    client = clients["unit_head"]
    for address in ("/unit", "/unit?unit=jiaotong"):
        response = client.get(address)
        assert sum(tally.count for tally in response.context["tallies"]) == 2
        assert response.context["total"] == 2
        assert TITLES["jiaotong"] not in said(response)
    assert clients["leading_group_office"].get("/unit?unit=jiaotong").context["total"] == 2
    assert TITLES["jiaotong"] not in said(client.get("/measures/14"))


def test_a_firm_sees_its_own_entity_and_its_cases_until_the_mandate_ends(clients, samples):
    client = clients["firm"]
    assert names(client, "/entities") == {NAMES[OURS]}
    assert {row[1] for row in rows(client, "/cases")} == {TITLES["面馆"]}
    assert client.get("/policies").context["totals"].entities == 1
    for other in (VILLAGE, BESIDE, ALIKE):
        assert client.get(f"/entities/{other}").status_code == 404
        assert client.get(f"/entities/{other}/policies").status_code == 404
    assert OWNER in said(client.get(f"/entities/{OURS}"))
    Mandate.objects.update(until_on="2024-09-29")
    assert client.get(f"/entities/{OURS}").status_code == 403
    assert client.get("/entities").status_code == 403


def test_personal_facts_are_shown_to_whoever_may_read_them(clients, samples):
    for role in ("unit_clerk", "leading_group_office"):
        assert OWNER in said(clients[role].get(f"/entities/{OURS}"))
        assert GROUP in said(clients[role].get(address_of("feeds/<int:feed_id>", samples)))
        assert GROUP in said(clients[role].get(address_of("feeds/<int:feed_id>", samples) + "?export=xlsx"))
