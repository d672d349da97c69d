from __future__ import annotations

import argparse

import pytest

from edge.commands.arguments import count, positive


def test_what_counts_is_a_whole_number_and_what_is_positive_may_be_a_fraction() -> None:
    assert [count("1"), count("65535")] == [1, 65535]
    assert [positive("1e-3"), positive("60")] == [0.001, 60]


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "x", ""])
def test_no_count_is_wrong_usage(text: str) -> None:
    with pytest.raises((ValueError, argparse.ArgumentTypeError)):
        count(text)


@pytest.mark.parametrize("text", ["0", "-0.1", "nan", "inf", "x", ""])
def test_nothing_negative_or_endless_is_positive(text: str) -> None:
    with pytest.raises((ValueError, argparse.ArgumentTypeError)):
        positive(text)
