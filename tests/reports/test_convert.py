"""The paper in another reader: LibreOffice opens it without repair and lays it out."""

import shutil
import subprocess
from pathlib import Path

import pytest

from beizeng.reports.compose import compose
from beizeng.reports.document import Formalities, document
from beizeng.reports.letterform import template
from tests.reports.example import given

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]


@pytest.mark.parametrize("formalities", [None, Formalities("示例办公室文件", "示办〔2024〕3号", "2024年10月8日")])
def test_pages_and_text_come_out(tmp_path: Path, formalities: Formalities | None) -> None:
    file = tmp_path / "briefing.docx"
    file.write_bytes(document(compose(given()).briefing, template(), formalities))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)],
        check=True,
        capture_output=True,
        timeout=180,
    )
    pdf = str(tmp_path / "briefing.pdf")
    facts = subprocess.run(["pdfinfo", pdf], check=True, capture_output=True, text=True).stdout
    pages = int(next(line.split()[1] for line in facts.splitlines() if line.startswith("Pages")))
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
    plain = "".join(text.split())
    assert pages >= 3
    assert "A4" in facts
    for words in (
        "2024年第三季度推进情况简报",
        "示例企业33户",
        "比上年同期36户减少3户",
        "附件：数据来源",
        "—1—",
        "—2—",
    ):
        assert words in plain
    assert ("示办〔2024〕3号" in plain) is (formalities is not None)
