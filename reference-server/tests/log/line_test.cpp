#include "log/line.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "log/event_table.h"

namespace smx::relay::log {
namespace {

constexpr Instant kAt{1'795'253'400'125};
const std::string kOrganisation = "org_000102030405060708090a0b0c0d0e0f";

/// Fields that are not allowed are counted while one of these lives.
class Lenient {
 public:
  Lenient() { set_strict_fields(false); }
  ~Lenient() { set_strict_fields(true); }
};

TEST(Line, HasTheFormOfSlog) {
  Event stored = event(EventType::message_stored);
  stored.id(Field::org_id, kOrganisation).id(Field::message_h8, "abc").number(Field::count, -3);
  EXPECT_EQ(line_of(stored, kAt, H8()),
            R"({"time":"2026-11-21T09:30:00.125Z","level":"INFO","msg":"message_stored",)"
            R"("org_id":"org_000102030405060708090a0b0c0d0e0f","message_h8":"ba7816bf","count":-3})"
            "\n");
}

TEST(Line, TimesAreRfc3339) {
  EXPECT_EQ(time_text({0}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(time_text({-1}), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(time_text({1'709'164'800'007}), "2024-02-29T00:00:00.007Z");
}

TEST(Line, AKeyedHashIsHmac) {
  // RFC 4231, test case 1.
  const H8 keyed(std::vector<std::uint8_t>(20, 0x0b));
  EXPECT_EQ(keyed("Hi There"), "b0344c61");
  EXPECT_EQ(H8()("abc"), "ba7816bf");
}

TEST(Line, EachTypeAndLevelHasItsName) {
  Event failed = event(EventType::storage_failed);
  EXPECT_NE(line_of(failed, kAt, H8()).find(R"("level":"ERROR","msg":"storage_failed"})"),
            std::string::npos);
  Event refused = event(EventType::code_refused);
  refused.address("2001:db8::1").problem("wrong_code");
  EXPECT_NE(line_of(refused, kAt, H8())
                .find(R"("level":"WARN","msg":"code_refused","ip":"2001:db8::1",)"
                      R"("problem":"wrong_code"})"),
            std::string::npos);
}

TEST(Line, AFieldThatTheTypeDoesNotAllowIsDroppedAndCounted) {
  const Lenient lenient;
  const std::uint64_t before = dropped_fields();
  Event stored = event(EventType::message_stored);
  stored.id(Field::sub_h8, "usr_1").number(Field::count, 1).number(Field::count, 2);
  stored.number(Field::message_h8, 1).id(Field::bytes, "many");
  EXPECT_EQ(dropped_fields() - before, 4U);
  // One that went past the builder does not pass the line.
  stored.fields.push_back({Field::device_h8, "dev_1", 0});
  const std::string line = line_of(stored, kAt, H8());
  EXPECT_EQ(line.substr(line.find("\"msg\"")), "\"msg\":\"message_stored\",\"count\":1}\n");
  EXPECT_EQ(dropped_fields() - before, 5U);
}

TEST(LineDeathTest, StrictFieldsEndTheProcessAndNameTheField) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        set_strict_fields(true);
        (void)event(EventType::message_stored).id(Field::sub_h8, "usr_1");
      },
      "message_stored must not have .* sub_h8");
}

TEST(Line, AValueWithoutItsFormIsDropped) {
  const std::string id(32, 'a');
  const std::vector<std::pair<Field, std::string>> values = {
      {Field::route, "/v1/devices/dev_" + id},
      {Field::route, "/v1/\"x"},
      {Field::route, "/v1/A"},
      {Field::route, "v1"},
      {Field::route, "/" + std::string(25, 'a')},
      {Field::route, std::string(50, '/') + std::string(20, 'a') + std::string(50, '/')},
      {Field::route, ""},
      {Field::problem, "not a name"},
      {Field::problem, std::string(41, 'a')},
      {Field::problem, "Name"},
      {Field::org_id, "org_" + std::string(32, 'A')},
      {Field::org_id, "usr_" + id},
      {Field::org_id, "the usual"},
  };
  for (const auto& [field, text] : values) {
    SCOPED_TRACE(text);
    const std::uint64_t before = dropped_fields();
    Event refused = event(EventType::request_refused);
    refused.id(field, text);
    const std::string line = line_of(refused, kAt, H8());
    EXPECT_TRUE(line.ends_with("\"msg\":\"request_refused\"}\n")) << line;
    EXPECT_EQ(dropped_fields() - before, 1U);
  }
  Event opened = event(EventType::stream_opened);
  opened.address("host.example");
  EXPECT_TRUE(line_of(opened, kAt, H8()).ends_with("\"stream_opened\"}\n"));
}

TEST(Line, AnAddressIsWithoutItsZone) {
  Event opened = event(EventType::stream_opened);
  opened.address("fe80::1%eth0");
  EXPECT_TRUE(line_of(opened, kAt, H8()).ends_with("\"ip\":\"fe80::1\"}\n"));
}

TEST(Line, EveryAllowedFieldTogetherIsShorterThanWhatAPipeTakesInOnePiece) {
  for (const EventRow& type : event_table()) {
    SCOPED_TRACE(type.name);
    Event full = event(type.type);
    for (const FieldRow& field : field_table()) {
      if (!type.fields.has(field.field)) continue;
      switch (field.kind) {
        case FieldKind::number:
          full.number(field.field, INT64_MIN);
          break;
        case FieldKind::organisation:
          full.id(field.field, kOrganisation);
          break;
        case FieldKind::identifier:
          full.id(field.field, "x");
          break;
        case FieldKind::address:
          full.address(std::string(45, 'f'));
          break;
        case FieldKind::name:
          full.problem(std::string(40, 'x'));
          break;
        case FieldKind::route:
          full.route("/v1/organisations");
          break;
      }
    }
    EXPECT_LE(line_of(full, kAt, H8()).size(), kLongestLine);
  }
}

TEST(Line, NoEventOfAMessageCanNameOneOfItsEnds) {
  for (const EventType type :
       {EventType::message_stored, EventType::message_delivered, EventType::message_expired,
        EventType::push_failed, EventType::prekeys_taken, EventType::request_served,
        EventType::request_refused, EventType::request_failed}) {
    for (const Field field :
         {Field::sub_h8, Field::subject_h8, Field::device_h8, Field::ip, Field::invitation_h8}) {
      EXPECT_FALSE(row_of(type).fields.has(field)) << row_of(type).name;
    }
  }
}

}  // namespace
}  // namespace smx::relay::log
