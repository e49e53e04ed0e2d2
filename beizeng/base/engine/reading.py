"""Text → sqlglot's tree, or a refusal. Read only: nothing that is parsed here is ever executed as written."""

import unicodedata
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from beizeng.base.engine.faults import refuse

MAX_CHARACTERS = 2000
MAX_NESTING = 40

_OPENS = {TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE, TokenType.CASE}
_CLOSES = {TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE, TokenType.END}
_PREFIXES = {TokenType.NOT, TokenType.DASH}


@lru_cache(maxsize=1024)
def read(text: str) -> exp.Expr:
    """The one expression that ``text`` holds, brackets taken off its outside; kept, for the same are read every day.

    Raises:
        BadInput: too long, too deep, empty, a comment, several statements, or no expression at all.
    """
    if len(text) > MAX_CHARACTERS:
        raise refuse(
            what=f"{len(text)} 个字符", offset=None, why=f"表达式最多 {MAX_CHARACTERS} 个字符", write="拆成几个条件"
        )
    _check_tokens(_tokens(text))
    try:
        parsed = sqlglot.parse(text)
    except RecursionError:
        raise _too_deep(None) from None
    except SqlglotError as error:
        raise _not_readable(text, error) from None
    root = parsed[0]
    if len(parsed) != 1 or root is None:
        raise refuse(what=text, offset=None, why="只能写一个表达式", write="去掉分号和多余的语句")
    _check_depth(root)
    return root


def normal(text: str) -> str:
    """The text with full-width brackets, commas and signs as their plain forms (NFKC), as clerks type them."""
    return unicodedata.normalize("NFKC", text)


def offset_of(node: exp.Expr) -> int | None:
    """Where the node begins in the text, as far as the parser says."""
    starts = [found.meta["start"] for found in node.walk() if "start" in found.meta]
    return min(starts, default=None)


def excerpt(text: str, node: exp.Expr) -> str:
    """The piece of the text that the node was read from, or the node in SQL's words."""
    marks = [found.meta for found in node.walk() if "start" in found.meta]
    if not marks:
        return node.sql()
    start, end = min(mark["start"] for mark in marks), max(mark["end"] for mark in marks) + 1
    while text.count("(", start, end) > text.count(")", start, end) and end < len(text):
        end += 1  # the parser does not mark closing brackets
    return text[start:end]


def _tokens(text: str) -> list[Token]:
    try:
        return sqlglot.tokenize(text)
    except SqlglotError as error:
        raise _not_readable(text, error) from None


def _check_tokens(tokens: list[Token]) -> None:
    if not tokens:
        raise refuse(what="空", offset=None, why="没有写表达式", write="写一个条件，例如 staff >= 10")
    depth = prefixes = 0
    for token in tokens:
        if token.comments:
            raise refuse(what=token.comments[0].strip(), offset=None, why="表达式里不能有注释", write="说明写在 label")
        if token.token_type is TokenType.SEMICOLON:
            raise refuse(what=";", offset=token.start, why="只能写一个表达式", write="去掉分号和多余的语句")
        depth += (token.token_type in _OPENS) - (token.token_type in _CLOSES)
        prefixes = prefixes + 1 if token.token_type in _PREFIXES else 0
        if depth + prefixes > MAX_NESTING:
            raise _too_deep(token.start)


def _check_depth(root: exp.Expr) -> None:
    """Without recursion: a chain of one connector counts as one level, as the tree keeps it."""
    waiting = [(root, 1)]
    while waiting:
        node, depth = waiting.pop()
        if depth > MAX_NESTING:
            raise _too_deep(offset_of(node))
        for child in node.iter_expressions():
            same = isinstance(node, exp.Connector) and type(child) is type(node)
            waiting.append((child, depth if same else depth + 1))


def _too_deep(offset: int | None) -> Exception:
    return refuse(what="嵌套", offset=offset, why=f"嵌套超过 {MAX_NESTING} 层", write="拆成几个条件，或去掉多余的括号")


def _not_readable(text: str, error: SqlglotError) -> Exception:
    first = (getattr(error, "errors", None) or [{}])[0]
    word = first.get("highlight") or ""
    offset = None
    if first.get("col"):
        before = text.split("\n")[: first["line"] - 1]
        offset = sum(len(line) + 1 for line in before) + first["col"] - max(len(word), 1)
    if "~" in text or "regexp" in text.lower() or "rlike" in text.lower():
        return refuse(
            what=word or "~",
            offset=offset,
            why="不用正则表达式",
            write="用 starts_with(事实, '前缀') 或 IN",
        )
    return refuse(
        what=word or text, offset=offset, why="读不成一个表达式", write="检查括号、引号和 AND、OR 两边是否写全"
    )
