"""What a responsibility bracket says: who leads, answers, helps, guides; until when; for what extent.

（牵头单位：甲；配合单位：乙）, （甲牵头，乙配合）, （甲、乙按职责分工负责，2030年底前完成）, （甲会同乙负责）,
（责任单位：甲（牵头）、乙）.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from beizeng.plan.unit_words import OPEN_ENDED, REMAINDER, is_unit, split

Role = Literal["lead", "answers", "helps", "guides", "when", "scope", "other"]


@dataclass(frozen=True)
class Part:
    """One part: the role, the word that says it, the names (or the time) as written."""

    role: Role
    word: str
    listed: str


_LABEL = re.compile(r"(?:^|(?<=[；;，,。、|\s>]))(?P<word>[\u4e00-\u9fff]{2,12}?(?:（[^（）]{1,8}）)?)\s*[:：]")
_KINDS: tuple[tuple[re.Pattern[str], Role], ...] = (
    (re.compile(r"领导|责任人|负责人|联系人|联络|电话|同志"), "other"),
    (re.compile(r"时限|时间|期限|进度|频次|日期|节点|周期"), "when"),
    (re.compile(r"范围|区域|对象|地域"), "scope"),
    (re.compile(r"(?:牵头|主办|主责|抓总|第一责任)"), "lead"),
    (re.compile(r"(?:指导|督导|督办|监督)(?:责任)?(?:单位|部门|机构)"), "guides"),
    (
        re.compile(r"(?:配合|协办|协同|协助|参与|参加|支持|联办)(?:责任)?(?:单位|部门|机构|处室)|^(?:配合|协办)$"),
        "helps",
    ),
    (
        re.compile(
            r"(?:责任|落实|实施|承办|完成|组织|执行|承担|建设|推进|负责)(?:责任)?(?:单位|部门|主体|机构|处室|科室|股室)"
            r"|(?:责任|任务|工作|职责)分工$|^分工$"
        ),
        "answers",
    ),
)
ROLE_LABEL = re.compile(
    r"[\u4e00-\u9fff]{0,6}(?:责任|牵头|配合|协办|主办|承办|参加|参与|协同|指导|落实|实施|主责|完成|负责|协助|督办)(?:责任)?"
    r"(?:单位|部门|机构|主体|处室|科室)(?:（[^（）]{1,8}）)?(?:\s*[:：]|[ \u3000]+(?=[省市县区州国各]))"
    r"|(?:责任|任务|工作)分工\s*[:：]"
)
#: 责任单位 县甲局, 责任单位为县甲局: the colon is left out.
_NO_COLON = re.compile(
    r"((?:责任|牵头|配合|协办|主办|参与|指导|落实|实施|主责)(?:单位|部门|主体))(?:[ \u3000]+|为|是)(?=[省市县区州国各])"
)


_LEADS = (
    r"(?:共同|联合|总)?(?:负责)?(?:总)?牵头(?:负责|抓总|组织实施|组织落实|组织|落实|实施|推进|办理)?|主办|主责|抓总"
)
_HELPS = r"(?:积极|共同|协同|按职责分工)?(?:配合|协办|协助|参与|参加|协同配合|支持)(?:落实|实施|推进|负责)?"
_GUIDES = r"(?:负责)?(?:业务|统筹|加强)?(?:指导|督导|监督指导)(?:落实|实施)?"
_ANSWERS = (
    r"(?:按照?|根据|依据|依)?(?:各自)?(?:职责|职能|任务|工作)?(?:分工)?(?:抓好|做好)?(?:分别|共同|具体|统筹|联合|均|主要|组织)?"
    r"(?:负责|组织实施|组织落实|推进落实|贯彻落实|落实|实施|承担)(?:落实|实施|推进|组织实施)?"
)
_VERBS: tuple[tuple[Role, str], ...] = (("lead", _LEADS), ("guides", _GUIDES), ("helps", _HELPS), ("answers", _ANSWERS))
_VERB = re.compile("|".join(f"(?P<{role}>{words})" for role, words in _VERBS) + "(?=$|[，,；;。、）)]|[\u4e00-\u9fff])")
_VERB_END = re.compile(
    "(?:" + "|".join(f"(?P<{role}>{words})" for role, words in _VERBS) + r")(?:[（(][^（()）]*[）)])?$"
)
#: A verb inside a clause ends one part only before the next name: 甲牵头乙配合.
_INSIDE = re.compile(r"牵头(?:负责)?(?=[^，,；;。负抓组落实推办的]{2,40}(?:配合|参与|协办|负责)$)")
_TOGETHER = re.compile(r"(?<=[局委部厅办会院室府行署])(?:会同|商|联合)(?=[\u4e00-\u9fff])")
_WHEN = re.compile(
    r"(?:20\d{2}|[〇○零一二]{2,4})年|\d{1,2}月|年底|年内|月底|季度|长期|持续|常态|立行立改|全年|近期|阶段|适时|即时|贯穿"
)
_NO_NAMES = re.compile(r"下同|不再|列出|第一位|首位|第一个|排名|为牵头|逐一|此件")
_BY = re.compile(r"^(?:以上|以下|分别|均|主要|统一)?由")
_PLACED = re.compile(r"[省市县区州旗]|国家|各|中国|中央|全国|国务院")
_MINISTRY = re.compile(r"(?:部|总局|总署|署|委)$")
FIRST_LEADS = re.compile(
    r"(?:第一(?!时间|书记|产业|批|季|步|年|阶段)(?:位|个|名|责任)?|[首头]位|首个|首家|列首|排首|最前|在前)[^。；;\n）)]{0,16}?牵头"
)

#: 标★的为牵头单位: the sign.
_MARKED_LEADS = re.compile(r"(?:标|带|加|打|注)[^。；;\n★☆▲△※＊●◆]{0,6}(?P<mark>[★☆▲△※＊●◆])[^。；;\n]{0,12}牵头")


def lead_mark(text: str) -> str:
    """The sign that the document puts beside the unit that leads; empty: it uses none."""
    found = _MARKED_LEADS.search(text)
    return found["mark"] if found else ""


def kind_of(label: str) -> Role:
    """What a label (牵头单位, 完成时限) stands for."""
    return next((role for pattern, role in _KINDS if pattern.search(label)), "other")


def read_parts(content: str, knows: Callable[[str], bool] = lambda name: False) -> tuple[Part, ...]:
    """The parts of a bracket's content in order; empty where it isn't about responsibility."""
    content = _NO_COLON.sub(r"\1：", content)
    labels = [found for found in _LABEL.finditer(content) if _is_label(found["word"])]
    if not labels:
        return tuple(_by_verbs(content, knows))
    parts = list(_by_verbs(content[: labels[0].start()], knows))
    ends = [label.start() for label in labels[1:]] + [len(content)]
    for label, end in zip(labels, ends, strict=True):
        listed = content[label.end() : end].strip("；;，,。、 \n|")
        role = kind_of(label["word"])
        parts += _labelled(role, label["word"], listed, knows)
    if not any(part.role in ("lead", "answers", "helps", "guides") for part in parts):
        return ()
    return tuple(_first_of_two(parts))


def _is_label(word: str) -> bool:
    return kind_of(word) != "other" or bool(re.search(r"领导|责任人|负责人|联系|同志", word))


def _labelled(role: Role, word: str, listed: str, knows: Callable[[str], bool]) -> Iterator[Part]:
    if role in ("when", "scope", "other"):
        yield Part(role, word, listed)
        return
    said = list(_by_verbs(listed, knows)) if _VERB.search(listed) else []
    if any(part.role == "lead" for part in said) or (said and role == "answers"):
        yield from said
        return
    names, times = [], []
    for clause in _clauses(listed):
        if _WHEN.search(clause) and not is_unit(clause):
            times.append(clause)
        elif not _NO_NAMES.search(clause):
            names.append(clause)
    yield Part(role, word, "、".join(names))
    if times:
        yield Part("when", "", "，".join(times))


def _first_of_two(parts: list[Part]) -> Iterator[Part]:
    """（责任单位：甲；配合单位：乙）, （甲负责，乙配合）: who answers beside others that help, leads."""
    roles = {part.role for part in parts}
    for part in parts:
        leads = part.role == "answers" and "helps" in roles and "lead" not in roles
        yield Part("lead", part.word, part.listed) if leads else part


def _by_verbs(content: str, knows: Callable[[str], bool]) -> Iterator[Part]:
    return _first_of_two(_verb_parts(content, knows))


def _verb_parts(content: str, knows: Callable[[str], bool]) -> list[Part]:
    parts: list[Part] = []
    times: list[str] = []
    waiting: list[str] = []
    for clause in _clauses(content):
        if _NO_NAMES.search(clause):
            continue
        verb = _VERB_END.search(clause)
        listed = clause[: verb.start()] if verb else clause
        if _WHEN.search(listed) and not is_unit(listed.split("、")[-1]):
            times.append(clause)
            continue
        if not verb or not (listed.strip() or waiting):
            waiting.append(clause)
            continue
        role: Role = next(one for one, _ in _VERBS if verb[one])
        parts += _together(role, verb[0], "、".join([*waiting, _BY.sub("", listed)]), knows)
        waiting = []
    if parts and waiting and (rest := "、".join(filter(lambda one: _are_names(one, knows), waiting))):
        parts.append(Part("answers", "", rest))
    if parts and times:
        parts.append(Part("when", "", "，".join(times)))
    return parts


def _together(role: Role, word: str, listed: str, knows: Callable[[str], bool]) -> Iterator[Part]:
    """甲会同乙负责: the first leads."""
    if not _are_names(listed, knows):
        return
    lead = _TOGETHER.search(listed)
    if lead and role in ("answers", "lead"):
        yield Part("lead", word, listed[: lead.start()])
        yield Part("answers", word, listed[lead.end() :])
    else:
        yield Part(role, word, listed)


def _clauses(content: str) -> list[str]:
    """The clauses of a content, apart at commas outside inner brackets; 甲牵头乙配合 is two."""
    clauses, piece, depth = [], "", 0
    for char in _INSIDE.sub(lambda found: found[0] + "，", content):
        depth = max(0, depth + (char in "（(〈<") - (char in "）)〉>"))
        if char in "，,；;。\n" and depth == 0:
            clauses.append(piece.strip())
            piece = ""
        else:
            piece += char
    return [clause for clause in (*clauses, piece.strip()) if clause]


def _are_names(listed: str, knows: Callable[[str], bool]) -> bool:
    """Whether some words are a list of units."""
    pieces = list(split(listed))
    if not pieces or any(len(piece) > 30 for piece in pieces):
        return False
    named = [
        piece
        for piece in pieces
        if knows(piece) or is_unit(piece) or OPEN_ENDED.fullmatch(piece) or is_unit(REMAINDER.sub("", piece))
    ]
    return len(named) * 2 > len(pieces)


def only_units(content: str, knows: Callable[[str], bool]) -> tuple[Part, ...]:
    """A bracket that holds nothing but names of units, and perhaps a time: （省财政厅，各市人民政府，2030年底前）."""
    clauses = _clauses(content)
    times = [clause for clause in clauses if _WHEN.search(clause) and not is_unit(clause)]
    listed = "、".join(clause for clause in clauses if clause not in times)
    pieces = list(split(listed))
    if not all(knows(one) or is_unit(REMAINDER.sub("", one)) or OPEN_ENDED.fullmatch(one) for one in pieces):
        return ()
    placed = any(_PLACED.match(one) or knows(one) for one in pieces)
    if not placed and not (len(pieces) > 1 and any(_MINISTRY.search(one) for one in pieces)):
        return ()
    return (Part("answers", "", listed), *((Part("when", "", "，".join(times)),) if times else ()))
