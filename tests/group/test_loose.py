"""Who is left of a group when the loosest has gone again and again."""

from hypothesis import given, settings
from hypothesis import strategies as st

from digest.group import vectors

STRENGTHS = st.sampled_from([0.25, 0.5, 1.0])  # exact in binary, so that two ways to sum agree
SIZE = 7
PAIRS = [(left, right) for right in range(SIZE) for left in range(right)]


def needed(size: int) -> float:
    return 0.5 * (size - 1)


def by_hand(strengths: dict[tuple[int, int], float], kinds: list[int]) -> list[int]:
    """The same, everything summed anew after each that goes."""
    left = list(range(SIZE))

    def pull(node: int, others: list[int]) -> float:
        return sum(strengths.get((min(node, other), max(node, other)), 0.0) for other in others if other != node)

    def is_held(node: int) -> bool:
        kin = [other for other in left if kinds[other] == kinds[node]]
        return pull(node, left) >= needed(len(left)) or (len(kin) > 1 and pull(node, kin) >= needed(len(kin)))

    while loose := [node for node in left if not is_held(node)]:
        left.remove(min(loose, key=lambda node: (pull(node, left), node)))
    return left


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.sampled_from(PAIRS), STRENGTHS, min_size=8),
    st.lists(st.integers(0, 1), min_size=SIZE, max_size=SIZE),
)
def test_each_that_goes_loosens_those_it_was_tied_to(strengths, kinds):
    ties = vectors.ties(SIZE, vectors.edges((*pair, tie) for pair, tie in strengths.items()))
    assert vectors.firm(ties, kinds=kinds, needed=needed) == by_hand(strengths, kinds)


def test_one_who_goes_takes_the_hold_of_another():
    """In a chain each is held by the one before it."""
    ties = vectors.ties(4, vectors.edges([(0, 1, 1.0), (1, 2, 0.5), (2, 3, 0.5)]))
    assert vectors.firm(ties, kinds=[0] * 4, needed=needed) == [0, 1]


def test_the_ties_among_some_are_theirs_alone():
    ties = vectors.ties(5, vectors.edges([(0, 2, 0.9), (1, 2, 0.8), (2, 4, 0.5), (3, 4, 0.75)]))
    among = ties.among([1, 2, 4])
    assert [among.of(place) for place in range(3)] == [
        {1: among.strengths[0]},
        {0: among.strengths[0], 2: 0.5},
        {1: 0.5},
    ]
    assert among.many(0.6) == [1, 1, 0]
