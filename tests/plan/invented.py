"""A plan of an invented county, in our own words, with every trap that issued documents hold."""

from pathlib import Path

from beizeng.spec.people import Unit

UNITS = (
    Unit(id="jia", name="县甲局", aliases=("县甲管理局",)),
    Unit(id="yi", name="县乙局"),
    Unit(id="bing", name="县丙局"),
    Unit(id="ting", name="县丁中心"),
    Unit(id="xiang", name="各乡镇", aliases=("各乡镇人民政府",), kind="collective"),
)

PLAN = (Path(__file__).parent / "invented.txt").read_text(encoding="utf-8")
