#include "server/startup.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>

#include "server/failure.h"

namespace smx::relay::server {

std::string describe(const std::vector<SettingFault>& faults) {
  std::string out;
  for (const SettingFault& fault : faults) {
    if (!out.empty()) out += '\n';
    out += fmt::format("{}: {}", fault.name, fault.text);
  }
  return out;
}

Settings settings_of_process() {
  const char* credentials = std::getenv("CREDENTIALS_DIRECTORY");
  Environment variables = relay_environment(environ);
  SettingsRead read = read_settings(variables, credentials == nullptr ? "" : credentials);
  forget_secrets(environ);
  if (::geteuid() == 0 && !read.settings.allow_root) {
    read.faults.push_back(
        {"SMX_RELAY_ALLOW_ROOT", "this is root; run as a user of its own, or set it to 1"});
  }
  if (!read.faults.empty()) throw Failure(ExitCode::bad_settings, describe(read.faults));
  return std::move(read.settings);
}

}  // namespace smx::relay::server
