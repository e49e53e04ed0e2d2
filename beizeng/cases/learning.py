"""Which class a complaint may belong to, learned from how complaints elsewhere were given out; it never decides.

    rows, left_out = labelled(given_out, classes)
    model = train(rows, source="file.csv", made_at="2024-09-30T09:00")
    model.suggest("摊位收费没有票据") → (Suggestion("market", 0.71, ("摊位", "收费")), ...)

Not here: which unit a class goes to (``proposals``). Texts stay where they came from: the model keeps pieces of words
with their weights, and only pieces that stand in several texts.
"""

import hashlib
import importlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from beizeng.spec.case_classes import Class
from beizeng.spec.errors import BadInput

#: Where the model lies in the data folder.
FOLDER = "models"
#: Of so many texts one is held apart; the text alone decides, so that the same one is never on both sides.
ONE_IN = 5
#: A class with fewer texts to learn from is not learned.
FEWEST = 20
#: A piece of a word must stand in so many texts, so that nobody's words are kept.
IN_TEXTS = 3
#: A suggestion below this share is not worth saying.
LEAST_SHARE = 0.15
MOST_WORDS = 5


@dataclass(frozen=True)
class Learned:
    """How well one class is recognised on the texts held apart."""

    topic: str
    trained: int
    held: int
    right: int
    said: int  #: how often the class was said of a text held apart, rightly or not

    @property
    def recall(self) -> float | None:
        """The share of its own texts that was recognised; None: none was held apart."""
        return self.right / self.held if self.held else None

    @property
    def precision(self) -> float | None:
        """The share of what was given this class that belongs to it."""
        return self.right / self.said if self.said else None


@dataclass(frozen=True)
class Report:
    """What came of a training. ``usual``: how many would be right if the most frequent class were always said."""

    made_at: str
    source: str
    trained: int
    held: int
    right: int
    usual: int
    classes: tuple[Learned, ...]


@dataclass(frozen=True)
class Suggestion:
    """A class with its share (0 to 1) and the words of the text that speak for it, the strongest first."""

    topic: str
    share: float
    words: tuple[str, ...]


def labelled(
    rows: Iterable[tuple[str, str]], classes: Mapping[str, Class]
) -> tuple[list[tuple[str, str]], Counter[str]]:
    """Text and class of every (text, office), each text once; and the offices that belong to no class, counted."""
    found: dict[str, str] = {}
    left_out: Counter[str] = Counter()
    for text, office in rows:
        topic = next((topic for topic, one in classes.items() if any(word in office for word in one.offices)), None)
        if topic is None or not text.strip():
            left_out[office] += 1
        else:
            found.setdefault(text.strip(), topic)
    return list(found.items()), left_out


def is_held_apart(text: str) -> bool:
    """Whether the text is for checking, not for learning."""
    return hashlib.sha256(text.encode()).digest()[0] % ONE_IN == 0


class Model:
    """The weights of pieces of words per class, with the report of their training."""

    def __init__(self, report: Report, vectors: Any, classifier: Any) -> None:
        self.report = report
        self._vectors = vectors
        self._classifier = classifier

    def suggest(self, text: str, *, at_most: int = 2) -> tuple[Suggestion, ...]:
        """The likeliest classes, each with its reasons; none where no piece of the text is known."""
        row = self._vectors.transform([text])
        if not row.nnz:
            return ()
        shares = self._classifier.predict_proba(row)[0]
        names = self._vectors.get_feature_names_out()
        best = sorted(range(len(shares)), key=lambda n: -shares[n])[:at_most]
        return tuple(
            Suggestion(str(self._classifier.classes_[n]), float(shares[n]), _words(row, names, self._weights(n)))
            for n in best
            if shares[n] >= LEAST_SHARE
        )

    def _weights(self, n: int) -> Any:
        """The weights of the pieces for one class; of two classes the library keeps those of the second alone."""
        kept = self._classifier.coef_
        return kept[n] if len(kept) > 1 else kept[0] * (1 if n else -1)

    def predict(self, texts: Sequence[str]) -> list[str]:
        """The likeliest class of each text."""
        return [str(one) for one in self._classifier.predict(self._vectors.transform(texts))]

    def write(self, folder: Path) -> Path:
        """Write the model; plain numbers and words, nothing that is run when it is read."""
        folder.mkdir(parents=True, exist_ok=True)
        path, fresh = folder / "classes.npz", folder / "classes.new.npz"
        _library("numpy").savez(
            fresh,
            terms=self._vectors.get_feature_names_out().astype(str),
            idf=self._vectors.idf_,
            classes=self._classifier.classes_.astype(str),
            weights=self._classifier.coef_,
            levels=self._classifier.intercept_,
            report=json.dumps(asdict(self.report), ensure_ascii=False),
        )
        fresh.replace(path)
        return path


def model_in(data: Path) -> Model | None:
    """The model of this data folder; None: none was trained."""
    path = data / FOLDER / "classes.npz"
    return _read(path, path.stat().st_mtime_ns) if path.exists() else None


@lru_cache(maxsize=1)
def _read(path: Path, changed_at: int) -> Model:
    with _library("numpy").load(path, allow_pickle=False) as kept:
        vectors = _vectorizer(vocabulary={str(term): n for n, term in enumerate(kept["terms"])})
        vectors.idf_ = kept["idf"]
        classifier = _library("sklearn.linear_model").LogisticRegression()
        classifier.classes_, classifier.coef_, classifier.intercept_ = kept["classes"], kept["weights"], kept["levels"]
        told = json.loads(str(kept["report"]))
    classes = tuple(Learned(**one) for one in told.pop("classes"))
    return Model(Report(**told, classes=classes), vectors, classifier)


def train(rows: Sequence[tuple[str, str]], *, source: str, made_at: str) -> Model:
    """Learn from the (text, class) rows that are not held apart; check on those that are.

    Raises:
        BadInput: fewer than two classes with enough texts.
    """
    counts = Counter(topic for text, topic in rows if not is_held_apart(text))
    rows = [(text, topic) for text, topic in rows if counts[topic] >= FEWEST]
    learned = [(text, topic) for text, topic in rows if not is_held_apart(text)]
    held = [(text, topic) for text, topic in rows if is_held_apart(text)]
    if len({topic for _text, topic in learned}) < 2:
        raise BadInput(
            what=source,
            where="训练",
            why=f"可学的类别不到两个（每类至少 {FEWEST} 条，承办单位须与分工表中的单位名称对得上）",
            write="换一份已派单的诉求，或在分工表里补上这些承办单位的名称",
        )
    vectors = _vectorizer(min_df=IN_TEXTS)
    classifier = _library("sklearn.linear_model").LogisticRegression(C=10, class_weight="balanced", max_iter=1000)
    classifier.fit(vectors.fit_transform([text for text, _ in learned]), [topic for _, topic in learned])
    model = Model(Report(made_at, source, len(learned), len(held), 0, 0, ()), vectors, classifier)
    model.report = _checked(model, learned, held)
    return model


def _vectorizer(**more: Any) -> Any:
    """Pieces of one to three characters: Chinese needs no word list, and a piece can be shown as a reason."""
    text = _library("sklearn.feature_extraction.text")
    return text.TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, **more)


def _library(name: str) -> Any:
    return importlib.import_module(name)  # takes seconds: only who trains or asks a model pays


def _checked(model: Model, learned: Sequence[tuple[str, str]], held: Sequence[tuple[str, str]]) -> Report:
    trained, said = Counter(topic for _, topic in learned), model.predict([text for text, _ in held]) if held else []
    right = Counter(topic for (_, topic), found in zip(held, said, strict=True) if topic == found)
    apart, counts = Counter(topic for _, topic in held), Counter(said)
    most = trained.most_common(1)[0][0]
    classes = tuple(
        Learned(topic, count, apart[topic], right[topic], counts[topic]) for topic, count in trained.most_common()
    )
    told = model.report
    return Report(told.made_at, told.source, len(learned), len(held), sum(right.values()), apart[most], classes)


def _words(row: Any, names: Any, weights: Any) -> tuple[str, ...]:
    """The pieces that speak most for the class; a piece within a stronger or longer one that is shown is left out."""
    parts = [(float(row[0, n] * weights[n]), str(names[n])) for n in row.indices]
    strong = sorted((part for part in parts if part[0] > 0 and len(part[1].strip()) > 1), reverse=True)
    shown: list[str] = []
    for _weight, piece in strong:
        if len(shown) < MOST_WORDS and not any(piece in one or one in piece for one in shown):
            shown.append(piece.strip())
    return tuple(shown)
