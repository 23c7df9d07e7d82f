// A driver process behind the generator's question.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "asker.h"
#include "runner/driver.h"

namespace smx::vectors {

class DriverAsker final : public Asker {
 public:
  /// Starts the driver and asks for its hello. Throws std::runtime_error when that fails, or when
  /// it cannot take injected randomness, give traces and show states: vectors need all three.
  explicit DriverAsker(const std::vector<std::string>& command);
  ~DriverAsker() override;

  Answer ask(const std::string& op, const Json& in, bool want_trace) override;

 private:
  conformance::MessageShapes shapes_;
  std::unique_ptr<conformance::Driver> driver_;
};

}  // namespace smx::vectors
