#include <gtest/gtest.h>

#include "smx.h"

// What needs smx_init has it; what comes before it is a program of its own (uninitialised.cpp).
int main(int count, char** arguments) {
  testing::InitGoogleTest(&count, arguments);
  if (smx_init(0) != SMX_OK) return 2;
  return RUN_ALL_TESTS();
}
