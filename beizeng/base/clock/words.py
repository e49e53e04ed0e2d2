"""What the clock's findings are called for people. Doors translate; here the Chinese words stand once.

``gettext_noop`` only marks a text for the catalogues: the clock knows no Django.
"""

from beizeng.base.clock.calendar import Kind
from beizeng.base.clock.proof import ProofDay, Why


def gettext_noop(text: str) -> str:
    """The text itself, marked for translation."""
    return text


WEEKDAYS = (
    gettext_noop("周一"),
    gettext_noop("周二"),
    gettext_noop("周三"),
    gettext_noop("周四"),
    gettext_noop("周五"),
    gettext_noop("周六"),
    gettext_noop("周日"),
)

KINDS = {
    Kind.WORKDAY: gettext_noop("工作日"),
    Kind.REST: gettext_noop("休息日"),
    Kind.HOLIDAY: gettext_noop("法定节假日"),
    Kind.MAKE_UP: gettext_noop("调休上班"),
    Kind.OPENED: gettext_noop("本单位开放"),
    Kind.CLOSED: gettext_noop("本单位不开放"),
}

WHYS = {
    Why.START: gettext_noop("起始日，不计入（民法典第二百零一条）"),
    Why.COUNTED: gettext_noop("计入"),
    Why.DAY_OFF: gettext_noop("不上班，不计入"),
    Why.PAUSED: gettext_noop("暂停，不计入"),
    Why.LAST: gettext_noop("计入，期限届满"),
    Why.MONTH_END: gettext_noop("到期月没有对应日，月末届满（民法典第二百零二条）"),
    Why.ENDS_ON_DAY_OFF: gettext_noop("计入；最后一日不上班，顺延（民法典第二百零三条）"),
    Why.MOVED_OVER: gettext_noop("顺延中，不上班"),
    Why.MOVED_TO: gettext_noop("顺延至此日届满（民法典第二百零三条）"),
    Why.CLOSED: gettext_noop("起始时刻以后没有工作时间，不计入"),
}

PROVISIONAL = gettext_noop("暂定：其间有的日子还没有放假通知，按周一至周五上班推算，通知公布后可能变动")
END_OF_DAY = gettext_noop("24:00")


def weekday(day: ProofDay) -> str:
    """周一 to 周日."""
    return WEEKDAYS[day.weekday]
