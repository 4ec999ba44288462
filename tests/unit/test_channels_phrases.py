"""The phrases: each template in each language with the same facts, strictly read, and nothing that frightens."""

from __future__ import annotations

import re
from importlib import resources

import msgspec
import pytest
from words_in_hand import GOLDEN, golden, said

from standoff.channels.bidi import Direction
from standoff.channels.message import SHAPES, Template, Undertaking
from standoff.channels.phrasebook import Language, Phrasebook, phrasebook, read_phrasebook, slots_of
from standoff.channels.wording import NOT_REVIEWED
from standoff.model.acts import Marker
from standoff.model.errors import UnusableInputError

FORCE = {
    Language.ENGLISH: r"\b(fir(e|ing)|shoot\w*|shots?|strik\w+|attack\w*|destr\w+|force\w*|weapon\w*|kill\w*|bomb\w*"
    r"|target\w*|threat\w*|hostil\w*|intent\w*|consequen\w+|or else|must|punish\w*|self-defen\w+)\b",
    Language.FRENCH: r"\b(feu|tir(s|er|erons)?|frapp\w+|attaqu\w+|détrui\w+|force\w*|arm(e|es|ée|ées)|tu(er|erons)"
    r"|bomb\w*|cibl\w+|menac\w+|hostil\w*|intention\w*|conséquen\w+|sinon|devez absolument|puni\w*)\b",
    Language.SPANISH: r"\b(fuego|dispar\w+|golp\w+|ataqu\w*|atac\w+|destru\w+|fuerza\w*|arma\w*|matar\w*|bomb\w*|blanco"
    r"|objetivo\w*|amenaz\w+|hostil\w*|intenci\w+|consecuen\w+|de lo contrario|castig\w+)\b",
    Language.RUSSIAN: r"(огонь|огня|стрел|удар|атак|уничтож|\bсил(а|у|ой|ы)\b"  # noqa: RUF001 - Russian
    r"|оруж|убит|убь|бомб|\bцел(ь|и|ью)\b|угроз|угрож|враждеб|намерен|последств|иначе|наказ)",  # noqa: RUF001 - Russian
    Language.ARABIC: r"(نار|إطلاق|ضرب|هجوم|نهاجم|تدمير|ندمر|قوة|القوة|سلاح|أسلحة|قتل|قصف|هدف|تهديد|نهدد|عدائي"
    r"|عواقب|وإلا|عقاب|\bنية\b)",
}
"""Words of force, threat and intent, to be found nowhere. Not a complete list: it catches a careless change."""
HOSTILE_EXAMPLES = {
    Language.ENGLISH: "or we will open fire",
    Language.FRENCH: "sinon nous ouvrirons le feu",
    Language.SPANISH: "o abriremos fuego",
    Language.RUSSIAN: "или мы откроем огонь",
    Language.ARABIC: "أو سنفتح النار",
}


def text_of(language: Language) -> str:
    """The file of a language."""
    return resources.files("standoff.channels").joinpath("phrases", f"{language}.toml").read_text("utf-8")


def said_of(book: Phrasebook) -> list[str]:
    """Every phrase that can be said, and not what is only heard."""
    values, spoken = msgspec.structs.astuple(book.values), msgspec.structs.asdict(book.spoken)
    tables = (book.markers, book.counted, book.uncounted, book.movement, book.side, book.compass, book.not_done)
    found = [phrase for table in tables for phrase in table.values()]
    found += [*book.our_step.values(), *values, *spoken.pop("digits"), *spoken.values()]
    return found + [line for lines in book.templates.values() for line in lines]


# what is refused

FAULTS: list[tuple[str, str, str]] = [
    ("[markers]", "[markers", "not TOML"),
    ('warning = "WARNING"\n', "", "markers: warning missing"),
    ('warning = "WARNING"', 'warning = ""', "length >= 1"),
    ('language = "en"', 'language = "xx"', "xx"),
    ('moving = "Moving."', 'moving = "Moving."\ncharging = "Charging."', "charging"),
    ('name = "English"', 'name = "English"\nmood = "stern"', "unknown field `mood`"),
    ('"By: {by}."', '"By: soon."', "templates.inform: expected the slots"),
    ('"Our step: {our_step}"', '"Our step: {our_step} {until}"', "templates.offer: expected the slots"),
    ("about {count}.", "about {number}.", "counted.vehicles: expected the slots count, got number"),
    ("{line}.", "{line!r}.", "is no name of a slot"),
    ("{zone}.", "{zone.id}.", "is no name of a slot"),
    ("{to}.", "{to.", "unmatched '{'"),
    ('Z = ["utc"]', 'Z = ["utc"]\n"?" = ["what"]', "heard: ?: no figure of ours"),
    (', "nine"]', "]", "length >= 10"),
]


@pytest.mark.parametrize(("whole", "faulty", "says"), FAULTS, ids=[says for *_, says in FAULTS])
def test_a_file_with_one_fault_is_refused_and_the_fault_is_named(whole: str, faulty: str, says: str) -> None:
    text = text_of(Language.ENGLISH)
    assert whole in text
    with pytest.raises(UnusableInputError, match=re.escape(says)) as refused:
        read_phrasebook(text.replace(whole, faulty, 1), "mine.toml")
    assert str(refused.value).startswith("mine.toml")
    assert "phrases/en.toml" in refused.value.remedy


# what holds of all five


@pytest.mark.parametrize("language", Language)
def test_every_file_is_of_its_own_language_and_says_that_nobody_reviewed_it(language: Language) -> None:
    book = phrasebook(language)
    assert book.language is language
    assert book.reviewed is False
    assert said(Template.HALT, language).note == NOT_REVIEWED


@pytest.mark.parametrize("template", Template)
def test_a_template_has_the_same_slots_in_every_language_each_of_them_once(template: Template) -> None:
    slots = {
        language: sorted(
            slot for line in phrasebook(language).templates[template] for slot in slots_of(line, str(language))
        )
        for language in Language
    }
    assert all(found == sorted(SHAPES[template].slots) for found in slots.values()), slots


@pytest.mark.parametrize("language", Language)
def test_a_template_has_as_many_lines_in_every_language(language: Language) -> None:
    english = phrasebook(Language.ENGLISH).templates
    assert {name: len(lines) for name, lines in phrasebook(language).templates.items()} == {
        name: len(lines) for name, lines in english.items()
    }


@pytest.mark.parametrize("template", Template)
def test_what_may_warn_advise_where_to_go_or_instruct_says_where_by_when_and_what_will_not_be_done(
    template: Template,
) -> None:
    shape = SHAPES[template]
    if {Marker.WARNING, Marker.INSTRUCTION} & set(shape.markers) or "go" in shape.needs:
        assert {"go", "by", "not_done"} <= set(shape.needs)
        for language in Language:
            text = "\n".join(said(template, language).lines)
            book = phrasebook(language)
            assert "Zaza junction" in text
            assert "2017-05-18 07:40 UTC" in text
            assert book.not_done[Undertaking.COME_CLOSER] in text


@pytest.mark.parametrize("language", Language)
def test_no_phrase_has_a_word_of_force_threat_or_intent(language: Language) -> None:
    for phrase in said_of(phrasebook(language)):
        assert not re.search(FORCE[language], phrase, re.IGNORECASE), phrase


@pytest.mark.parametrize("language", Language)
def test_the_list_of_such_words_finds_one(language: Language) -> None:
    assert re.search(FORCE[language], HOSTILE_EXAMPLES[language], re.IGNORECASE)


@pytest.mark.parametrize("language", Language)
def test_numbers_come_from_facts_and_never_from_a_phrase(language: Language) -> None:
    for phrase in said_of(phrasebook(language)):
        assert not re.search(r"\d", phrase), phrase


@pytest.mark.parametrize("language", Language)
def test_a_count_stands_behind_a_colon_so_that_no_word_bends_with_it(language: Language) -> None:
    for phrase in phrasebook(language).counted.values():
        assert re.fullmatch(r"[^:{]+: \S+ \{count\}\.", phrase), phrase


def test_no_phrase_of_another_language_was_left_in_a_translation() -> None:
    english = {phrase for phrase in said_of(phrasebook(Language.ENGLISH)) if " " in phrase}
    for language in set(Language) - {Language.ENGLISH}:
        assert not english & set(said_of(phrasebook(language)))
    latin = re.compile(r"[A-Za-z]{2,}")
    for language in (Language.ARABIC, Language.RUSSIAN):
        for phrase in said_of(phrasebook(language)):
            assert not latin.search(re.sub(r"\{\w+\}", "", phrase)), phrase


def test_only_arabic_is_written_from_right_to_left_and_its_lines_begin_in_arabic() -> None:
    assert {book.language for book in map(phrasebook, Language) if book.direction is Direction.RIGHT_TO_LEFT} == {"ar"}
    for lines in phrasebook(Language.ARABIC).templates.values():
        assert all("\u0600" <= line[0] <= "\u06ff" for line in lines)


@pytest.mark.parametrize("language", Language)
def test_what_is_said_is_what_was_said_when_somebody_last_read_it(language: Language) -> None:
    kept = (GOLDEN / f"{language}.txt").read_text(encoding="utf-8")
    assert golden(language) == kept, "read the difference; then python tests/unit/words_in_hand.py writes it"
