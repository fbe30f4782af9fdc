"""Terms of second looks. Pure."""

from vendors.labels import Labelled


class SampleKind(Labelled):
    """What is drawn: what the vendor reported, or what it passed."""

    FINDINGS = "findings", "疑点盲审", "Blind re-review of findings"
    PASSED = "passed", "漏检复看", "Second look at cases passed"


class SampleState(Labelled):
    """Where a sample stands."""

    SEALED = "sealed", "已封存种子", "Seed sealed"
    OPEN = "open", "进行中", "Under way"
    DONE = "done", "已完成", "Finished"
    CANCELLED = "cancelled", "已作废", "Given up"


class CaseOutcome(Labelled):
    """What the second look at a case came to."""

    CLEAN = "clean", "未发现问题", "No problem found"
    MISSED = "missed", "发现漏检", "A finding was missed"


class OpinionState(Labelled):
    """Where one expert's opinion stands."""

    ASKED = "asked", "待出具", "Awaited"
    GIVEN = "given", "已出具", "Given"
    DECLINED = "declined", "谢绝", "Declined"
    RECUSED = "recused", "回避", "Recused"


class Conclusion(Labelled):
    """What an expert concludes (专家评审, LZ Art.31). It is none of the eight kinds of evidence of Art.37."""

    VIOLATION = "violation", "构成违规", "Violation"
    NONE = "none", "不构成违规", "No violation"
    UNDECIDED = "undecided", "无法判断", "Cannot be decided"
