"""Search and the page of an entity over a large register: the 95th percentile of their times, SQLite or PostgreSQL.

    .venv/bin/python -m bench.register_pages [--rows 100000 1000000] [--visits 200]
    deploy/with-postgresql .venv/bin/python -m bench.register_pages

Cards and facts are written as loading leaves them. Asked are parts of names, two characters, pinyin, initials, codes,
addresses, with and without filters; each page is rendered whole by the test client, the first visits are left out.
"""

import argparse
import random
import time

from bench import site

# isort: split

from django.db import connection
from django.test import Client

from beizeng.register import cards, store
from beizeng.register.models import Card, CardState
from bench import entities, register_demography
from tests.factories import HoldingFactory, UnitFactory

_WARM = 10
_BATCH = 20_000
_SEARCHES = (
    "山水", "面馆", "山水云面馆", "岢岚县福禄寿", "mianguan", "shanshui", "kl", "sxmg", "岚漪镇山街", "9214",
    "不存在的名称", "餐饮 福", "面馆&kind=household", "福禄&township=140929101&status=open", "面馆&sort=-established",
)  # fmt: skip


def fill(rows: int) -> list[str]:
    """Facts and cards of so many entities. Returns the codes of some."""
    register_demography.fill(rows)
    frame, day = entities.registration(rows), site.day("2024-06-03 09:00").date()
    kinds = {"企业": "enterprise", "个体工商户": "household", "农民专业合作社": "cooperative"}
    for part in frame.iter_slices(_BATCH):
        made = []
        for row in part.iter_rows(named=True):
            plain = {
                "name": row["名称"], "old_names": [], "kind": kinds[row["主体类别"]], "section": "F",
                "status": "open" if row["登记状态"] == "存续" else "cancelled", "industry": row["行业代码"],
                "division": row["行政区划"], "township": row["行政区划"], "established_on": row["成立日期"],
                "ended_on": row["注销日期"], "address": row["住所"], "old_number": "", "converted_from": "",
                "merged_codes": [], "is_sample": False,
            }  # fmt: skip
            code = row["统一社会信用代码"]
            made.append(Card(code=code, **plain, **cards.search_fields(code, plain)))
        Card.objects.bulk_create(made, batch_size=500)
    CardState.objects.create(as_of_on=day)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return frame["统一社会信用代码"].sample(300, seed=7).to_list()


def percentile(client: Client, addresses: list[str]) -> tuple[float, float, str]:
    """Median and 95th percentile in milliseconds, and the slowest address."""
    taken = []
    for address in addresses:
        begun = time.perf_counter()
        page = client.get(address)
        taken.append((1000 * (time.perf_counter() - begun), address))
        assert page.status_code == 200, address
    kept = sorted(taken[_WARM:])
    return kept[len(kept) // 2][0], kept[int(len(kept) * 0.95)][0], kept[-1][1]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--visits", type=int, default=200)
    asked = parser.parse_args()
    site.open_site()
    begun = time.perf_counter()
    some = fill(asked.rows)
    print(f"{asked.rows:>11,} entities written in {time.perf_counter() - begun:.0f} s, {connection.vendor}", flush=True)
    assert store.tables().keys("registration")
    UnitFactory(id="fagai")
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(HoldingFactory(post__role="leading_group_office", post__unit_id="fagai").user)
    dice = random.Random(7)
    searches = [f"/entities?q={dice.choice(_SEARCHES)}" for _visit in range(asked.visits)]
    pages = [f"/entities/{dice.choice(some)}" for _visit in range(asked.visits)]
    for word, addresses in (("search", searches), ("entity page", pages)):
        median, slow, worst = percentile(client, addresses)
        print(f"{'':12}{word}: median {median:.0f} ms, p95 {slow:.0f} ms, slowest {worst}", flush=True)


if __name__ == "__main__":
    main()
