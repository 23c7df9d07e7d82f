#include "tests/system/prekey_ledger.h"

#include <gtest/gtest.h>

namespace smx::relay::storm {
namespace {

PrekeyLedger of_three() {
  PrekeyLedger ledger;
  for (const char* id : {"a", "b", "c"}) ledger.uploaded({"dev", id});
  return ledger;
}

TEST(PrekeyLedger, TakesAPartition) {
  PrekeyLedger ledger = of_three();
  ledger.issued({"dev", "a"});
  ledger.remains({"dev", "c"});
  EXPECT_EQ(ledger.balance().burned, 1u);
  EXPECT_TRUE(ledger.problems(1).empty());
}

TEST(PrekeyLedger, SeesOneThatLeavesTwice) {
  PrekeyLedger ledger = of_three();
  ledger.issued({"dev", "a"});
  ledger.issued({"dev", "a"});
  EXPECT_FALSE(ledger.problems(3).empty());
}

TEST(PrekeyLedger, SeesOneThatLeftAndStayed) {
  PrekeyLedger ledger = of_three();
  ledger.issued({"dev", "a"});
  ledger.remains({"dev", "a"});
  EXPECT_FALSE(ledger.problems(3).empty());
}

TEST(PrekeyLedger, SeesMoreBurnedThanWereInFlight) {
  PrekeyLedger ledger = of_three();
  ledger.issued({"dev", "a"});
  EXPECT_FALSE(ledger.problems(1).empty());
  EXPECT_TRUE(ledger.problems(2).empty());
}

TEST(PrekeyLedger, SeesAStranger) {
  PrekeyLedger ledger = of_three();
  ledger.issued({"dev", "x"});
  EXPECT_FALSE(ledger.problems(3).empty());
}

TEST(PrekeyLedger, NothingIssuedShowsNothing) { EXPECT_FALSE(of_three().problems(3).empty()); }

}  // namespace
}  // namespace smx::relay::storm
