"""A disk that takes no more while a file of facts or a paper is stored: said clearly, nothing half-stored."""

import datetime
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from beizeng.base.people.actor import house
from beizeng.base.ports.papers import PaperRefused, keep
from beizeng.register import actions, queries, store
from beizeng.register.models import Feed
from beizeng.register.report import FeedReport
from beizeng.spec.errors import BadInput
from tests.register.conftest import CODES, moment

pytestmark = pytest.mark.django_db

HEAD = "统一社会信用代码,名称"
LINES = [f"{code},示例店{n}" for n, code in enumerate(CODES)]


@contextmanager
def full(most: int) -> Iterator[None]:
    """The system takes no more than so many bytes into any file: a write beyond fails as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_no_row_of_a_feed_counts_and_the_same_file_loads_afterwards(load: Callable[..., FeedReport]) -> None:
    with full(200), pytest.raises(BadInput, match="磁盘可能已满"):
        load(HEAD, *LINES)
    assert not Feed.objects.exists()
    assert not any(queries.card(code, viewer=house("test")) for code in CODES)
    actions.sweep_orphans(by=house("test"), at=moment(datetime.date(2024, 1, 2)))
    assert not any(store.tables().unleased().values()), "nothing is left that was never published"
    report = load(HEAD, *LINES)
    assert (report.loaded, report.is_repeat) == (len(LINES), False)
    assert load(HEAD, *LINES).is_repeat


def test_no_half_paper_is_kept(tmp_path: Path) -> None:
    content = b"%PDF-1.7 " + b"x" * 100_000
    with full(50_000), pytest.raises(PaperRefused, match="磁盘可能已满"):
        keep(tmp_path, "佐证.pdf", content)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert keep(tmp_path, "佐证.pdf", content).size == len(content)
