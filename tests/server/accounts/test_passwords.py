import pytest

from server.accounts.passwords import Passwords
from tests.support.accounts import OTHER_PHRASE, PASSWORDS, PHRASE
from vendors.errors import Invalid

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("phrase", [PHRASE, OTHER_PHRASE, "correct horse battery staple", "Ümläut-Strasse 77 xyz"])
def test_a_sentence_is_taken_whatever_its_letters(phrase: str) -> None:
    PASSWORDS.check(phrase)


@pytest.mark.parametrize(
    "word",
    [
        "short but good",
        "x" * 129,
        "aaaaaaaaaaaaaaaabb",
        "我们一起守护医保健康明天再见面",
        "Y1ba0 is where I go to work",
        "y-i-b-a-o by the long river",
        "my p@ssw0rd goes up the hill",
        "blue river 12345 678 long day",
        "去张掖市医疗保障局上班的路上看花",
    ],
)
def test_short_simple_and_known_words_are_refused(word: str) -> None:
    with pytest.raises(Invalid) as refused:
        PASSWORDS.check(word)
    assert set(refused.value.fields) == {"password"}


def test_ones_own_name_and_the_vendors_name_are_refused() -> None:
    for word in ("zhoumin goes up the hill", "陇上质控的人们都起得很早很早很早"):
        PASSWORDS.check(word)
        with pytest.raises(Invalid):
            PASSWORDS.check(word, about=("zhoumin", "周敏", "陇上质控"))


async def test_only_the_right_password_matches_and_full_width_letters_are_the_same() -> None:
    stored = await PASSWORDS.hash("correct horse battery staple")
    assert stored.startswith("$argon2id$")
    assert await PASSWORDS.matches(stored, "ｃorrect horse battery staple")
    assert not await PASSWORDS.matches(stored, "correct horse battery stapler")
    assert not await PASSWORDS.matches("not a hash", "correct horse battery staple")


async def test_nobody_has_a_password_not_even_the_dummy_one() -> None:
    assert not await PASSWORDS.matches(None, "nobody has this password")


async def test_a_hash_of_other_parameters_is_outdated() -> None:
    stored = await PASSWORDS.hash(PHRASE)
    assert not PASSWORDS.outdated(stored)
    assert Passwords(time_cost=2, memory_kib=64, lanes=1).outdated(stored)
