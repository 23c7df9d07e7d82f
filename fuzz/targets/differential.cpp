// Invariant: the core and the reference model (core/tests/model, which shares no code with it)
// never disagree on a verdict, a reason, a byte that is sent, a plaintext or a state, whatever two
// or three devices do; a refusal changes nothing; and no message opens twice.
//
// Input: u8 number of devices; then steps of four bytes: what, who and to whom, a number of two.
#include <cstdio>

#include "model/world.h"
#include "support/ready.h"
#include "support/target.h"

namespace smx::fuzz {
namespace {

constexpr std::size_t kMaxSteps = 24;

test::Script script_of(Input& input) {
  test::Script script;
  script.devices = 2U + input.u8() % 2U;
  while (!input.empty() && script.steps.size() < kMaxSteps) {
    test::Step step;
    step.op = static_cast<test::Op>(input.u8() % test::kOps);
    // Thousands of messages at once are for ci/properties: a fuzzer wants many short runs.
    if (step.op == test::Op::burst) step.op = test::Op::send;
    const std::uint8_t pair = input.u8();
    step.who = pair % 3U;
    step.to = pair / 3U % 3U;
    step.argument = input.u16();
    script.steps.push_back(step);
  }
  return script;
}

}  // namespace
}  // namespace smx::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace smx;
  fuzz::make_ready();
  fuzz::Input input(data, size);
  const test::Script script = fuzz::script_of(input);
  test::Tally tally;
  try {
    test::World(script, {.agreement = true, .unchanged = true, .once = true, .secrecy = false},
                tally)
        .play();
  } catch (const std::exception& violation) {
    std::fprintf(stderr, "%s\n%s\n", violation.what(), test::to_text(script).c_str());
    fuzz::require(false, "core and model agree");
  }
  return 0;
}
