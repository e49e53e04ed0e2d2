"""What the ledger's verbs are called on pages. A test holds this list against the actions that there are."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Promise] = {
    "people.adopt_units": _("采用单位名录"),
    "people.appoint": _("任命"),
    "people.change_password": _("修改密码"),
    "people.give_mandate": _("授权代理"),
    "people.hand_over": _("交接岗位"),
    "people.make_key": _("发放接口密钥"),
    "people.open_account": _("开设账号"),
    "people.revoke_key": _("撤销接口密钥"),
    "register.load_feed": _("载入数据"),
    "register.tell_heading": _("写明栏目名称"),
    "register.forget_heading": _("不再认栏目名称"),
    "register.sweep_orphans": _("清理未发布的数据"),
    "register.withdraw_feed": _("撤回数据"),
    "rules.begin_run": _("开始测算"),
    "rules.keep_chunk": _("保存一段测算结果"),
    "rules.finish_run": _("完成测算"),
    "rules.suspend": _("暂停政策"),
    "rules.open_batch": _("筛查免申即享批次"),
    "rules.strike_payment": _("剔除免申即享主体"),
    "rules.confirm_batch": _("确认免申即享名单"),
    "rules.publish_batch": _("公示免申即享名单"),
    "rules.object_to_payment": _("对名单提出异议"),
    "rules.answer_objection": _("答复异议"),
    "rules.close_publication": _("公示期满"),
    "rules.record_payments": _("登记到账"),
    "rules.record_failure": _("登记拨付未成"),
    "rules.cancel_batch": _("撤销免申即享批次"),
    "rules.lift": _("恢复政策"),
    "screening.screen_document": _("公平竞争审查"),
    "screening.decide": _("认定疑似条款"),
    "cases.lodge": _("交办事项"),
    "cases.act": _("办理事项"),
    "cases.ask_extension": _("申请延期"),
    "cases.decide_extension": _("批复延期"),
    "cases.raise_light": _("亮灯"),
    "cases.follow_calendar": _("按新日历改期"),
    "cases.reassign": _("改派牵头单位"),
    "indicators.keep_counted": _("计量指标"),
    "indicators.report": _("填报指标"),
    "indicators.correct": _("更正指标"),
    "indicators.lock_period": _("锁定填报期"),
    "indicators.unlock_period": _("解锁填报期"),
    "plan.open_programme": _("开办方案"),
    "plan.load_text": _("载入方案原文"),
    "plan.confirm_lead": _("确认牵头单位"),
    "plan.check_findings": _("核对方案"),
    "plan.decide_finding": _("处理方案问题"),
    "plan.open_measures": _("交办举措"),
    "reports.keep_draft": _("起草简报"),
    "reports.issue": _("签发简报"),
    "reports.adopt_template": _("采用简报模板"),
}


def verb_label(verb: str) -> str | Promise:
    """The verb's name on pages; the verb itself where it has none yet."""
    return VERBS.get(verb, verb)
