import pytest

from server.rulings.citing import article_name, cited
from vendors.policy.codes import taxonomy


@pytest.mark.parametrize(("number", "name"), [(38, "第三十八条"), (40, "第四十条"), (10, "第十条"), (11, "第十一条")])
def test_articles_are_named_in_chinese(number: int, name: str) -> None:
    assert article_name(number) == name


def test_the_law_comes_first_and_is_not_said_twice() -> None:
    full = "《医疗保障基金使用监督管理条例》第三十八条第（三）项"
    assert cited("条例38(三) #13", basis="条例第三十八条(三)") == full
    assert cited("条例38(三) #13", basis="服务协议第九条") == f"{full}；服务协议第九条"
    assert cited("协议", basis="服务协议第九条") == "服务协议第九条；协议"
    assert cited("", basis="") == ""


def test_no_working_mark_of_the_taxonomy_reaches_a_notice() -> None:
    assert not [entry.code for entry in taxonomy() if "#" in cited(entry.law)]
