from server.rulings.people import attendees, exchanges, members, named
from server.web.forms import Form, Reading
from vendors.rulings.decision_rules import Attendee
from vendors.rulings.panel_rules import Member
from vendors.rulings.rules import Outcome
from vendors.rulings.service_rules import Exchange


def test_attendees_are_read_as_they_are_typed() -> None:
    people = attendees("方毅 分管局长\n邓岚，法制审核、苗青")
    chief, legal = Attendee(name="方毅", post="分管局长"), Attendee(name="邓岚", post="法制审核")
    assert people == (chief, legal, Attendee(name="苗青"))
    assert attendees(named(people)) == people


def test_a_transcript_is_read_question_by_question() -> None:
    first, *rest = exchanges("问：有何意见？\n答：两日属实。\n其余不认可。\n问: 还有补充吗\n答: 没有")
    assert first == Exchange(question="有何意见？", answer="两日属实。\n其余不认可。")
    assert rest == [Exchange(question="还有补充吗", answer="没有")]
    assert exchanges("没有标记的文字") == ()


def test_a_members_line_says_what_they_found() -> None:
    read = Reading(Form(values={"members": "方毅 成立\n邓岚 部分成立 两日有据\n苗青 不成立 证据不足"}))
    found = members(read, "members")
    assert [one.outcome for one in found] == [Outcome.UPHELD, Outcome.PARTLY_UPHELD, Outcome.NOT_UPHELD]
    assert found[1] == Member(name="邓岚", outcome=Outcome.PARTLY_UPHELD, words="两日有据")
    read.finish()
