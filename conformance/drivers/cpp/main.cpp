// smx-driver-cpp: the C++ core behind the driver protocol (conformance/protocol). Never installed:
// it stands on the internal build, which can be told its random values and shows its traces.
//
// --accept-variable-time-aes: go on where the processor lacks what constant-time AES needs
// (PRIM-21). Such a driver says so in the platform of its hello, and so in every report.

#include <iostream>
#include <span>
#include <string>
#include <string_view>

#include "answer.h"
#include "smx/init.h"

namespace smx::driver {
namespace {

constexpr std::string_view kAcceptFallback = "--accept-variable-time-aes";

int run(std::span<char* const> arguments) {
  InitOptions options;
  for (const std::string_view argument : arguments) {
    if (argument != kAcceptFallback) {
      std::cerr << "smx-driver-cpp: unknown argument '" << argument
                << "' (known: " << kAcceptFallback << ")\n";
      return 2;
    }
    options.accept_variable_time_aes = true;
  }
  if (const auto ready = init(options); !ready) {
    std::cerr << "smx-driver-cpp: " << error_description(ready.error()) << '\n';
    return 1;
  }
  Handles handles;
  std::string line;
  for (bool done = false; !done && std::getline(std::cin, line);) {
    const Json reply = answer_line(line, handles, done);
    std::cout << reply.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
  }
  return 0;
}

}  // namespace
}  // namespace smx::driver

int main(int count, char** arguments) {
  std::ios::sync_with_stdio(false);
  // Who starts it may leave out even its name.
  const std::span<char* const> all(arguments, static_cast<std::size_t>(count));
  return smx::driver::run(all.subspan(all.empty() ? 0 : 1));
}
