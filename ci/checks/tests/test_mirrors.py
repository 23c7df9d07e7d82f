"""mirrors.py misses no source without a test, and no test without a source."""

from fixture import CheckTest


class Mirrors(CheckTest):
    check_name = "mirrors"
    files = {
        "core/src/bytes/reader.cpp": "",
        "core/src/crypto/hash_openssl.cpp": "",
        "core/src/crypto/secret_types.h": "",
        "core/src/crypto/init.cpp": "",
        "core/tests/bytes/reader_test.cpp": "",
        "core/tests/crypto/hash_test.cpp": "",
        "core/tests/crypto/secret_types_test.cpp": "",
        "ci/checks/mirror-exceptions.txt":
            "core/src/crypto/init.cpp | every test starts the library through it\n",
    }

    def test_source_without_a_test(self):
        self.plant("core/src/bytes/writer.cpp", "", "core/tests/bytes/writer_test.cpp")

    def test_test_in_another_layer_does_not_count(self):
        self.write("core/src/crypto/reader.cpp", "")
        self.assertEqual(len(self.problems()), 1)

    def test_test_without_a_source(self):
        self.plant("core/tests/bytes/gone_test.cpp", "", "tests no source")

    def test_exception_without_a_reason(self):
        self.plant("ci/checks/mirror-exceptions.txt", "core/src/crypto/init.cpp |\n", "reason")

    def test_exception_that_is_none(self):
        self.write("core/tests/crypto/init_test.cpp", "")
        found = self.problems()
        self.assertEqual(len(found), 1, found)
        self.assertIn("no exception any more", found[0])
