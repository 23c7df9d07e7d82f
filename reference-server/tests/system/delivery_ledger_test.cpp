#include "tests/system/delivery_ledger.h"

#include <gtest/gtest.h>

namespace smx::relay::storm {
namespace {

/// Person 0 sent three messages to person 1.
DeliveryLedger of_three() {
  DeliveryLedger ledger(2);
  for (std::uint32_t number = 0; number < 3; ++number) {
    ledger.offered(0, 1, number);
    ledger.stored(0, 1, number);
  }
  return ledger;
}

TEST(DeliveryLedger, AllInOrderIsRight) {
  DeliveryLedger ledger = of_three();
  ledger.arrived(1, "a", 1, 0, 0);
  ledger.arrived(1, "b", 2, 0, 1);
  ledger.arrived(1, "b", 2, 0, 1);
  ledger.arrived(1, "c", 3, 0, 2);
  EXPECT_TRUE(ledger.problems().empty());
  EXPECT_EQ(ledger.sum().repeated, 1u);
}

TEST(DeliveryLedger, SeesALoss) {
  DeliveryLedger ledger = of_three();
  ledger.arrived(1, "a", 1, 0, 0);
  ledger.arrived(1, "c", 3, 0, 2);
  EXPECT_EQ(ledger.sum().lost, 1u);
  EXPECT_FALSE(ledger.problems().empty());
}

TEST(DeliveryLedger, SeesAnExchange) {
  DeliveryLedger ledger = of_three();
  ledger.arrived(1, "a", 1, 0, 0);
  ledger.arrived(1, "c", 3, 0, 2);
  ledger.arrived(1, "b", 2, 0, 1);
  EXPECT_EQ(ledger.sum().disordered, 1u);
  EXPECT_FALSE(ledger.problems().empty());
}

TEST(DeliveryLedger, SeesSequencesThatDoNotFitTheSenders) {
  DeliveryLedger ledger = of_three();
  ledger.arrived(1, "b", 1, 0, 1);
  ledger.arrived(1, "a", 2, 0, 0);
  ledger.arrived(1, "c", 3, 0, 2);
  EXPECT_EQ(ledger.sum().disordered, 1u);
}

TEST(DeliveryLedger, SeesASecondId) {
  DeliveryLedger ledger = of_three();
  ledger.arrived(1, "a", 1, 0, 0);
  ledger.arrived(1, "a2", 2, 0, 0);
  EXPECT_EQ(ledger.sum().shown_twice, 1u);
}

TEST(DeliveryLedger, SeesWhatComesAfterItsAcknowledgement) {
  DeliveryLedger ledger = of_three();
  ledger.arrived(1, "a", 1, 0, 0);
  ledger.acknowledged(1, "a");
  ledger.arrived(1, "a", 1, 0, 0);
  EXPECT_EQ(ledger.sum().again, 1u);
}

TEST(DeliveryLedger, SeesAStranger) {
  DeliveryLedger ledger = of_three();
  ledger.arrived(1, "a", 1, 0, 7);
  EXPECT_EQ(ledger.sum().unknown, 1u);
}

}  // namespace
}  // namespace smx::relay::storm
