// 100,000 random events: what is on the lines, judged from the text of the lines alone.

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "log/event_table.h"
#include "log/log.h"

namespace smx::relay::log {
namespace {

constexpr unsigned kSeed = 20261121;

class SteppingClock final : public Clock {
 public:
  Instant now() override { return {at_ += 7}; }

 private:
  std::int64_t at_ = 1'795'253'400'000;
};

bool consists_of(std::string_view text, std::string_view alphabet) {
  return !text.empty() && text.find_first_not_of(alphabet) == std::string_view::npos;
}

bool is_h8(std::string_view text) {
  return text.size() == 8 && consists_of(text, "0123456789abcdef");
}
bool is_number(std::string_view text) { return consists_of(text, "-0123456789"); }
bool is_name(std::string_view text) {
  return text.size() <= 40 && consists_of(text, "abcdefghijklmnopqrstuvwxyz_");
}
bool is_time(std::string_view text) {
  return text.size() == 24 && text[10] == 'T' && text[19] == '.' &&
         consists_of(text, "0123456789-:.TZ");
}
bool is_level(std::string_view text) { return text == "INFO" || text == "WARN" || text == "ERROR"; }
bool is_organisation(std::string_view text) {
  return text.size() == 36 && text.starts_with("org_") &&
         consists_of(text.substr(4), "0123456789abcdef");
}
bool is_address(std::string_view text) { return consists_of(text, "0123456789abcdef.:"); }
/// No pattern of ours has a digit behind its version.
bool is_route(std::string_view text) {
  return text.starts_with("/v1/") && consists_of(text.substr(4), "abcdefghijklmnopqrstuvwxyz{}_/-");
}

/// What may stand in a line, written down a second time.
const std::map<std::string, bool (*)(std::string_view), std::less<>> kAllowed = {
    {"time", is_time},           {"level", is_level},      {"msg", is_name},
    {"org_id", is_organisation}, {"sub_h8", is_h8},        {"subject_h8", is_h8},
    {"device_h8", is_h8},        {"message_h8", is_h8},    {"delivery_h8", is_h8},
    {"invitation_h8", is_h8},    {"attachment_h8", is_h8}, {"count", is_number},
    {"bytes", is_number},        {"status", is_number},    {"duration_us", is_number},
    {"code", is_number},         {"ip", is_address},       {"route", is_route},
    {"problem", is_name},
};

/// What is wrong with a line; empty when nothing is. Leaves the line's JSON in `json`.
std::string fault(const std::string& line, nlohmann::json& json) {
  json = nlohmann::json::parse(line, nullptr, false);
  if (!json.is_object()) return "no JSON object";
  if (line.find('\n') != line.size() - 1) return "not one line";
  for (const auto& [name, value] : json.items()) {
    const auto found = kAllowed.find(name);
    if (found == kAllowed.end()) return "field " + name + " is not allowed";
    if (!found->second(value.is_string() ? value.get<std::string>() : value.dump())) {
      return "form of " + name;
    }
  }
  return {};
}

/// Random values of which every one is remembered, so that it can be looked for.
class Generator {
 public:
  std::string hex(std::size_t digits) {
    std::string out;
    for (std::size_t i = 0; i < digits; ++i) out += "0123456789abcdef"[engine_() % 16];
    return out;
  }

  std::string identifier(Field field) {
    static const std::map<Field, std::string> prefixes = {
        {Field::sub_h8, "usr_"},        {Field::subject_h8, "usr_"},
        {Field::device_h8, "dev_"},     {Field::message_h8, "msg_"},
        {Field::delivery_h8, "dlv_"},   {Field::invitation_h8, "inv_"},
        {Field::attachment_h8, "upl_"},
    };
    secrets.push_back(prefixes.at(field) + hex(32));
    return secrets.back();
  }

  Event event_of_any_type() {
    const std::size_t types = event_table().size();
    Event out = event(event_table()[engine_() % types].type);
    for (const FieldRow& row : field_table()) {
      if (engine_() % 2 != 0) continue;
      switch (row.kind) {
        case FieldKind::number:
          out.number(row.field, static_cast<std::int64_t>(engine_() % 100'000));
          break;
        case FieldKind::organisation:
          organisation = "org_" + hex(32);
          out.id(row.field, organisation);
          break;
        case FieldKind::identifier:
          out.id(row.field, identifier(row.field));
          break;
        case FieldKind::address:
          out.address("192.0.2." + std::to_string(engine_() % 256));
          break;
        case FieldKind::route:
          // Every third one is a target as it came from outside, an identifier in it.
          out.route(engine_() % 3 != 0 ? "/v1/devices/{device_id}/approve"
                                       : "/v1/devices/" + identifier(Field::device_h8));
          break;
        case FieldKind::name:
          out.problem("rate_limited");
          break;
      }
    }
    return out;
  }

  std::vector<std::string> secrets;
  std::string organisation;

 private:
  std::mt19937 engine_{kSeed};
};

/// Keeps the last line only.
class LastLine final : public Sink {
 public:
  void write(std::string_view line) noexcept override { text = line; }
  [[nodiscard]] std::uint64_t lost() const noexcept override { return 0; }
  std::string text;
};

TEST(LogIdentifiers, NoRawIdentifierIn100000RandomEvents) {
  RecordProperty("seed", static_cast<int>(kSeed));
  set_strict_fields(false);
  SteppingClock clock;
  LastLine sink;
  Log log(clock, sink);
  Generator generator;
  nlohmann::json json;
  std::map<std::string, int> types;
  int organisations = 0;
  for (int i = 0; i < 100'000; ++i) {
    generator.secrets.clear();
    generator.organisation.clear();
    const Event event = generator.event_of_any_type();
    log.write(event);
    ASSERT_EQ(fault(sink.text, json), "") << sink.text << "seed " << kSeed << ", event " << i;
    for (const std::string& secret : generator.secrets) {
      ASSERT_EQ(sink.text.find(secret), std::string::npos) << sink.text;
      ASSERT_EQ(sink.text.find(secret.substr(4)), std::string::npos) << sink.text;
    }
    types[json.at("msg")] += 1;
    if (json.contains("org_id")) {
      ASSERT_EQ(json.at("org_id"), generator.organisation);
      organisations += 1;
    }
    const EventRow& row = row_of(event.type);
    for (const FieldRow& field : field_table()) {
      if (json.contains(field.name)) {
        ASSERT_TRUE(row.fields.has(field.field)) << field.name << " in " << row.name;
      }
    }
  }
  set_strict_fields(true);
  EXPECT_EQ(types.size(), event_table().size());
  EXPECT_GT(organisations, 20'000);
  EXPECT_GT(dropped_fields(), 100'000U) << "fields that are not allowed were tried";
}

TEST(LogIdentifiers, TheCheckerCatchesARawIdentifier) {
  nlohmann::json json;
  const std::string before = R"({"time":"2026-11-21T09:30:00.125Z","level":"INFO","msg":"x",)";
  const std::string id = "dev_" + std::string(32, '7');
  EXPECT_EQ(fault(before + R"("device_h8":"7f83b165"})" + "\n", json), "");
  EXPECT_EQ(fault(before + R"("device_h8":")" + id + "\"}\n", json), "form of device_h8");
  EXPECT_EQ(fault(before + R"("device_id":")" + id + "\"}\n", json),
            "field device_id is not allowed");
  EXPECT_EQ(fault(before + R"("route":"/v1/devices/)" + id + "\"}\n", json), "form of route");
  EXPECT_EQ(fault(before + R"("org_id":")" + id + "\"}\n", json), "form of org_id");
  EXPECT_EQ(fault(before + "\"count\":1}", json), "not one line");
  EXPECT_EQ(fault("phone +44", json), "no JSON object");
}

}  // namespace
}  // namespace smx::relay::log
