"""A text made into papers of every format, for the tests: what an office would hand in."""

import io
import subprocess
import zipfile
from pathlib import Path

import docx


def as_docx(text: str) -> bytes:
    """A Word document with a paragraph for each line, a table for each run of table rows."""
    document = docx.Document()
    rows: list[list[str]] = []
    for line in [*text.split("\n"), ""]:
        if line.startswith("| "):
            rows.append([cell.strip() for cell in line.strip("| ").split(" | ")])
            continue
        if rows:
            table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
            for row, cells in zip(table.rows, rows, strict=True):
                for cell, said in zip(row.cells, cells, strict=True):
                    cell.text = said
            rows = []
        if line.strip():
            document.add_paragraph(line.replace("\f", ""))
    document.sections[0].footer.paragraphs[0].text = "第 1 页"
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def as_html(text: str) -> bytes:
    """A page of a portal: menus and links around the document."""
    links = "".join(f"<li><a href='/{at}'>栏目{at}</a></li>" for at in range(20))
    lines = "".join(f"<p>{line}</p>" for line in text.split("\n") if line.strip())
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><title>门户</title></head>"
        f"<body><div class='nav'>{links}</div>"
        f"<div class='wrap'><div class='crumbs'>首页 > 文件</div><div class='article'>{lines}</div>"
        "<div class='share'>分享到：<a href='#'>微信</a></div></div>"
        "<div id='footer'>版权所有 备案号 12345</div></body></html>"
    ).encode()


def as_zip(**members: bytes) -> bytes:
    """An archive; ``__`` in a name stands for the dot."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return made.getvalue()


def as_pdf(word: bytes, folder: Path) -> bytes:
    """The document as LibreOffice prints it."""
    source = folder / "paper.docx"
    source.write_bytes(word)
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/office", "--convert-to", "pdf", "--outdir",
         str(folder), str(source)],
        check=True,
        capture_output=True,
        timeout=120,
    )  # fmt: skip
    return (folder / "paper.pdf").read_bytes()
