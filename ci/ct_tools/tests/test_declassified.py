import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import declassified  # noqa: E402
from declassified import Tree  # noqa: E402

ROOT = Path(__file__).resolve().parents[3]
REASON = "everybody may see it, for a reason"

GOOD = Tree(
    f"# comment\ncap: 3\none | link | {REASON}\ntwo | test | {REASON}\nthree | supp | {REASON}\n",
    "# comment\n{\n   three\n   Memcheck:Cond\n   obj:*/libsodium.so*\n   fun:_ZN3smx3fooE*\n}\n",
    {declassified.MARKER: 'declassified("one", 1); VALGRIND_MAKE_MEM_DEFINED(a, b);',
     "core/tests/ct/cases.cpp": 'declassify(\n    "two", bytes);'})
USED = {"one", "two", "three"}


def changed(**parts):
    return Tree(**{"listed": GOOD.listed, "suppressions": GOOD.suppressions, "sources": GOOD.sources, **parts})


class DeclassifiedTest(unittest.TestCase):
    def finds(self, tree, text, used=frozenset(USED)):
        self.assertTrue(any(text in line for line in declassified.problems(tree, used)),
                        declassified.problems(tree, used))

    def test_nothing_is_wrong_with_a_good_tree(self):
        self.assertEqual(declassified.problems(GOOD, USED), [])

    def test_the_count_is_above_the_cap(self):
        self.finds(changed(listed=GOOD.listed.replace("cap: 3", "cap: 2")), "3 declassified points; the cap is 2")

    def test_an_entry_has_no_reason(self):
        self.finds(changed(listed=GOOD.listed.replace(f"two | test | {REASON}", "two | test |")), "two: has no reason")

    def test_an_entry_is_not_of_the_form(self):
        self.finds(changed(listed=GOOD.listed + "four\n"), "line 6: must be name | place | reason")

    def test_a_place_is_unknown(self):
        self.finds(changed(listed=GOOD.listed.replace("| test |", "| somewhere |")), "two: its place must be")

    def test_an_entry_is_there_twice(self):
        self.finds(changed(listed=GOOD.listed + f"one | link | {REASON}\n"), "one: is there twice")

    def test_no_build_uses_an_entry(self):
        self.finds(GOOD, "three: no build uses it", used={"one", "two"})

    def test_an_entry_has_no_point(self):
        self.finds(changed(sources={declassified.MARKER: 'declassified("one", 1);'}), "two: there is no such point")

    def test_an_entry_is_in_another_place_than_it_says(self):
        self.finds(changed(listed=GOOD.listed.replace("two | test", "two | link")), "two: there is no such point")

    def test_a_point_is_not_in_the_list(self):
        sources = {**GOOD.sources, "core/src/x.cpp": 'declassify("four", x);'}
        self.finds(changed(sources=sources), "four: is not in the list")

    def test_a_suppression_is_not_in_the_list(self):
        self.finds(changed(suppressions=GOOD.suppressions.replace("three", "four")), "four: is not in the list")

    def test_a_suppression_covers_the_core(self):
        text = GOOD.suppressions.replace("obj:*/libsodium.so*", "fun:_ZN3smx6x25519E*")
        self.finds(changed(suppressions=text), "three: suppresses what does not happen inside")

    def test_a_suppression_covers_everything(self):
        text = GOOD.suppressions.replace("obj:*/libsodium.so*", "...")
        self.finds(changed(suppressions=text), "three: suppresses what does not happen inside")

    def test_a_mark_is_taken_back_without_an_entry(self):
        sources = {**GOOD.sources, "core/tests/ct/x.cpp": "VALGRIND_MAKE_MEM_DEFINED(x, 1);"}
        self.finds(changed(sources=sources), "core/tests/ct/x.cpp: takes marks back")

    def test_the_list_of_this_tree_is_in_order(self):
        self.assertEqual(declassified.problems(declassified.read_tree(ROOT)), [])

    def test_every_planted_fault_is_found_in_this_tree(self):
        tree = declassified.read_tree(ROOT)
        used = {point.name for point in declassified.parse(tree.listed)[0].points}
        self.assertEqual(declassified.caught(tree, used), (6, 6))


if __name__ == "__main__":
    unittest.main()
