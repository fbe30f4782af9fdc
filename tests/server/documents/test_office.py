from pathlib import Path

import pytest

from server.documents.naming import file_name
from server.documents.office import BLANK, UNSETTLED, OfficeTextsError, read_office
from tests.server.documents.samples import MADE


def texts(folder: Path, text: str) -> str:
    path = folder / "papers.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_without_a_file_everything_is_left_to_fill_in() -> None:
    office = read_office(bureau="张掖市医疗保障局", path="")
    assert (office.address, office.contact, office.remedies) == (BLANK, BLANK, UNSETTLED)


def test_what_the_file_says_stands_and_the_rest_is_left_to_fill_in(tmp_path: Path) -> None:
    path = texts(tmp_path, 'address = " 示范路1号 "\nphone = ""\n')
    office = read_office(bureau="张掖市医疗保障局", path=path)
    assert (office.address, office.phone) == ("示范路1号", BLANK)


@pytest.mark.parametrize("text", ['adress = "示范路1号"', "phone = 12345", "= 1", 'bureau = "别的单位"'])
def test_a_file_that_cannot_be_read_is_told_by_name(tmp_path: Path, text: str) -> None:
    path = texts(tmp_path, text)
    with pytest.raises(OfficeTextsError, match=r"papers\.toml"):
        read_office(bureau="张掖市医疗保障局", path=path)


def test_a_file_that_is_not_there_is_told_as_well() -> None:
    with pytest.raises(OfficeTextsError, match="nowhere"):
        read_office(bureau="张掖市医疗保障局", path="/nowhere/papers.toml")


def test_a_name_no_file_system_takes_is_made_safe() -> None:
    name = file_name(title="告知书", institution="甘州 区/惠民:医院", on=MADE.date(), format_="pdf")
    assert name == "告知书_甘州_区_惠民_医院_2026-09-18.pdf"
