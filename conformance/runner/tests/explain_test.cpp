#include "runner/explain.h"

#include <gtest/gtest.h>

#include "test_support.h"

namespace smx::conformance {
namespace {

std::string explained(const std::string& id) {
  const VectorFile file = test::small_file();
  return explain(file, test::case_named(file, id));
}

TEST(Explain, TeachesANegativeWithItsTwin) {
  const std::string text = explained("small/frame-flags");
  for (const char* part :
       {"A frame whose flags are not 00", "clauses: [DRV1-04]", "result: invalid, malformed",
        "flag UnknownFlags (lax parser)", "     4  1     flags                01",
        "must be refused: malformed (the bytes do not have the form",
        "twin: the same case up to step 0", "     4  1     flags                00",
        "must be accepted"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
}

TEST(Explain, ShowsWhereBytesComeFromAndWhatMayNotChange) {
  const std::string text = explained("small/tampered-then-genuine");
  EXPECT_NE(text.find("frame is the frame of step 2, xor 01 at offset -1"), std::string::npos);
  EXPECT_NE(text.find("the state must be what it was"), std::string::npos);
}

TEST(Explain, ShowsThePinnedValues) {
  const std::string text = explained("small/target");
  EXPECT_NE(text.find("dr.root_key          the next root key [DR-01]"), std::string::npos) << text;
  EXPECT_NE(text.find("    96  32    SGK_B"), std::string::npos) << text;
}

TEST(Explain, ReadsOutWhatIsText) {
  EXPECT_NE(explained("small/device").find("key_id: 73706b2d31  \"spk-1\""), std::string::npos)
      << explained("small/device");
}

TEST(Explain, SaysWhyThereIsNoTwin) {
  EXPECT_NE(explained("small/no-chain").find("no twin: the responder has no sending chain"),
            std::string::npos);
}

}  // namespace
}  // namespace smx::conformance
