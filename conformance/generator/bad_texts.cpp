#include "bad_texts.h"

namespace smx::vectors {

const std::vector<BadText>& bad_texts() {
  static const std::vector<BadText> kTexts = {
      {"lone-continuation-80", "80 alone", "InvalidUtf8", unhex("80"), true},
      {"lone-continuation-bf", "BF after a letter", "InvalidUtf8", unhex("61bf")},
      {"truncated-2", "C3 with nothing after it", "InvalidUtf8", unhex("61c3"), true},
      {"truncated-3", "E2 82 with nothing after it", "InvalidUtf8", unhex("e282")},
      {"truncated-4", "F0 9F 98 with nothing after it", "InvalidUtf8", unhex("f09f98"), true},
      {"bad-second-of-2", "C3 28", "InvalidUtf8", unhex("c328")},
      {"bad-second-of-3", "E2 28 A1", "InvalidUtf8", unhex("e228a1")},
      {"bad-third-of-3", "E2 82 28", "InvalidUtf8", unhex("e28228")},
      {"bad-fourth-of-4", "F0 9F 98 28", "InvalidUtf8", unhex("f09f9828")},
      {"overlong-nul", "C0 80, the NUL of modified UTF-8", "OverlongUtf8", unhex("c080"), true},
      {"overlong-slash", "C0 AF", "OverlongUtf8", unhex("c0af")},
      {"overlong-2-last", "C1 BF", "OverlongUtf8", unhex("c1bf")},
      {"overlong-3-first", "E0 80 80", "OverlongUtf8", unhex("e08080")},
      {"overlong-3-last", "E0 9F BF", "OverlongUtf8", unhex("e09fbf"), true},
      {"overlong-4-last", "F0 8F BF BF", "OverlongUtf8", unhex("f08fbfbf"), true},
      {"surrogate-first", "ED A0 80, U+D800", "SurrogateUtf8", unhex("eda080"), true},
      {"surrogate-last", "ED BF BF, U+DFFF", "SurrogateUtf8", unhex("edbfbf")},
      {"surrogate-pair", "CESU-8: a pair of surrogates for one character", "SurrogateUtf8",
       unhex("eda0bdedb880"), true},
      {"past-10ffff", "F4 90 80 80, U+110000", "InvalidUtf8", unhex("f4908080"), true},
      {"lead-f5", "F5 80 80 80", "InvalidUtf8", unhex("f5808080")},
      {"five-bytes", "F8 88 80 80 80", "InvalidUtf8", unhex("f888808080")},
      {"lead-fe", "FE", "InvalidUtf8", unhex("fe")},
      {"lead-ff", "FF", "InvalidUtf8", unhex("ff"), true},
      {"nul", "00 alone", "ControlCharacter", unhex("00"), true},
      {"nul-at-the-end", "An id with a terminator", "ControlCharacter", unhex("69642d3100")},
      {"nul-inside", "Text, NUL, text", "ControlCharacter", unhex("610062"), true},
      {"tab", "U+0009", "ControlCharacter", unhex("610962")},
      {"line-feed", "U+000A", "ControlCharacter", unhex("69640a"), true},
      {"carriage-return", "U+000D", "ControlCharacter", unhex("0d6964")},
      {"escape", "U+001B", "ControlCharacter", unhex("1b5b6d")},
      {"unit-separator", "U+001F, the last below the space", "ControlCharacter", unhex("1f"), true},
      {"delete", "U+007F", "ControlCharacter", unhex("7f"), true},
      {"delete-after-cyrillic", "U+007F behind a character of two bytes", "ControlCharacter",
       unhex("d0b67f")},
  };
  return kTexts;
}

}  // namespace smx::vectors
