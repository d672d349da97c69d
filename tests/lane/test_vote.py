"""Many reads of one truck -> one result, by per-character scores."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.lane.vote import Cluster, Result, add_read, difference, is_enough, is_known, result_of
from edge.values import PlateRead, Read
from tests.lane.builders import CONTAINER, OTHER_PLATE, PLATE, QUAD, TRAILER_PLATE, container_read, plate_read

WRONG = "24C12845"  # the fifth character misread


def clusters_of(*reads: Read, camera: str = "front") -> tuple[Cluster, ...]:
    found: tuple[Cluster, ...] = ()
    for one in reads:
        found = add_read(found, one, camera, "front")
    return found


def vote(*reads: Read) -> Result:
    (cluster,) = clusters_of(*reads)
    return result_of(cluster)


def test_hesitant_second_choices_outvote_one_sure_mistake() -> None:
    each_sure_of_another = [
        plate_read("24C12845", seconds={5: ("3", 0.45)}),
        plate_read("24C12945", seconds={5: ("3", 0.45)}),
        plate_read("24C12545", seconds={5: ("3", 0.45)}),
    ]
    sure_mistake = plate_read("24C12845", sure=0.9)
    assert vote(*each_sure_of_another, sure_mistake).text == PLATE


def test_many_sure_reads_outvote_one_mistake() -> None:
    assert vote(plate_read(WRONG), *[plate_read()] * 3).text == PLATE


def test_reads_of_different_lengths_are_one_mark_and_the_most_frequent_length_wins() -> None:
    result = vote(plate_read("24C1234", sure=0.99), plate_read(), plate_read())
    assert result.text == PLATE
    assert result.cluster.frames == 3


def test_of_two_lengths_as_frequent_the_longer_one_wins_in_any_order() -> None:
    one, other = plate_read("24C1234"), plate_read()
    assert vote(one, other).text == vote(other, one).text == PLATE


def test_two_marks_are_kept_apart() -> None:
    reads: list[Read] = [plate_read(), plate_read(TRAILER_PLATE), container_read(), plate_read(OTHER_PLATE)]
    assert [result_of(one).text for one in clusters_of(*reads, *reads)] == [
        PLATE, TRAILER_PLATE, CONTAINER, OTHER_PLATE,
    ]  # fmt: skip


def test_a_plate_and_a_container_are_never_one_mark() -> None:
    assert not is_known(clusters_of(container_read()), plate_read(CONTAINER[:8]))


def test_more_frames_raise_the_confidence_but_not_without_bound() -> None:
    unsure = plate_read(seconds={4: ("8", 0.3)})
    confidences = [vote(*[unsure] * frames).min_char_confidence for frames in (1, 2, 3, 30)]
    assert confidences[0] < confidences[1] < confidences[2] < 1
    assert confidences[3] == pytest.approx(confidences[2])


def test_a_camera_that_repeats_its_mistake_does_not_win_by_repeating_it() -> None:
    unsure_mistake = plate_read(WRONG, seconds={5: ("3", 0.45)})
    sure_and_right = plate_read(sure=0.99)
    assert vote(*[unsure_mistake] * 9, sure_and_right).text == PLATE


def test_a_container_that_had_to_be_repaired_needs_review() -> None:
    misread = CONTAINER[:6] + "7" + CONTAINER[7:]
    repaired = vote(*[container_read(misread, seconds={6: (CONTAINER[6], 0.4)})] * 3)
    assert repaired.text == CONTAINER
    assert repaired.valid
    assert repaired.needs_review
    assert not is_enough(repaired)


def test_a_container_that_passes_as_read_needs_none() -> None:
    plain = vote(*[container_read()] * 2)
    assert (plain.text, plain.valid, plain.needs_review) == (CONTAINER, True, False)
    assert is_enough(plain)


def test_a_container_that_fails_its_check_digit_needs_review() -> None:
    failing = vote(*[container_read(CONTAINER[:-1] + "0")] * 5)
    assert (failing.valid, failing.needs_review) == (False, True)


def test_a_letter_read_where_only_a_digit_can_stand_is_mended() -> None:
    mended = vote(*[plate_read("24CI2345")] * 3)
    assert mended.text == PLATE
    assert mended.min_char_confidence < 0.5
    assert mended.needs_review


def test_a_text_without_any_grammar_is_kept_as_read_for_review() -> None:
    assert [(one.text, one.needs_review) for one in [vote(*[plate_read("HELLO")] * 3)]] == [("HELLO", True)]


def test_one_frame_is_not_enough() -> None:
    assert not is_enough(vote(plate_read()))
    assert is_enough(vote(plate_read(), plate_read()))


def test_the_picture_comes_from_the_most_confident_read() -> None:
    found = add_read((), plate_read(sure=0.8), "far", "front")
    found = add_read(found, plate_read(sure=0.95), "near", "front")
    found = add_read(found, plate_read(sure=0.9), "far", "rear")
    (cluster,) = found
    assert (cluster.camera, cluster.best) == ("near", plate_read(sure=0.95))
    assert cluster.views == {"front": 2, "rear": 1}


def test_a_read_without_options_for_a_character_is_no_fault() -> None:
    blank = PlateRead(PLATE, "VN", "civil", 1, None, 0.9, 0.9, False, (0, 0, 1, 1), QUAD, ((),) * 8)
    assert vote(blank).needs_review


READ = st.builds(
    plate_read,
    st.sampled_from([PLATE, WRONG, "24C1234", "24C12945"]),
    sure=st.sampled_from([0.4, 0.6, 0.8, 0.95]),
    seconds=st.sampled_from([None, {5: ("3", 0.45)}, {0: ("3", 0.2)}]),
)


@given(st.lists(READ, min_size=2, max_size=4))
def test_the_result_of_a_mark_does_not_depend_on_the_order_of_its_reads(reads: list[PlateRead]) -> None:
    results = []
    for order in permutations(reads):
        clusters = clusters_of(*order)
        if len(clusters) == 1:
            results.append(result_of(clusters[0]))
    for one in results:
        assert one.text == results[0].text
        assert one.confidence == pytest.approx(results[0].confidence)
        assert one.needs_review == results[0].needs_review


def test_which_mark_a_read_in_the_middle_belongs_to_does_depend_on_the_order() -> None:
    """Two marks with a read between them: it gathers both if it comes first. A limit of the vote, not a promise."""
    one, between, other = plate_read("24C12345"), plate_read("24C12389"), plate_read("24C17789")
    assert len(clusters_of(one, other, between)) == 2
    assert len(clusters_of(between, one, other)) == 1


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("ABC", "ABC", 0),
        ("ABC", "ABD", 1 / 3),
        ("ABC", "AB", 1 / 3),
        ("", "ABC", 1),
        ("ABC", "XYZ", 1),
        ("AB", "BA", 1),
    ],
)
def test_the_difference_is_the_edit_distance_over_the_longer_text(one: str, other: str, expected: float) -> None:
    assert difference(one, other) == pytest.approx(expected)
    assert difference(other, one) == pytest.approx(expected)


def test_frames_that_disagree_about_the_length_are_reviewed_until_few_of_them_are_left() -> None:
    whole, short = plate_read("51D12970"), plate_read("51D2970")
    clusters = add_read(add_read((), whole, "front", "front"), short, "front", "front")
    assert result_of(clusters[0]).text == "51D12970"
    assert result_of(clusters[0]).needs_review
    for _ in range(2):
        clusters = add_read(clusters, whole, "front", "front")
    assert not result_of(clusters[0]).needs_review


def test_many_looks_none_of_which_was_sure_are_reviewed() -> None:
    clusters: tuple[Cluster, ...] = ()
    for _ in range(5):
        clusters = add_read(clusters, replace(plate_read("51D12970"), needs_review=True), "front", "front")
    assert result_of(clusters[0]).text == "51D12970"
    assert result_of(clusters[0]).needs_review
    clusters = add_read(clusters, replace(plate_read("51D12970"), confidence=0.999), "front", "front")
    assert not result_of(clusters[0]).needs_review
