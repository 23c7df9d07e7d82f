#include "spec_pages.h"

#include <gtest/gtest.h>

#include "runner/input_error.h"
#include "runner/sha256.h"
#include "temporary_directory.h"

namespace smx::vectors {
namespace {

class SpecPagesTest : public testing::Test {
 protected:
  SpecPagesTest() {
    directory_.write("b.md", "# B\n\n**[DR-01]** (given) It MUST.\n\nsee [SES-01]\n");
    directory_.write("a.md", "**[KEY-03]** One.\n**[KEY-04]** Two.\n");
    directory_.write("prose.md", "Only words, and [KEY-03] cited.\n");
    directory_.write("decisions/0007-why.md", "because\n");
    directory_.write("decisions/README.md", "index\n");
  }
  TemporaryDirectory directory_;
};

TEST_F(SpecPagesTest, FindsClausesWhereTheyAreDefined) {
  const Spec spec = read_spec(directory_.path());
  EXPECT_EQ(spec.page_of.at("DR-01"), "b.md");
  EXPECT_EQ(spec.page_of.at("KEY-04"), "a.md");
  EXPECT_FALSE(spec.has_clause("SES-01")) << "a citation defines nothing";
  EXPECT_FALSE(spec.pages.contains("prose.md"));
  EXPECT_EQ(spec.decisions, std::set<std::string>{"0007"});
}

TEST_F(SpecPagesTest, HashesTheCitedPagesInOrderOfName) {
  const Spec spec = read_spec(directory_.path());
  const std::string a = spec.pages.at("a.md");
  const std::string b = spec.pages.at("b.md");
  EXPECT_EQ(spec.sha256({"DR-01", "KEY-03"}), conformance::sha256_hex(a + b));
  EXPECT_EQ(spec.sha256({"KEY-03", "KEY-04"}), conformance::sha256_hex(a));
}

TEST_F(SpecPagesTest, AnEmptyDirectoryIsNoSpecification) {
  const TemporaryDirectory empty;
  EXPECT_THROW(read_spec(empty.path()), conformance::InputError);
  EXPECT_THROW(read_spec(empty.path() / "absent"), conformance::InputError);
}

}  // namespace
}  // namespace smx::vectors
