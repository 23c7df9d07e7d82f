#include "conformance_common.h"

#include "failure.h"
#include "runner/input_error.h"
#include "runner/places.h"

namespace smx::cli {

namespace fs = std::filesystem;
using namespace conformance;

fs::path vectors_directory(const std::string& given) {
  return given.empty() ? default_places(program_directory()).vectors : fs::path(given);
}

std::function<ExitCode()> conformance_action(std::function<int()> command) {
  return [command = std::move(command)] {
    try {
      return static_cast<ExitCode>(command());
    } catch (const InputError& error) {
      throw Failure(ExitCode::bad_input, error.what());
    }
  };
}

}  // namespace smx::cli
