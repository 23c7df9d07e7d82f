#include "ids_lock.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runner/input_error.h"

namespace smx::vectors {
namespace {

using conformance::InputError;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Files = std::map<std::string, Json>;

Json a_case(const std::string& id, int value) {
  return {{"id", id}, {"comment", "c"}, {"result", "valid"}, {"steps", {value}}};
}

Json a_file(std::vector<Json> cases, int version = 1, std::vector<std::string> adr = {"0001"}) {
  return {{"suite_version", version},
          {"adr", std::move(adr)},
          {"groups", {{{"id", "g"}, {"cases", std::move(cases)}}}}};
}

class IdsLockTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_THAT(pin(lock_, files_, {}), IsEmpty()); }

  Files files_ = {{"a.json", a_file({a_case("a/1", 1), a_case("a/2", 2)})},
                  {"b.json", a_file({a_case("b/1", 3)})}};
  IdsLock lock_;
};

TEST_F(IdsLockTest, WhatWasPinnedHasNoFault) {
  EXPECT_THAT(lock_.faults(files_, {}), IsEmpty());
  const IdsLock again = IdsLock::parse(lock_.text());
  EXPECT_THAT(again.faults(files_, {}), IsEmpty());
}

TEST_F(IdsLockTest, PinningAgainAddsNothing) {
  const std::string before = lock_.text();
  EXPECT_THAT(pin(lock_, files_, {}), IsEmpty());
  EXPECT_EQ(lock_.text(), before);
}

TEST_F(IdsLockTest, ANewCaseIsAppended) {
  const std::string before = lock_.text();
  files_["a.json"] = a_file({a_case("a/1", 1), a_case("a/2", 2), a_case("a/3", 9)});
  EXPECT_THAT(lock_.faults(files_, {}), ElementsAre(HasSubstr("a/3: the id is not in ids.lock")));
  EXPECT_THAT(pin(lock_, files_, {}), IsEmpty());
  EXPECT_TRUE(lock_.text().starts_with(before));
  EXPECT_THAT(lock_.faults(files_, {}), IsEmpty());
}

TEST_F(IdsLockTest, AChangedCaseNeedsAVersion) {
  files_["a.json"] = a_file({a_case("a/1", 7), a_case("a/2", 2)});
  EXPECT_THAT(lock_.faults(files_, {}), ElementsAre(HasSubstr("a/1: what it pins changed")));
  EXPECT_THAT(pin(lock_, files_, {}), ElementsAre(HasSubstr("raise the suite's version")));
}

TEST_F(IdsLockTest, AVersionNeedsADecision) {
  files_["a.json"] = a_file({a_case("a/1", 7), a_case("a/2", 2)}, 2);
  EXPECT_THAT(pin(lock_, files_, {}), ElementsAre(HasSubstr("names no decision record")));
  files_["a.json"] = a_file({a_case("a/1", 7), a_case("a/2", 2)}, 2, {"0001", "0009"});
  EXPECT_THAT(pin(lock_, files_, {}), IsEmpty());
  EXPECT_THAT(lock_.faults(files_, {}), IsEmpty());
}

TEST_F(IdsLockTest, DecisionsOfAVersionStay) {
  files_["a.json"] = a_file({a_case("a/1", 1), a_case("a/2", 2)}, 1, {"0002"});
  EXPECT_THAT(pin(lock_, files_, {}), ElementsAre(HasSubstr("other decision records")));
  EXPECT_THAT(lock_.faults(files_, {}), ElementsAre(HasSubstr("not those of ids.lock")));
}

TEST_F(IdsLockTest, CommentsMayChange) {
  files_["b.json"]["groups"][0]["cases"][0]["comment"] = "better";
  EXPECT_THAT(lock_.faults(files_, {}), IsEmpty());
}

TEST_F(IdsLockTest, ARenumberedCaseIsGoneAndNew) {
  files_["b.json"] = a_file({a_case("b/2", 3)});
  EXPECT_THAT(lock_.faults(files_, {}), ElementsAre(HasSubstr("b/2: the id is not in ids.lock"),
                                                    HasSubstr("b/1: the id is gone")));
  EXPECT_THAT(pin(lock_, files_, {}), ElementsAre(HasSubstr("b/1: the id is gone")));
  EXPECT_THAT(pin(lock_, files_, {"b/1"}), IsEmpty());
}

TEST_F(IdsLockTest, ARetiredIdNeverComesBack) {
  EXPECT_THAT(lock_.faults(files_, {"a/2"}), ElementsAre(HasSubstr("a/2: the id is retired")));
}

TEST_F(IdsLockTest, AnIdStaysInItsFile) {
  files_["a.json"] = a_file({a_case("a/1", 1)});
  files_["b.json"] = a_file({a_case("b/1", 3), a_case("a/2", 2)});
  EXPECT_THAT(lock_.faults(files_, {}), ElementsAre(HasSubstr("a/2: the id belongs to a.json")));
}

TEST_F(IdsLockTest, AnIdIsThereOnce) {
  files_["a.json"] = a_file({a_case("a/1", 1), a_case("a/2", 2), a_case("a/1", 1)});
  EXPECT_THAT(lock_.faults(files_, {}), ElementsAre(HasSubstr("a/1: the id is there twice")));
}

TEST(IdsLockText, LinesThatAreNoneAreNamed) {
  for (const std::string bad : {"case a a.json 1 short\n", "suite a.json one 0001\n", "hello\n"}) {
    EXPECT_THROW(IdsLock::parse(bad), InputError) << bad;
  }
  EXPECT_THROW(IdsLock::parse("suite a.json 2 0001\nsuite a.json 1 0001\n"), InputError);
}

TEST(Retired, ReadsIdsAndRefusesOtherShapes) {
  EXPECT_THAT(parse_retired(R"({"schema":"smx-retired-1","retired":[]})"), IsEmpty());
  EXPECT_THAT(parse_retired(R"({"schema":"smx-retired-1","retired":[
                {"id":"a/1","file":"a.json","why":"said twice"}]})"),
              ElementsAre("a/1"));
  EXPECT_THROW(parse_retired(R"({"schema":"smx-retired-1"})"), InputError);
  EXPECT_THROW(parse_retired(R"({"schema":"smx-retired-1","retired":[{"id":"a/1"}]})"), InputError);
}

}  // namespace
}  // namespace smx::vectors
