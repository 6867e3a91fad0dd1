"""How far two spellings are apart, and which word out of a few was meant by another."""

from collections.abc import Iterable


def distance(one: str, other: str) -> int:
    """How many letters must be put in, left out or changed (Levenshtein)."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        above, row = row, [i]
        for j, wanted in enumerate(other, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (letter != wanted)))
    return row[-1]


def meant(word: str, words: Iterable[str]) -> str | None:
    """The one of `words` that is one slip away: a letter, or two that changed places."""
    swapped = {word[:i] + word[i + 1 : i + 2] + word[i] + word[i + 2 :] for i in range(len(word))}
    near = (each for each in words if abs(len(each) - len(word)) < 2 and each != word)
    return next((each for each in near if each in swapped or distance(word, each) == 1), None)
