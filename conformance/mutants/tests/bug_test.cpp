#include "mutants/bug.h"

#include <gtest/gtest.h>

#include "mutants/files.h"
#include "runner/input_error.h"

namespace smx::mutants {
namespace {

using conformance::InputError;

/// A folder of descriptions with one good one.
class Descriptions : public testing::Test {
 protected:
  Descriptions() {
    for (const std::string& implementation : implementations()) {
      std::filesystem::create_directories(folder_.path() / implementation);
    }
    put("javascript", "first", {{"find", "one"}});
  }

  void put(const std::string& implementation, const std::string& name,
           const std::map<std::string, std::string>& members) {
    std::map<std::string, std::string> all = {
        {"name", name},      {"clause", "DR-01"}, {"description", "It."}, {"family", "ratchet"},
        {"file", "a/b.mjs"}, {"find", "x"},       {"replace", "y"}};
    for (const auto& [member, value] : members) all[member] = value;
    std::string text;
    for (const auto& [member, value] : all) {
      if (value == "absent") continue;
      text += (text.empty() ? "{\"" : ",\"") + member + "\":\"" + value + "\"";
    }
    write_file(folder_.path() / implementation / (name + ".json"), text + "}");
  }

  std::string fault() {
    try {
      read_bugs(folder_.path());
    } catch (const InputError& error) {
      return error.what();
    }
    return "none";
  }

  WorkDirectory folder_{{}};
};

TEST_F(Descriptions, AreReadByFamilyAndName) {
  put("javascript", "a-device-bug", {{"family", "devices"}});
  put("cpp", "a-codec-bug", {{"family", "codec"}, {"replace", ""}});
  const std::vector<Bug> bugs = read_bugs(folder_.path());
  ASSERT_EQ(bugs.size(), 3U);
  EXPECT_EQ(bugs[0].name, "a-codec-bug");
  EXPECT_EQ(bugs[0].changes.at("cpp").replace, "");
  EXPECT_EQ(bugs[1].name, "first");
  EXPECT_EQ(bugs[1].changes.at("javascript").find, "one");
  EXPECT_EQ(bugs[2].name, "a-device-bug");
}

TEST_F(Descriptions, OfOneNameAreOneBugInTwoLanguages) {
  put("cpp", "first", {{"equivalent", "the library checks it too"}});
  const std::vector<Bug> bugs = read_bugs(folder_.path());
  ASSERT_EQ(bugs.size(), 1U);
  EXPECT_EQ(bugs[0].changes.size(), 2U);
  EXPECT_EQ(bugs[0].changes.at("cpp").equivalent, "the library checks it too");
}

TEST_F(Descriptions, OfOneNameMayNotContradictEachOther) {
  for (const std::string member : {"clause", "description", "family"}) {
    put("cpp", "first", {{member, member == "family" ? "codec" : "other"}});
    EXPECT_EQ(fault(), "javascript/first.json: " + member + ": not that of its twin");
  }
}

TEST_F(Descriptions, NameTheFileAndTheMemberThatIsWrong) {
  put("cpp", "bad", {{"find", "absent"}});
  EXPECT_EQ(fault(), "cpp/bad.json: find: missing");
  put("cpp", "bad", {{"find", ""}});
  EXPECT_EQ(fault(), "cpp/bad.json: find: empty");
  put("cpp", "bad", {{"more", "x"}});
  EXPECT_EQ(fault(), "cpp/bad.json: more: no such member");
  put("cpp", "bad", {{"name", "other"}});
  EXPECT_EQ(fault(), "cpp/bad.json: name: not that of the file");
  put("cpp", "bad", {{"family", "weather"}});
  EXPECT_EQ(fault(), "cpp/bad.json: family: none of key_schedule, codec, ratchet, devices");
  put("cpp", "bad", {{"file", "../a.cpp"}});
  EXPECT_EQ(fault(), "cpp/bad.json: file: not a path below the implementation's directory");
}

TEST(Planted, ReplacesTheOneOccurrence) {
  EXPECT_EQ(planted("a b c", {"cpp/x.json", "f", "b", "", {}}), "a  c");
}

TEST(Planted, RefusesWhatDoesNotFitExactlyOnce) {
  const auto fault = [](const std::string& source, const std::string& find,
                        const std::string& replace) -> std::string {
    try {
      planted(source, {"cpp/x.json", "f.cpp", find, replace, {}});
    } catch (const InputError& error) {
      return error.what();
    }
    return "none";
  };
  EXPECT_EQ(fault("aaa", "aa", "b"), "cpp/x.json: find: occurs 2 times in f.cpp, not once");
  EXPECT_EQ(fault("aaa", "b", "c"), "cpp/x.json: find: occurs 0 times in f.cpp, not once");
  EXPECT_EQ(fault("abc", "b", "b"), "cpp/x.json: replace: changes nothing");
}

}  // namespace
}  // namespace smx::mutants
