"""errors.py notices a name or number that differs in any of the lists."""

from fixture import CheckTest

REASONS = ["malformed", "bad_signature"]


class Errors(CheckTest):
    check_name = "errors"
    files = {
        "core/include/smx/error.h":
            "enum class Error : std::uint8_t {\n  malformed = 1,\n  bad_signature = 2,\n\n"
            "  storage_failed = 64,\n};\n",
        "core/src/bytes/error.cpp":
            'case Error::malformed:\n  return "malformed";\n'
            'case Error::bad_signature:\n  return "bad_signature";\n'
            'case Error::storage_failed:\n  return "storage_failed";\n',
        "docs/spec/errors.md":
            "| 1 | `malformed` | form |\n| 2 | `bad_signature` | no |\n| 64 | `storage_failed` | x |\n",
        "conformance/protocol/reply.schema.json": {"definitions": {"reason": {"enum": REASONS}}},
        "vectors/schema/vector-file.schema.json": {"reason": {"enum": REASONS}},
        "conformance/drivers/javascript/driver.mjs":
            "throw new Reject('malformed'); throw new Reject('bad_signature');\n",
        "conformance/drivers/go/internal/reject/reason.go":
            'Malformed Reason = "malformed"\nBadSignature Reason = "bad_signature"\n',
    }

    def test_number_in_the_page(self):
        page = self.files["docs/spec/errors.md"].replace("| 2 |", "| 3 |")
        self.plant("docs/spec/errors.md", page, "bad_signature is 3")

    def test_name_missing_in_the_page(self):
        self.plant("docs/spec/errors.md", "| 1 | `malformed` | form |\n| 64 | `storage_failed` | x |\n",
                   "bad_signature (2)")

    def test_name_in_the_page_only(self):
        self.plant("docs/spec/errors.md", self.files["docs/spec/errors.md"] + "| 65 | `odd` | x |\n",
                   "odd (65) is not in")

    def test_schema_in_another_order(self):
        self.plant("vectors/schema/vector-file.schema.json", {"reason": {"enum": REASONS[::-1]}},
                   "reasons differ")

    def test_schema_without_the_list(self):
        self.plant("conformance/protocol/reply.schema.json", {}, "no schema lists")

    def test_core_spells_a_name_otherwise(self):
        text = self.files["core/src/bytes/error.cpp"].replace('"bad_signature"', '"badsig"')
        self.plant("core/src/bytes/error.cpp", text, 'named "badsig"')

    def test_javascript_lacks_a_reason(self):
        self.plant("conformance/drivers/javascript/driver.mjs", "throw new Reject('malformed');\n",
                   "never says bad_signature")

    def test_javascript_invents_a_reason(self):
        text = self.files["conformance/drivers/javascript/driver.mjs"]
        self.plant("conformance/drivers/javascript/driver.mjs", text + "throw new Reject('oops');\n",
                   "oops is no reason")

    def test_go_spells_a_reason_otherwise(self):
        name = "conformance/drivers/go/internal/reject/reason.go"
        self.plant(name, self.files[name].replace('"bad_signature"', '"badsig"'),
                   "reasons differ from core/include/smx/error.h: bad_signature, badsig")

    def test_gap_in_the_numbers(self):
        self.accept()
        for name in ("core/include/smx/error.h", "docs/spec/errors.md"):
            text = self.files[name].replace("bad_signature = 2", "bad_signature = 3")
            self.write(name, text.replace("| 2 |", "| 3 |"))
        self.assertIn("numbered 1, 2, 3", " ".join(self.problems()))
