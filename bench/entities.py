"""Invented entities by the million: registration rows with codes whose check characters hold, and wide facts."""

import datetime
from pathlib import Path

import numpy as np
import polars as pl

from beizeng.register.codes import CHARSET, ORGANISATION_WEIGHTS, WEIGHTS

_HAN = "山水云天金木火土春夏秋冬东南西北福禄寿喜财运昌盛隆兴旺达通顺安康宁和平永久长青松柏梅兰竹菊龙凤虎鹤"
_TRADES = ("商贸", "农业开发", "餐饮", "面馆", "建材", "运输", "科技", "养殖", "汽车维修", "百货")
_FORMS = ("有限公司", "经营部", "店", "合作社")
_KINDS = ("企业", "个体工商户", "农民专业合作社")
BEGIN = datetime.date(2005, 1, 1)


def codes(count: int) -> pl.Series:
    """Different codes of households and firms, both check characters computed column by column."""
    digits = np.array(list(CHARSET))
    values = {character: place for place, character in enumerate(CHARSET)}
    number = np.arange(count, dtype=np.int64)
    body = np.stack([(number // 31**place) % 31 for place in range(7, -1, -1)], axis=1)
    as_organisation = np.array([int(character, 36) for character in CHARSET])
    total = (as_organisation[body] * np.array(ORGANISATION_WEIGHTS)).sum(axis=1)
    last = np.array([values[character] for character in "0X987654321"])[total % 11]
    head = np.array([values[character] for character in "92140929"])
    first = np.concatenate([np.tile(head, (count, 1)), body, last[:, None]], axis=1)
    first[:, 1] = np.where(number % 3 == 0, 1, 2)
    check = (31 - (first * np.array(WEIGHTS)).sum(axis=1) % 31) % 31
    written = digits[np.concatenate([first, check[:, None]], axis=1)]
    return pl.Series("code", np.ascontiguousarray(written).view(f"<U{written.shape[1]}").ravel())


def registration(count: int) -> pl.DataFrame:
    """Rows as an office would send them."""
    dice = np.random.default_rng(7)

    def pick(words: tuple[str, ...]) -> pl.Series:
        return pl.Series(np.array(words)[dice.integers(0, len(words), count)])

    han = tuple(_HAN)
    begun = BEGIN.toordinal() - datetime.date(1970, 1, 1).toordinal() + dice.integers(0, 6_900, count)
    ended = np.where(dice.random(count) < 0.2, begun + dice.integers(30, 2_000, count), -1)
    days = pl.DataFrame({"begun": begun, "ended": ended}).select(
        pl.col("begun").cast(pl.Int32).cast(pl.Date),
        pl.when(pl.col("ended") > 0).then(pl.col("ended").cast(pl.Int32).cast(pl.Date)).alias("ended"),
    )
    frame = pl.DataFrame({"统一社会信用代码": codes(count), "begun": days["begun"], "ended": days["ended"]})
    return frame.select(
        "统一社会信用代码",
        pl.concat_str([pl.lit("岢岚县"), pick(han), pick(han), pick(han), pick(_TRADES), pick(_FORMS)]).alias("名称"),
        pick(_KINDS).alias("主体类别"),
        pl.when(pl.col("ended").is_null()).then(pl.lit("存续")).otherwise(pl.lit("注销")).alias("登记状态"),
        pl.col("begun").alias("成立日期"),
        pl.col("ended").alias("注销日期"),
        pick(("5212", "6210", "0111", "5111")).alias("行业代码"),
        pick(("140929100", "140929101", "140929102")).alias("行政区划"),
        pl.concat_str([pl.lit("岢岚县岚漪镇"), pick(han), pl.lit("街"), pl.Series(dice.integers(1, 999, count))]).alias(
            "住所"
        ),
        (pl.Series(dice.integers(1, 500, count)).cast(pl.String) + "万元").alias("注册资本"),
    )


def written(count: int, folder: Path) -> Path:
    """These rows as a CSV."""
    path = folder / f"registration-{count}.csv"
    registration(count).write_csv(path)
    return path
