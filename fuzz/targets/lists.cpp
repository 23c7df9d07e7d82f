// Invariant: the files that a user gives to the runner (accepted failures, platforms, a test file
// of Wycheproof's) are read or refused with one line (InputError), never anything else; and what is
// read has the form that the rest of the runner relies on.
//
// Input: u8 kind, then the file.
#include <set>
#include <string>

#include "import/wycheproof_file.h"
#include "runner/hex.h"
#include "runner/input_error.h"
#include "runner/known_failures.h"
#include "runner/platforms.h"
#include "support/memory_file.h"
#include "support/target.h"

namespace smx::fuzz {
namespace {

using conformance::InputError;

void known_failures(const std::filesystem::path& path) {
  std::set<std::pair<std::string, std::string>> seen;
  for (const auto& known : conformance::read_known_failures(path)) {
    require(seen.emplace(known.platform, known.case_id).second, "a case is listed once");
    require(known.expires.ok(), "an entry expires on a day that there is");
    require(known.outcome != conformance::Outcome::kPass, "a pass is no failure");
    require(!known.reason.empty() && !known.issue.empty(), "an entry has its reason");
  }
}

void platforms(const std::filesystem::path& path) {
  std::set<std::string> names;
  for (const auto& platform : conformance::read_platforms(path, {"bin", "source"})) {
    require(names.insert(platform.name).second, "a platform has one entry");
    require(!platform.command.empty(), "a platform has a command");
  }
}

void wycheproof(const std::filesystem::path& path, wycheproof::Algorithm algorithm) {
  const auto head = wycheproof::read_head(path);
  if (head) static_cast<void>(wycheproof::algorithm_of(*head));
  const auto file = wycheproof::read_file(path, algorithm);
  if (!file) return;
  std::set<std::uint64_t> ids;
  for (const auto& test : file->tests) {
    require(ids.insert(test.id).second, "a test has its id alone");
    require(test.group < file->groups.size(), "a test is of a group");
    try {
      require(conformance::is_lower_hex(wycheproof::hex_member(*file, test, "msg")),
              "a hex member is hex");
      static_cast<void>(wycheproof::size_member(*file, test, "size"));
      static_cast<void>(wycheproof::group_size(*file, test, "keySize"));
    } catch (const InputError&) {
      // This test has no such member.
    }
  }
}

}  // namespace
}  // namespace smx::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace smx::fuzz;
  Input input(data, size);
  const std::uint8_t kind = input.u8();
  const MemoryFile file(input.rest());
  try {
    switch (kind % 4) {
      case 0:
        known_failures(file.path());
        break;
      case 1:
        platforms(file.path());
        break;
      default:
        wycheproof(file.path(), static_cast<smx::wycheproof::Algorithm>(kind / 4 % 5));
    }
  } catch (const InputError& error) {
    require(*error.what() != '\0', "a refusal says why");
  }
  return 0;
}
