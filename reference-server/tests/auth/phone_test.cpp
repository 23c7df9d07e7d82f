#include "auth/phone.h"

#include <gtest/gtest.h>

namespace smx::relay::auth {
namespace {

TEST(Phone, TakesE164) {
  for (const char* text : {"+447700900123", "+1234567", "+123456789012345"}) {
    const auto phone = PhoneNumber::parse(text);
    ASSERT_TRUE(phone.has_value()) << text;
    EXPECT_EQ(phone->text(), text);
  }
}

TEST(Phone, RefusesEveryOtherSpelling) {
  for (const char* text :
       {"", "+", "447700900123", "00447700900123", "+0447700900", "+44 7700900123",
        "+44-7700-900123", "+44(0)7700900123", "+447700900123;ext=1", "+123456",
        "+1234567890123456", " +447700900123", "+447700900123 ", "+44770090012x",
        "+\xD9\xA1\xD9\xA2\xD9\xA3\xD9\xA4", "++447700900123"}) {
    EXPECT_FALSE(PhoneNumber::parse(text).has_value()) << text;
  }
  EXPECT_FALSE(PhoneNumber::parse(std::string_view("+4477009001\0003", 13)).has_value());
}

}  // namespace
}  // namespace smx::relay::auth
