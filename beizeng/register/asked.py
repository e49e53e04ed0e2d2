"""What a searched text asks for: names, parts of them, pinyin, initials, addresses, codes and other numbers."""

from functools import reduce
from operator import and_

from django.db.models import Q, QuerySet

from beizeng.register import codes, lookups, match
from beizeng.register.models import Card

assert lookups.HasAll.lookup_name == "has_all"


def matching(found: QuerySet[Card], text: str) -> QuerySet[Card]:
    """Those of the cards that the searched text means; an empty text means all.

    Words apart by spaces must all be found, wherever they stand; or the text as a whole, written without the spaces.
    """
    words = text.split()
    if not words:
        return found
    every = reduce(and_, (_asked(word) for word in words))
    return found.filter(every | _asked(text) if len(words) > 1 else every)


def _asked(text: str) -> Q:
    plain = match.normalise(text)
    han = match.han_grams_asked(plain)
    if han:
        return Q(grams__has_all=han, search__contains=plain)
    upper = plain.upper()
    asked = Q(code__gte=upper, code__lt=upper + "\U0010ffff") | Q(code__endswith=upper)
    if codes.is_number(plain):
        asked |= Q(grams__has_all=[match.number_gram(plain)])
    pieces = match.pinyin_grams_asked(plain)
    if pieces:
        asked |= Q(grams__has_all=pieces, search__contains=plain)
    pieces = match.initials_grams_asked(plain)
    if pieces:
        asked |= Q(grams__has_all=pieces, search__contains=plain)
    return asked
