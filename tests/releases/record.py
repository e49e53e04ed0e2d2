"""Records a release: a small site filled by the program as it is now, kept as the backup that it makes of itself.

    .venv/bin/python -m tests.releases.record 0.1.0

Run once per release, on a clean checkout of it. `test_releases.py` restores every recorded release with the program
as it is then, and asks that nothing was lost.
"""

import json
import sys
import tempfile
from pathlib import Path

from tests.demo.site import beizeng
from tests.releases.counting import counts

HERE = Path(__file__).parent
PEOPLE = (
    "统一社会信用代码,生效日期,名称,主体类别,登记状态,成立日期,行政区划\n"
    "91140929MA0KTEA130,2024-01-05,岢岚县示例甲商贸有限公司,企业,存续,2020-05-06,140929100\n"
    "92140929MA0KTEA21P,2024-01-05,岢岚县示例乙面馆,个体工商户,存续,2021-07-08,140929101\n"
)


def record(release: str) -> None:
    """Fill a site, back it up, and note what it holds."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "site"
        feed = Path(folder) / "registration.csv"
        feed.write_text(PEOPLE, encoding="utf-8")
        for command in (
            ("init",),
            ("plan", "open"),
            ("register", "load", str(feed)),
            ("rules", "run"),
            ("tick",),
            ("backup", str(HERE / f"{release}.tar.gz")),
        ):
            done = beizeng(data, *command)
            if done.returncode:
                raise SystemExit(f"{' '.join(command)}: {done.stdout}{done.stderr}")
        (HERE / f"{release}.json").write_text(json.dumps(counts(data), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    record(sys.argv[1])
