"""clauses.py finds a binding clause that nothing tests and a citation of nothing."""

from fixture import CheckTest


class Clauses(CheckTest):
    check_name = "clauses"
    files = {
        "docs/spec/x3dh.md":
            "# Page\n\n**[X3DH-01]** It MUST.\n\n**[X3DH-02]** A reason.\n\n**[X3DH-03]** So\nit MUST\nNOT.\n",
        "docs/spec/other.md": "**[DR-01]** MUST, but on paper only.\n\n# Next\n\nMUST is explained here.\n",
        "core/tests/x3dh/initiator_test.cpp": "// [X3DH-01]\n",
        "core/src/x3dh/initiator.cpp": "// [X3DH-02]\n",
        "vectors/hkdf-v1.json": {"groups": [{"cases": [{"clause": ["X3DH-03"]}]}]},
        "ci/checks/clause-exceptions.txt": "DR-01 | binds people who write records, not programs\n",
    }

    def test_untested_clause(self):
        self.accept()
        self.write("core/tests/x3dh/initiator_test.cpp", "")
        self.assertEqual(self.problems(), ["docs/spec/x3dh.md:3: no test or vector cites [X3DH-01]"])

    def test_source_is_not_a_test(self):
        self.accept()
        self.write("docs/spec/more.md", "**[X3DH-04]** It MUST.\n")
        self.write("core/src/x3dh/responder.cpp", "// [X3DH-04]\n")
        self.assertEqual(self.problems(), ["docs/spec/more.md:1: no test or vector cites [X3DH-04]"])

    def test_go_test_is_a_test(self):
        self.accept()
        self.write("docs/spec/more.md", "**[X3DH-04]** It MUST.\n")
        self.write("conformance/drivers/go/internal/x3dh/x3dh_test.go", "// [X3DH-04]\n")
        self.assertEqual(self.problems(), [])

    def test_unknown_clause_in_a_source(self):
        self.plant("core/src/x3dh/initiator.cpp", "\n// see X3DH-99\n",
                   "core/src/x3dh/initiator.cpp:2: cites X3DH-99")

    def test_unknown_clause_in_a_vector(self):
        self.accept()
        cases = [{"clause": ["X3DH-03"]}, {"clause": ["DR-77"]}]
        self.write("vectors/hkdf-v1.json", {"groups": [{"cases": cases}]})
        self.assertEqual(len(self.problems()), 1)
        self.assertIn("DR-77", self.problems()[0])

    def test_clause_defined_twice(self):
        self.plant("docs/spec/second.md", "**[X3DH-01]** It MUST again.\n", "defined twice")

    def test_exception_that_is_none(self):
        self.accept()
        self.write("core/tests/x3dh/responder_test.cpp", "// [DR-01]\n")
        self.assertIn("no exception any more", self.problems()[0])
