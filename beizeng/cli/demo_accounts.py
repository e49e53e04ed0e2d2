"""The demonstration accounts: one per role, and a clerk in every unit that leads a measure.

Passwords are made at random for each folder and kept in it, readable by its owner alone; none is in the project.
"""

import datetime
import secrets
from pathlib import Path

import yaml
from rich.table import Table

from beizeng.base.people import queries as people
from beizeng.base.people.actions import appoint, change_password, give_mandate, open_account
from beizeng.base.people.actor import Actor
from beizeng.base.people.queries import User
from beizeng.register import queries as register
from beizeng.spec import Shelf
from beizeng.spec.people import SampleAccount, SampleAccounts

Passwords = dict[str, tuple[str, str]]  #: username → (role's label, password)

#: The posts of the sample county have been held since before the plan was issued.
SINCE = datetime.date(2022, 1, 1)
AGENT_UNTIL = datetime.date(2025, 12, 31)
_FILE = "demo-passwords.yaml"


def open_all(data: Path, shelf: Shelf, *, by: Actor, at: datetime.datetime) -> Passwords:
    """Open every demonstration account that is missing. Returns all of them with their passwords."""
    words = _kept(data)
    for account in _accounts(shelf):
        word = words.setdefault(account.username, secrets.token_urlsafe(9))
        _keep(data, words)  # before the account: stopped in between, the word is still known
        user = open_account(
            username=account.username, name=account.name, password=word, is_sample=True, by=by, at=at
        )  # fmt: skip
        _give_place(account, user, by=by, at=at)
    labels = people.roles()
    return {account.username: (labels[account.role].label, words[account.username]) for account in _accounts(shelf)}


def reset(data: Path, shelf: Shelf, *, by: Actor, at: datetime.datetime) -> Passwords:
    """Give every demonstration account a new password."""
    words = _kept(data)
    for account in _accounts(shelf):
        user = people.user_named(account.username)
        if user is not None:
            words[account.username] = secrets.token_urlsafe(9)
            change_password(user=user, password=words[account.username], by=by, at=at)
    _keep(data, words)
    return open_all(data, shelf, by=by, at=at)


def clerk_of(unit_id: str, *, by: Actor, at: datetime.datetime) -> Actor:
    """The invented clerk of a unit, who can't sign in: it reports in the sample county as a person would."""
    return _stand_in(f"sample-{unit_id}", "示例经办", "unit_clerk", unit_id, by=by, at=at)


def person(shelf: Shelf, role: str, unit_id: str, *, by: Actor, at: datetime.datetime) -> Actor:
    """Whoever holds a role (in a unit, if one is named): the demonstration account, else an invented person."""
    account = next((one for one in _accounts(shelf) if one.role == role and unit_id in ("", one.unit)), None)
    user = people.user_named(account.username) if account else None
    if user is not None:
        return people.actor_of(user, on=at.date())
    if role == "unit_clerk":
        return clerk_of(unit_id, by=by, at=at)
    title = f"示例{people.roles()[role].label}"
    return _stand_in(f"sample-{role}-{unit_id}", title, role, unit_id, by=by, at=at)


def owner_of(code: str, *, by: Actor, at: datetime.datetime) -> Actor:
    """The invented owner of an entity, who can't sign in."""
    word = secrets.token_urlsafe(24)
    user = open_account(username=f"sample-{code}", name="示例经营者", password=word, is_sample=True, by=by, at=at)
    if not user.mandates.exists():
        give_mandate(user=user, entity_code=code, since_on=SINCE, until_on=None, is_agent=False, by=by, at=at)
    return people.actor_of(user, on=at.date())


def _stand_in(username: str, title: str, role: str, unit_id: str, *, by: Actor, at: datetime.datetime) -> Actor:
    name, word = f"{people.unit_names()[unit_id]}{title}", secrets.token_urlsafe(24)
    user = open_account(username=username, name=name, password=word, is_sample=True, by=by, at=at)
    appoint(user=user, unit_id=unit_id, title=title, role=role, since_on=SINCE, by=by, at=at)
    return people.actor_of(user, on=at.date())


def office_clerk(*, on: datetime.date) -> Actor:
    """The demonstration account of the leading group's office."""
    user = people.user_named("office")
    assert user is not None
    return people.actor_of(user, on=on)


def table(passwords: Passwords) -> Table:
    """The accounts as a table for the terminal."""
    shown = Table("岗位", "账号", "口令", title="演示账号（人员均为虚构）", title_justify="left")
    for username, (label, word) in passwords.items():
        shown.add_row(label, username, word)
    return shown


def _accounts(shelf: Shelf) -> list[SampleAccount]:
    return [account for file in shelf.all(SampleAccounts) for account in file.accounts]


def _give_place(account: SampleAccount, user: User, *, by: Actor, at: datetime.datetime) -> None:
    if account.role in (people.FIRM_ROLE, people.AGENT_ROLE):
        is_agent = account.role == people.AGENT_ROLE
        code = _entity(by)
        if code and not user.mandates.exists():
            until = AGENT_UNTIL if is_agent else None
            give_mandate(
                user=user, entity_code=code, since_on=SINCE, until_on=until, is_agent=is_agent, by=by, at=at
            )  # fmt: skip
        return
    appoint(
        user=user, unit_id=account.unit, title=account.title, role=account.role, since_on=SINCE, by=by, at=at
    )  # fmt: skip


def _entity(viewer: Actor) -> str | None:
    """The entity of the owner's account: the first noodle shop that is open."""
    card = register.search("面馆", viewer=viewer, status="open").order_by("code").first()
    return card.code if card else None


def _kept(data: Path) -> dict[str, str]:
    path = data / _FILE
    return dict(yaml.safe_load(path.read_text(encoding="utf-8"))) if path.exists() else {}


def _keep(data: Path, words: dict[str, str]) -> None:
    path = data / _FILE
    path.touch(mode=0o600, exist_ok=True)
    path.write_text(yaml.safe_dump(words), encoding="utf-8")
