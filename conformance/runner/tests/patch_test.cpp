#include <gtest/gtest.h>

#include "runner/input_error.h"
#include "runner/vector_case.h"

namespace smx::conformance {
namespace {

std::string patched(const char* patches) { return apply_patches("00112233", Json::parse(patches)); }

TEST(Patch, EditsInOrder) {
  EXPECT_EQ(patched(R"([{"offset": 0, "xor": "ff01"}])"), "ff102233");
  EXPECT_EQ(patched(R"([{"offset": -1, "xor": "01"}])"), "00112232");
  EXPECT_EQ(patched(R"([{"offset": -2, "replace": "aabb"}])"), "0011aabb");
  EXPECT_EQ(patched(R"([{"truncate": 1}])"), "00");
  EXPECT_EQ(patched(R"([{"append": "44"}, {"offset": -1, "xor": "44"}])"), "0011223300");
  EXPECT_EQ(patched("[]"), "00112233");
}

TEST(Patch, RefusesEditsOutsideTheBytes) {
  EXPECT_THROW(patched(R"([{"offset": 4, "xor": "01"}])"), InputError);
  EXPECT_THROW(patched(R"([{"offset": -5, "xor": "01"}])"), InputError);
  EXPECT_THROW(patched(R"([{"offset": 3, "replace": "0102"}])"), InputError);
  EXPECT_THROW(patched(R"([{"truncate": 4}])"), InputError);
  EXPECT_THROW(patched(R"([{"offset": 9223372036854775807, "xor": "01"}])"), InputError);
  EXPECT_THROW(patched(R"([{"offset": -9223372036854775808, "xor": "01"}])"), InputError);
}

}  // namespace
}  // namespace smx::conformance
