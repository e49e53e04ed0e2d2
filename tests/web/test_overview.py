"""The cockpit, the unit head's page and the public first page: what they count, show and lead to."""

import datetime
import re

import pytest

from beizeng.base.people.actor import Actor
from beizeng.base.people.queries import roles
from beizeng.cases.actions import ask_extension, lodge
from beizeng.cases.models import Case
from tests.factories import CaseFactory, UnitFactory
from tests.web.everything import HOUSE, moment

pytestmark = pytest.mark.django_db

ENDS = {"ends_on": datetime.date(2025, 12, 31)}


def measure_case(number: int, unit: str, joint: tuple[str, ...] = (), **changes: object) -> Case:
    case: Case = lodge(
        kind="13710-measure",
        subject=f"measure:{number}",
        title=f"示例举措{number}",
        lead_unit=unit,
        joint_units=joint,
        fields=ENDS,
        by=HOUSE,
        at=moment("2024-09-02 09:00"),
    )
    Case.objects.filter(pk=case.pk).update(**changes)
    return case


def page(client, path: str) -> str:
    response = client.get(path)
    text: str = response.content.decode()
    assert response.status_code == 200, path
    assert "UNDEFINED" not in text
    return text


def tile(text: str, number: int) -> str:
    found = re.search(rf'<a class="tile ([a-z-]+)" href="/measures/{number}"', text)
    assert found, number
    return found[1]


def test_the_number_beside_a_unit_is_the_count_of_the_list_behind_it(county, visit):
    measure_case(1, "wenlv", light="red")
    measure_case(2, "jiaotong", joint=("wenlv",), light="red")
    client = visit("county_leader")
    found = re.findall(r'href="(/cases\?lead=[^"]+)">(\d+)</a>', page(client, "/cockpit"))
    assert len(found) == 2
    for address, count in found:
        assert f"共 <b>{count}</b> 件" in page(client, address.replace("&amp;", "&")), address


def test_the_cockpit_shows_every_measure_as_a_light(county, visit):
    measure_case(1, "fagai", light="red")
    measure_case(2, "jiaotong", light="amber")
    measure_case(3, "jiaoke", light="done")
    text = page(visit("county_leader"), "/cockpit")
    assert len(re.findall(r'class="tile ', text)) == 43
    shown = [tile(text, number) for number in (1, 2, 3, 4)]
    assert shown == ["light-red", "light-amber", "light-done", "light-none"]
    assert text.count("项指标") == 8
    assert "截至 2024-09-30" in text
    assert "条牵头单位待确认" in text


def test_every_light_has_a_word_beside_its_colour(county, visit):
    measure_case(1, "fagai", light="red")
    text = page(visit("county_leader"), "/cockpit")
    for one in re.findall(r'<a class="tile .*?</a>', text):
        assert re.search(r"hidden-visually\"> .+ (超期|未设时限|未立项)", one), one


def test_the_projects_bring_the_lights_of_their_indicators(county, visit):
    client = visit("county_leader")
    assert 'hx-get="/cockpit/projects"' in page(client, "/cockpit")
    text = page(client, "/cockpit/projects")
    assert "<html" not in text
    assert text.count('href="/indicators#project-') == 8
    assert re.search(r'class="light light-(red|none)"', text)
    assert "hx-get" not in text


def test_the_wall_screen_is_the_same_page_in_the_dark(county, visit):
    client = visit("county_leader")
    plain, wall = page(client, "/cockpit"), page(client, "/cockpit?wall=1")
    assert '<body class="wall"' in wall
    assert '<body class="wall"' not in plain
    assert wall.count('class="tile ') == plain.count('class="tile ')


def test_without_a_programme_the_cockpit_says_who_opens_one(visit):
    text = page(visit("leading_group_office"), "/cockpit")
    assert "还没有开办方案" in text
    assert 'href="/programme"' in text
    assert "去开办" not in page(visit("county_leader"), "/cockpit")


def test_a_unit_head_sees_what_the_unit_must_act_on_first(county, visit):
    measure_case(1, "gongxin", light="red", next_due_at=moment("2024-09-20 23:59"))
    measure_case(2, "fagai", ("gongxin",), light="red", next_due_at=moment("2024-09-21 23:59"))
    measure_case(3, "gongxin", light="amber", next_due_at=moment("2024-10-02 23:59"))
    measure_case(4, "fagai", light="red")
    text = page(visit("unit_head"), "/unit")
    assert "<h1>县工信局</h1>" in text
    mine, elsewhere = text.index("超期，须本单位马上处理"), text.index("本单位参与、卡在别处的超期事项")
    assert mine < text.index("示例举措1") < elsewhere < text.index("示例举措2")
    assert "示例举措3" in text
    assert "示例举措4" not in text
    assert "2024-09-20" in text


def test_a_matter_without_a_limit_is_red_and_says_so(county, visit):
    measure_case(1, "gongxin", light="red", next_due_at=None)
    text = page(visit("unit_head"), "/unit")
    assert "未设时限" in text
    assert "未设" in text


def test_a_unit_with_nothing_to_do_says_so(county, visit):
    assert "本单位没有在办事项" in page(visit("unit_head"), "/unit")


def test_whoever_sees_all_units_chooses_one(county, visit):
    measure_case(1, "wenlv", light="red")
    client = visit("county_leader")
    text = page(client, "/unit")
    assert 'href="/unit?unit=wenlv"' in text
    assert "/cases?lead=wenlv&amp;light=red" in text
    assert "<h1>县文旅局</h1>" in page(client, "/unit?unit=wenlv")


def test_a_unit_head_cannot_choose_another_unit(county, visit):
    assert "<h1>县工信局</h1>" in page(visit("unit_head"), "/unit?unit=wenlv")


def test_an_extension_asked_for_waits_for_whoever_may_grant_it(county, visit):
    case = measure_case(1, "wenlv")
    clerk = Actor("user:9", "示例", "经办", frozenset(), roles()["unit_clerk"].permissions, frozenset({"wenlv"}))
    until_on, asked_at = datetime.date(2024, 10, 20), moment("2024-09-03 09:00")
    ask_extension(case=case, clock="plan", until_on=until_on, reason="示例", by=clerk, at=asked_at)
    assert "<h2>等您批准</h2>" in page(visit("leading_group_office"), "/unit?unit=wenlv")
    assert "<h2>等您批准</h2>" not in page(visit("auditor"), "/unit?unit=wenlv")


def test_the_public_sees_the_programme_without_signing_in(county, visit):
    text = page(visit("public"), "/")
    assert "8 个工程、43 条举措" in text
    assert text.count('href="/programme#measures"') == 9
    assert "岢政发〔2022〕5号" in text


def test_without_a_programme_the_public_reads_why(visit):
    assert "还没有开办方案" in page(visit("public"), "/")


def test_signed_in_people_go_on_to_their_first_page_or_stay(county, visit):
    client = visit("county_leader")
    assert client.get("/")["Location"] == "/cockpit"
    assert "43 条举措" in page(client, "/?public")


@pytest.mark.parametrize(("role", "code"), [("public", 302), ("firm", 403), ("unit_clerk", 403), ("auditor", 200)])
@pytest.mark.parametrize("path", ["/cockpit", "/unit"])
def test_overviews_open_for_those_who_may(visit, path, role, code):
    assert visit(role).get(path).status_code == code


def test_the_cockpit_asks_the_database_a_fixed_number_of_times(county, visit, django_assert_max_num_queries):
    for number in range(1, 20):
        CaseFactory(subject=f"measure:{number}", lead_unit=UnitFactory(id="gongxin"))
    client = visit("county_leader")
    with django_assert_max_num_queries(25):
        page(client, "/cockpit")
