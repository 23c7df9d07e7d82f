// Invariant: a vector file is read or refused with one line (InputError), never anything else. What
// is read has what a judge needs: cases with unique steps of known operations, and a reason exactly
// where a case is not valid; and the same values in another spelling are the same cases.
//
// Input: u8 that chooses the file's name, and with it the schema of a suite; then the file.
#include <array>
#include <string>

#include "runner/input_error.h"
#include "runner/vector_set.h"
#include "support/target.h"

namespace smx::fuzz {
namespace {

using conformance::Case;
using conformance::VectorFile;

constexpr std::array kNames = {"hkdf-v1.json",          "x3dh-prekey-v1.json", "dr-v1-interop.json",
                               "smx1-parse-v1.json",    "drv1-parse-v1.json",  "device-v1.json",
                               "spk-signature-v1.json", "of-no-suite.json"};

void require_case(const VectorFile& file, const Case& test) {
  require(!test.id.empty() && !test.steps.empty(), "a case has an id and steps");
  require(file.groups.contains(test.group), "a case is of a group of its file");
  require(test.valid == test.reason.empty(), "a reason is where a case is not valid");
  for (const conformance::Step& step : test.steps) {
    require(!step.op.empty() && step.in.is_object() && step.expect.outputs.is_object(),
            "a step is a request and what is expected");
    require(step.expect.accepted == step.expect.reason.empty(), "a refusal has its reason");
  }
  for (const std::string& flag : test.flags) {
    require(file.flags.contains(flag), "a flag of a case has a note");
  }
  if (test.twin && test.twin->none.empty()) {
    require(test.twin->step < test.steps.size(), "a twin repairs a step that is there");
  }
}

void require_same(const VectorFile& a, const VectorFile& b) {
  require(a.suite == b.suite && a.cases.size() == b.cases.size(),
          "another spelling, the same file");
  for (std::size_t i = 0; i < a.cases.size(); ++i) {
    const Case& x = a.cases[i];
    const Case& y = b.cases[i];
    require(x.id == y.id && x.valid == y.valid && x.steps.size() == y.steps.size(),
            "another spelling, the same case");
    for (std::size_t step = 0; step < x.steps.size(); ++step) {
      require(x.steps[step].in == y.steps[step].in &&
                  x.steps[step].expect.outputs == y.steps[step].expect.outputs,
              "another spelling, the same request");
    }
  }
}

}  // namespace
}  // namespace smx::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace smx;
  using namespace smx::fuzz;
  Input input(data, size);
  const std::string name = kNames[input.u8() % kNames.size()];
  const ByteView bytes = input.rest();
  const std::string text(bytes.begin(), bytes.end());
  try {
    const VectorFile file = conformance::vector_file_of(text, name);
    for (const Case& test : file.cases) require_case(file, test);
    // The schema is compiled anew for each file, which is what takes the time.
    if (size % 4 != 0) return 0;
    require_same(file, conformance::vector_file_of(conformance::parse_strict(text).dump(1), name));
  } catch (const conformance::InputError& error) {
    require(*error.what() != '\0', "a refusal says why");
  }
  return 0;
}
