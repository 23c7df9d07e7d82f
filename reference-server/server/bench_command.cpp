#include "server/bench_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "server/failure.h"

namespace smx::relay::server {

void exec_bench(const std::vector<std::string>& arguments) {
  std::error_code error;
  const auto own = std::filesystem::read_symlink("/proc/self/exe", error);
  std::vector<std::string> words{own.parent_path() / "smx-relay-bench"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  if (!error) execv(pointers[0], pointers.data());
  throw Failure(ExitCode::failed, fmt::format("no smx-relay-bench beside this program: {}",
                                              error ? error.message() : std::strerror(errno)));
}

}  // namespace smx::relay::server
