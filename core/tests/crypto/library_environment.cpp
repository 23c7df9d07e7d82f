#include <gtest/gtest.h>

#include "smx/init.h"

namespace smx {
namespace {

/// Starts the library before the first test. The fallback is accepted so that the tests of what is
/// computed run on any machine; what init refuses is the probe's subject.
class LibraryEnvironment : public testing::Environment {
 public:
  void SetUp() override { ASSERT_TRUE(init({.accept_variable_time_aes = true}).has_value()); }
};

testing::Environment* const environment = testing::AddGlobalTestEnvironment(new LibraryEnvironment);

}  // namespace
}  // namespace smx
