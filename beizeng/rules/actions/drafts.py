"""Writing policies in the page: drafted → a second person signs → the site's own packs; sent back, and withdrawn.

Nothing is half-published: the pack files are written, read and tried around the transaction, and taken back with it.
"""

import datetime
import hashlib
from typing import Any

from beizeng.base.clock.now import local_day
from beizeng.base.ledger.actions import Done, Refused, Unchanged, action
from beizeng.base.people.actor import Actor
from beizeng.base.ports.own_packs import written
from beizeng.rules.book import book, read_book, versions_of
from beizeng.rules.drafting import Checked, Entered, pack_text
from beizeng.rules.models import PolicyDraft
from beizeng.rules.queries import draft_digest, read_draft
from beizeng.spec import load_shelf
from beizeng.spec.errors import BadInput
from beizeng.spec.loading import PackErrors, read_text
from beizeng.spec.policy import Parameters, Policy

State = PolicyDraft.State
_OPEN = (State.DRAFT, State.SUBMITTED)


@action("rules.draft_policy")
def save_draft(
    *, entered: Entered, draft_id: int | None = None, amends: str = "", by: Actor, at: datetime.datetime
) -> Done | Unchanged:
    """Keep a draft as typed, whole or not; a submitted one goes back to being a draft.

    Raises:
        Refused: another unit's policy; a name that another policy has; no draft any more.
    """
    fields = entered["policy"]
    policy_id, unit = fields.get("id", "").strip(), fields.get("unit", "")
    if draft_id is not None:
        draft = _draft(draft_id, by)
        if draft.state not in _OPEN:
            raise Refused("这份草案已经签发或撤回", what_now="要改政策，从政策页面另起一份草案")
        if draft.entered == entered:
            return Unchanged(draft)
    else:
        draft = PolicyDraft(amends=amends, made_by=by.id, made_by_name=by.name)
    _check_name(policy_id, draft.amends, by, at)
    if not by.may_for_unit("rules.draft_policy", unit):
        raise Refused("这项政策由别的单位答复", what_now="答复单位选本单位，或请答复单位起草")
    # the last to change it is who drafted it: that person can't sign it
    draft.made_by, draft.made_by_name = by.id, by.name
    draft.policy, draft.label, draft.unit = policy_id, fields.get("label", "")[:200], unit
    draft.entered, draft.state, draft.changed_at = entered, State.DRAFT, at
    draft.save()
    return Done(draft, _subject(draft), f"起草政策 {draft.label}", detail={"digest": draft_digest(entered)})


@action("rules.submit_policy", permission="rules.draft_policy")
def submit_draft(*, draft_id: int, by: Actor, at: datetime.datetime) -> Done | Unchanged:
    """Hand a whole draft to the second person.

    Raises:
        Refused: something in it is wrong, or it is no draft any more.
    """
    draft = _draft(draft_id, by)
    if draft.state == State.SUBMITTED:
        return Unchanged(draft)
    if draft.state != State.DRAFT:
        raise Refused("这份草案已经签发或撤回")
    _whole(draft)
    draft.state, draft.changed_at, draft.told = State.SUBMITTED, at, ""
    draft.save()
    return Done(draft, _subject(draft), f"报请签发政策 {draft.label}", detail={"digest": draft_digest(draft.entered)})


@action("rules.return_policy", permission="rules.approve_policy")
def return_draft(*, draft_id: int, reason: str, by: Actor, at: datetime.datetime) -> Done:
    """Send a draft back to who wrote it.

    Raises:
        Refused: it waits for nobody's signature, or there is no reason.
    """
    draft = _draft(draft_id, by, "rules.approve_policy")
    if draft.state != State.SUBMITTED:
        raise Refused("这份草案不在待签发")
    draft.state, draft.told, draft.changed_at = State.DRAFT, _reason(reason), at
    draft.save()
    return Done(draft, _subject(draft), f"退回政策草案 {draft.label}：{draft.told}")


def approve_draft(*, draft_id: int, seen: str, by: Actor, at: datetime.datetime) -> PolicyDraft:
    """Sign a draft: it is written into the site's own packs and holds from its first day.

    Args:
        seen: the digest of what the signer read.

    Raises:
        Refused: the one who wrote it, a change since it was read, anything wrong in it, or packs that don't hold.
    """
    draft = _draft(draft_id, by, "rules.approve_policy")
    if draft.state != State.SUBMITTED:
        raise Refused("这份草案不在待签发", what_now="请起草人报请签发")
    if draft.made_by == by.id:
        raise Refused("起草的人不能签发自己的草案", what_now="请另一位有签发权限的同事签发")
    if draft_digest(draft.entered) != seen:
        raise Refused("草案在您看过以后改动过", what_now="请重新看过再签发")
    checked = _whole(draft)
    assert checked.policy is not None
    files = _files(checked, checked.policy)
    try:
        with written(files) as shelf:
            entry = read_book(shelf, checked.policy.since).entry(draft.policy)
            if entry is None or entry.fault is not None:
                raise Refused(f"写入后读不成：{entry.fault if entry else '没有这项政策'}")
            signed: PolicyDraft = keep_signed(draft=draft, files=files, by=by, at=at)
    except (BadInput, PackErrors) as fault:
        raise Refused(f"数据包因此读不成：{fault}", what_now="退回起草人改正") from fault
    return signed


@action("rules.approve_policy")
def keep_signed(*, draft: PolicyDraft, files: dict[str, str | None], by: Actor, at: datetime.datetime) -> Done:
    """Keep that a draft was signed, with the text that was written.

    Raises:
        Refused: somebody signed, withdrew or changed it in the meantime.
    """
    now = PolicyDraft.objects.select_for_update().get(pk=draft.pk)
    if (now.state, now.entered) != (State.SUBMITTED, draft.entered):
        raise Refused("草案刚被别人办理或改动过", what_now="请重新看过再签发")
    address = next(iter(files))
    draft.state, draft.signed_by_name, draft.signed_at = State.APPROVED, by.name, at
    draft.address, draft.text = address, files[address] or ""
    draft.save()
    since = draft.entered["policy"]["since"]
    detail = {
        "address": address,
        "sha256": hashlib.sha256(draft.text.encode()).hexdigest(),
        "drafted_by": draft.made_by,
    }
    return Done(draft, _subject(draft), f"签发政策 {draft.label}，{since} 起施行", detail=detail)


def withdraw_draft(*, draft_id: int, reason: str, by: Actor, at: datetime.datetime) -> PolicyDraft:
    """Take a draft back; a signed policy ends with today, or never begins.

    Raises:
        Refused: no reason, withdrawn already, or another's right.
    """
    draft = _draft(draft_id, by)
    signed = draft.state == State.APPROVED
    if signed and not by.may_for_unit("rules.approve_policy", draft.unit):
        raise Refused("已签发的政策由有签发权限的人撤回", what_now="请本单位负责人撤回")
    if draft.state == State.WITHDRAWN:
        raise Refused("已经撤回")
    told = _reason(reason)
    try:
        with written(_without(draft, local_day(at)) if signed else {}) as shelf:
            read_book(shelf, local_day(at))
            taken: PolicyDraft = keep_withdrawn(draft=draft, told=told, by=by, at=at)
    except (BadInput, PackErrors) as fault:
        raise Refused(f"数据包因此读不成：{fault}") from fault
    return taken


@action("rules.withdraw_policy", permission="rules.draft_policy")
def keep_withdrawn(*, draft: PolicyDraft, told: str, by: Actor, at: datetime.datetime) -> Done:
    """Keep that a draft, or the policy signed from it, was withdrawn."""
    draft.state, draft.told, draft.changed_at = State.WITHDRAWN, told, at
    draft.save()
    return Done(draft, _subject(draft), f"撤回政策 {draft.label}：{told}")


def _draft(draft_id: int, by: Actor, permission: str = "rules.draft_policy") -> PolicyDraft:
    draft = PolicyDraft.objects.filter(pk=draft_id).first()
    if draft is None:
        raise Refused("没有这份草案", what_now="从草案列表打开")
    if not by.may_for_unit(permission, draft.unit):
        raise Refused("您的岗位没有办理这件事的权限", what_now="请答复单位办理")
    return draft


def _check_name(policy_id: str, amends: str, by: Actor, at: datetime.datetime) -> None:
    if not policy_id:
        raise Refused("没有写代号", what_now="代号用英文小写字母、数字和下划线")
    entry = book(local_day(at)).entry(policy_id)
    if amends and policy_id != amends:
        raise Refused("修改一项政策不换代号", what_now=f"代号写 {amends}")
    if entry is not None and not amends:
        raise Refused(f"已有代号为 {policy_id} 的政策", what_now="从那项政策的页面点“修改”，或换一个代号")
    if entry is not None and not by.may_for_unit("rules.draft_policy", entry.policy.unit):
        raise Refused("这项政策由别的单位答复", what_now="请答复单位修改")


def _whole(draft: PolicyDraft) -> Checked:
    checked = read_draft(draft)
    if not checked.is_whole or checked.policy is None:
        first = checked.faults[0].bad if checked.faults else None
        raise Refused(f"草案还有 {len(checked.faults)} 处要改：{first}", what_now="按页面指出的改好再报")
    versions = versions_of(load_shelf()).get(draft.policy, [])
    if versions and checked.policy.since <= versions[-1][2].since:
        raise Refused(f"施行日要晚于上一版的 {versions[-1][2].since}", what_now="改施行日；上一版在新版施行的前一天止")
    return checked


def _files(checked: Checked, policy: Policy) -> dict[str, str | None]:
    name = f"rules/{policy.id}--{policy.since}"
    files: dict[str, str | None] = {f"{name}.yaml": pack_text(policy)}
    if checked.parameters:
        kept = Parameters(kind="parameters", parameters=checked.parameters)
        files[f"{name}-parameters.yaml"] = pack_text(kept)
    return files


def _without(draft: PolicyDraft, today: datetime.date) -> dict[str, str | None]:
    policy: Any = read_text(draft.text, name=f"own/{draft.address}")
    if today < policy.since:
        return {draft.address: None, draft.address.replace(".yaml", "-parameters.yaml"): None}
    return {draft.address: pack_text(policy.model_copy(update={"until": min(today, policy.until or today)}))}


def _reason(text: str) -> str:
    if not text.strip():
        raise Refused("没有写理由", what_now="写明为什么")
    return text.strip()[:500]


def _subject(draft: PolicyDraft) -> str:
    return f"policy_draft:{draft.pk}"
