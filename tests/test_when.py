"""Dates as printed, resolved against the article's date."""

import pytest

from lib.analysis.when import dates_in

PUBLISHED = "2023-05-17"  # a Wednesday


@pytest.mark.parametrize(
    ("sentence", "date", "basis"),
    [
        ("He said so on May 3, 2022.", "2022-05-03", "stated"),
        ("He said so on 3 May 2022.", "2022-05-03", "stated"),
        ("Talks were held in November 2022.", "2022-11", "stated"),
        ("It was signed on February 18.", "2023-02-18", "inferred"),
        ("It was signed on August 18th.", "2022-08-18", "inferred"),
        ("The plant will open on August 18.", "2023-08-18", "inferred"),
        ("The plant will open in March.", "2024-03", "inferred"),
        ("They met in November.", "2022-11", "inferred"),
        ("They met in May.", "2023-05", "inferred"),
        ("In late February they met.", "2023-02-21/2023-02-28", "inferred"),
        ("In mid-April they met.", "2023-04-11/2023-04-20", "inferred"),
        ("By early November they had met.", "2022-11-01/2022-11-10", "inferred"),
        ("In early August 2022 they met.", "2022-08-01/2022-08-10", "inferred"),
        ("Kirby said on Thursday", "2023-05-11", "inferred"),
        ("Kirby said on Wednesday", "2023-05-17", "inferred"),
        ("Kirby said last Wednesday", "2023-05-10", "inferred"),
        ("They will meet on Friday.", "2023-05-19", "inferred"),
        ("They meet next Monday.", "2023-05-22", "inferred"),
        ("Kirby said yesterday", "2023-05-16", "inferred"),
        ("They meet tomorrow.", "2023-05-18", "inferred"),
        ("Last week a drone fell.", "2023-05-08/2023-05-14", "inferred"),
        ("A drone fell this week.", "2023-05-15/2023-05-17", "inferred"),
        ("Last month Iran denied it.", "2023-04", "inferred"),
        ("Next month Iran will answer.", "2023-06", "inferred"),
        ("Earlier this month Iran denied it.", "2023-05-01/2023-05-17", "inferred"),
        ("Later this year it opens.", "2023-05-17/2023-12-31", "inferred"),
        ("Late last month Iran denied it.", "2023-04-21/2023-04-30", "inferred"),
        ("It could open early next year.", "2024-01/2024-04", "inferred"),
        ("Last year Iran denied it.", "2022", "inferred"),
        ("Two days ago he left.", "2023-05-15", "inferred"),
        ("Three weeks ago he left.", "2023-04-26~", "inferred"),
        ("A month ago he left.", "2023-04", "inferred"),
        ("Ten years ago he left.", "2013", "inferred"),
        ("Since August they have met.", "2022-08/..", "inferred"),
        ("It is to be ready by August.", "../2023-08", "inferred"),
        ("It was sent before February 2022.", "../2022-02", "inferred"),
        ("It opens by the summer of 2025.", "2025-22", "stated"),
        ("It happened in 2021.", "2021", "stated"),
        ("It opens in early 2024.", "2024-01/2024-04", "inferred"),
        ("Iran has repeatedly denied it.", "../2023-05-17", "inferred"),
    ],
)
def test_printed_words_become_a_date(sentence, date, basis):
    (found,) = dates_in(sentence, PUBLISHED)
    assert (found.date, found.basis) == (date, basis)
    assert found.words in sentence
    assert found.words in found.note


@pytest.mark.parametrize(
    ("sentence", "published", "dates"),
    [
        ("He said on Monday", "2023-05-15~", ["2023-05-15~"]),
        ("He said on Monday it began in March", "2023-05", ["2023-03"]),
        ("Last month it began", "2023-05", ["2023-04"]),
        ("It may be so, and 25 marched in the second half", "2023-05-15", []),
        (
            "He spoke on Tuesday of the attack of March 3",
            "2023-05-15",
            ["2023-05-09", "2023-03-03"],
        ),
        ("It was on February 30.", "2023-05-15", []),
    ],
)
def test_what_the_articles_date_lets_be_known(sentence, published, dates):
    assert [found.date for found in dates_in(sentence, published)] == dates
