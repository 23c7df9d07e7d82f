#include "report/shown_text.h"

#include <gtest/gtest.h>

namespace smx::conformance {
namespace {

TEST(ShownText, SpellsOutWhatDoesNotPrintOrTurnsTextAround) {
  EXPECT_EQ(shown_text("plain \u00e4 \u4e2d \U0001F512", 100), "plain \u00e4 \u4e2d \U0001F512");
  EXPECT_EQ(shown_text("a\x1b[31m\n\x7f", 100), "a\\u{001b}[31m\\u{000a}\\u{007f}");
  EXPECT_EQ(shown_text("\u202egnp\u2069\u200b\ufeff", 100),
            "\\u{202e}gnp\\u{2069}\\u{200b}\\u{feff}");
  EXPECT_EQ(shown_text("a\xff\xc3", 100), "a\\x{ff}\\x{c3}");
  EXPECT_EQ(shown_text("a\nb", 100, true), "a\nb");
}

TEST(ShownText, IsBounded) {
  const std::string text(1'000'000, 'x');
  EXPECT_EQ(shown_text(text, 10), "xxxxxxxxxx ... (999990 more bytes)");
  EXPECT_EQ(shown_text("\u00e4\u00e4", 3), "\u00e4\u00e4") << "a character is never cut";
}

}  // namespace
}  // namespace smx::conformance
