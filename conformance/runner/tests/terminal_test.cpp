#include "runner/terminal.h"

#include <gtest/gtest.h>

#include "report_support.h"

namespace smx::conformance {
namespace {

TEST(Terminal, TheMatrixHasEveryPlatformAndFile) {
  const std::string text = matrix_text(test::made_report(), false, 10);
  EXPECT_NE(text.find("file       first"), std::string::npos) << text;
  EXPECT_NE(text.find("a-v1.json  1/8 1 mismatch 1 unsupported 1 error 1 crash 1 timeout "
                      "1 protocol_violation 1 not_run  not run"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("second not run: there is no program absent"), std::string::npos);
  EXPECT_NE(text.find("planned 16, outcomes 16: 1 pass"), std::string::npos);
  EXPECT_NE(text.find("see [X3DH-04]"), std::string::npos);
  EXPECT_NE(text.find("the driver says: words of the driver"), std::string::npos);
}

TEST(Terminal, LongListsOfFailuresAreCut) {
  const std::string text = matrix_text(test::made_report(), false, 1);
  EXPECT_NE(text.find("first: 5 more in 5 other ways, see the reports or --show"),
            std::string::npos)
      << text;
}

TEST(Terminal, AFailureThatLooksLikeABugIsNamed) {
  RunReport report = test::made_report();
  for (CaseResult& result : report.platforms[0].files[0].cases) {
    if (result.id != "a/mismatch") continue;
    result.looks_like = {{"dh-order", "X3DH-04", "DH1 and DH2 swapped."},
                         {"another", "X3DH-05", "Something else."}};
  }
  const std::string text = matrix_text(report, false, 10);
  EXPECT_NE(text.find("    your x3dh.ikm equals bug dh-order: DH1 and DH2 swapped (X3DH-04)\n"
                      "    or bug another: Something else (X3DH-05)\n"),
            std::string::npos)
      << text;
}

TEST(Terminal, ColoursOnlyWhenAsked) {
  EXPECT_EQ(matrix_text(test::made_report(), false, 10).find('\x1b'), std::string::npos);
  EXPECT_NE(matrix_text(test::made_report(), true, 10).find("\x1b[31m"), std::string::npos);
}

TEST(Terminal, APipeGetsNeitherColoursNorProgress) {
  std::FILE* file = std::tmpfile();
  ASSERT_NE(file, nullptr);
  EXPECT_FALSE(wants_colour(file));
  {
    ProgressLine line(file);
    line.show("first", 0, 10, "a/case");
  }
  EXPECT_EQ(std::ftell(file), 0);
  std::fclose(file);
}

}  // namespace
}  // namespace smx::conformance
