// smx-driver-c: the C library behind the driver protocol (conformance/protocol). Whatever is
// cryptographic goes through smx.h and smx_testing.h, as another language's binding would go. Never
// installed: it stands on smx-c-testing.
//
// --accept-variable-time-aes: as smx-driver-cpp.

#include <iostream>
#include <span>
#include <string>
#include <string_view>

#include "answer.h"

namespace {

constexpr std::string_view kAcceptFallback = "--accept-variable-time-aes";

}  // namespace

int main(int count, char** arguments) {
  using namespace smx_c_driver;
  std::ios::sync_with_stdio(false);
  const std::span<char* const> all(arguments, static_cast<std::size_t>(count));
  std::uint32_t flags = 0;
  for (const std::string_view argument : all.subspan(all.empty() ? 0 : 1)) {
    if (argument != kAcceptFallback) {
      std::cerr << "smx-driver-c: unknown argument '" << argument << "' (known: " << kAcceptFallback
                << ")\n";
      return 2;
    }
    flags |= SMX_INIT_ACCEPT_VARIABLE_TIME_AES;
  }
  if (const smx_status ready = smx_init(flags); ready != SMX_OK) {
    std::cerr << "smx-driver-c: " << smx_status_description(ready) << '\n';
    return 1;
  }
  Devices devices;
  std::string line;
  for (bool done = false; !done && std::getline(std::cin, line);) {
    const Json reply = answer_line(line, devices, done);
    std::cout << reply.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
  }
  return 0;
}
