#include "report/junit_report.h"

#include <gtest/gtest.h>

#include "report_support.h"

namespace smx::conformance {
namespace {

TEST(JunitReport, CountsEachClassWhereBuildServersLook) {
  const std::string text = junit_report(test::made_report());
  EXPECT_NE(text.find("<testsuite name=\"first.a-v1.json\" tests=\"8\" failures=\"1\" errors=\"5\" "
                      "skipped=\"1\">"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("<testcase classname=\"first.a-v1.json\" name=\"a/pass\"/>"),
            std::string::npos);
  EXPECT_NE(text.find("<failure type=\"mismatch\" message=\"what &lt;happened&gt; &amp; "
                      "&quot;why&quot;\"/>"),
            std::string::npos);
  EXPECT_NE(text.find("<error type=\"crash\""), std::string::npos);
  EXPECT_NE(text.find("<skipped message="), std::string::npos);
}

TEST(JunitReport, EscapesWhatXmlCannotHold) {
  EXPECT_EQ(xml_escaped("a<b>&\"c\"\x01\n"), "a&lt;b&gt;&amp;&quot;c&quot;??");
}

}  // namespace
}  // namespace smx::conformance
