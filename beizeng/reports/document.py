"""The briefing on paper: the template's tags filled in, in a sandbox, as a docx file of always the same bytes."""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment

from beizeng.reports.content import Briefing, Part
from beizeng.reports.letterform import packed
from beizeng.reports.wording import day_in_words
from beizeng.spec.errors import BadInput

#: The engine names the tag that it misses in quotes.
_QUOTED = re.compile("'([^']+)'")
DRAFT = "（草稿，未经签发）"
SAMPLE = "本简报所用数据为示例，经营主体均为虚构。"
#: A digest is printed so far; the whole stands in the workbook.
_DIGEST = 8
#: A template unpacks to so much at most; a docx of an office is far below.
_UNPACKED = 50 * 1024 * 1024

_NAMES = {
    "progress": "工程进展",
    "measures": "举措推进",
    "overdue": "超期事项",
    "entitlements": "政策判定",
    "findings": "方案问题",
}


@dataclass(frozen=True)
class Formalities:
    """What only an officer can give: the red head, the number, the day on which the paper is signed."""

    red_head: str
    document_number: str
    issued_in_words: str


def document(briefing: Briefing, template: bytes, formalities: Formalities | None = None) -> bytes:
    """The briefing as docx; without formalities a draft, which bears no red head, number, signature or day.

    Raises:
        BadInput: the template is no docx, or one of its tags can't be filled in.
    """
    filled = _opened(template)
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    try:
        filled.render(tags(briefing, formalities), jinja_env=environment)
    except UndefinedError as unknown:
        name = (_QUOTED.findall(unknown.message or "") or ["（未知）"])[-1]
        raise _wrong(f"标签“{name}”没有对应的内容", "对照原模板改正标签的写法") from unknown
    except (TemplateError, ValueError, TypeError, SyntaxError) as broken:
        raise _wrong(f"标签写得不完整：{broken}", "检查成对的 for/endfor、if/endif 和大括号") from broken
    return packed(filled.docx)


def tags(briefing: Briefing, formalities: Formalities | None = None) -> dict[str, Any]:
    """Every tag that a template may use; the how-to lists them."""
    count = len(briefing.figures)
    return {
        "标题": "\n".join(briefing.title_lines),
        "主送": briefing.to,
        "引言": briefing.words(briefing.opening),
        **{name: _part(briefing, briefing.part(part_id)) for part_id, name in _NAMES.items()},  # type: ignore[arg-type]
        "数据来源": _sources(briefing),
        "说明": (
            f"本简报共有{count}个数据，名录数据截至{day_in_words(briefing.day)}，"
            "逐个列明怎样得出、截至哪天、背后的记录数和校验摘要；记录清单随简报一并封存，可在平台逐条查看。"
        ),
        "示例": SAMPLE if briefing.is_sample else "",
        "草稿": "" if formalities else DRAFT,
        "发文机关标志": formalities.red_head if formalities else "",
        "文号": formalities.document_number if formalities else "",
        "署名": briefing.sender if formalities else "",
        "成文日期": formalities.issued_in_words if formalities else "",
    }


def _part(briefing: Briefing, part: Part) -> dict[str, Any]:
    heads = part.table.heads
    return {
        "标题": part.title,
        "段落": [{"文字": briefing.words(one.phrase), "是小标题": one.is_heading} for one in part.paragraphs],
        "表": [
            {head: briefing.cell(cell) for head, cell in zip(heads, row, strict=True)} for row in part.table.rows
        ],
    }  # fmt: skip


def _sources(briefing: Briefing) -> list[Mapping[str, Any]]:
    return [
        {
            "序号": one.number,
            "数据": one.label,
            "数值": one.text,
            "怎样得出": one.query,
            "截至": one.on.isoformat(),
            "记录": f"{one.records:,}",
            "摘要": one.digest[:_DIGEST],
        }
        for one in briefing.figures
    ]


def _opened(content: bytes) -> DocxTemplate:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _UNPACKED:
                raise _wrong("文件展开后过大", "去掉模板中的图片等内容再试")
        template = DocxTemplate(io.BytesIO(content))
        template.init_docx()
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError) as unreadable:
        raise _wrong("不是可以读取的 docx 文件", "用 WPS 或 Word 另存为 docx 再试") from unreadable
    return template


def _wrong(why: str, write: str) -> BadInput:
    return BadInput(what="简报模板", where="docx 文件", why=why, write=write)
