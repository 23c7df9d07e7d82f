#include "relay_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>

#include "runner/child_guard.h"
#include "runner/command_line.h"
#include "runner/input_error.h"

namespace smx::interop {
namespace fs = std::filesystem;
using conformance::InputError;

namespace {

constexpr std::chrono::milliseconds kPause{5};
constexpr std::chrono::milliseconds kCoreTime{60'000};

std::string last_lines(const fs::path& path, std::size_t bytes) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  std::string all = text.str();
  if (all.size() > bytes) all.erase(0, all.size() - bytes);
  std::ranges::replace(all, '\n', ' ');
  return all;
}

/// What the child does before it becomes the relay. Only calls that are safe after a fork.
[[noreturn]] void become(char* const* arguments, char* const* environment, const char* folder,
                         int out, int err) {
  setpgid(0, 0);
  rlimit cores{RLIM_INFINITY, RLIM_INFINITY};
  if (setrlimit(RLIMIT_CORE, &cores) != 0) {
    // Without the right to raise it, as far as it goes.
    getrlimit(RLIMIT_CORE, &cores);
    cores.rlim_cur = cores.rlim_max;
    setrlimit(RLIMIT_CORE, &cores);
  }
  signal(SIGPIPE, SIG_DFL);
  const int nothing = open("/dev/null", O_RDONLY);
  if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 ||
      dup2(err, STDERR_FILENO) < 0 || chdir(folder) != 0) {
    _exit(126);
  }
  execvpe(arguments[0], arguments, environment);
  _exit(127);
}

int open_log(const fs::path& path) {
  const int file = open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC | O_APPEND, 0600);
  if (file < 0) {
    throw InputError(fmt::format("{}: cannot be written: {}", path.string(), std::strerror(errno)));
  }
  return file;
}

std::vector<std::string> environment_with(const std::map<std::string, std::string>& extra) {
  std::vector<std::string> all;
  for (char** at = environ; *at != nullptr; ++at) {
    const std::string entry = *at;
    if (!extra.contains(entry.substr(0, entry.find('=')))) all.push_back(entry);
  }
  for (const auto& [name, value] : extra) all.push_back(fmt::format("{}={}", name, value));
  return all;
}

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> out;
  for (const std::string& word : words) out.push_back(const_cast<char*>(word.c_str()));
  out.push_back(nullptr);
  return out;
}

std::string absolute_program(const std::string& program) {
  return program.find('/') == std::string::npos ? program : fs::absolute(program).string();
}

}  // namespace

RelayPlace parse_relay_url(const std::string& url) {
  constexpr std::string_view kScheme = "https://";
  const auto fail = [&]() -> RelayPlace {
    throw InputError(fmt::format("{}: not of the form https://relay.example:8443", url));
  };
  if (!url.starts_with(kScheme)) return fail();
  std::string rest = url.substr(kScheme.size());
  if (rest.ends_with('/')) rest.pop_back();
  const std::size_t colon = rest.rfind(':');
  if (colon == std::string::npos || colon == 0) return fail();
  RelayPlace place;
  place.host = rest.substr(0, colon);
  if (place.host.starts_with('[') && place.host.ends_with(']')) {
    place.host = place.host.substr(1, place.host.size() - 2);
  }
  const std::string port = rest.substr(colon + 1);
  const auto [end, fault] = std::from_chars(port.data(), port.data() + port.size(), place.port);
  if (fault != std::errc() || end != port.data() + port.size() || place.port == 0) return fail();
  return place;
}

RelayProcess::RelayProcess(const RelayStart& start) : folder_(fs::absolute(start.folder)) {
  spawn(start);
  try {
    wait_until_ready(start.start);
  } catch (...) {
    stop(std::chrono::milliseconds(0));
    throw;
  }
}

RelayProcess::~RelayProcess() { stop(std::chrono::milliseconds(2'000)); }

void RelayProcess::spawn(const RelayStart& start) {
  std::vector<std::string> command = start.command;
  if (command.empty() || !conformance::can_run(command.front())) {
    throw InputError(fmt::format("there is no relay {}", command.empty() ? "" : command.front()));
  }
  command.front() = absolute_program(command.front());
  command.emplace_back("--dev");
  std::map<std::string, std::string> extra = start.extra;
  extra["SMX_RELAY_TLS_KEYLOG"] = key_log().string();
  // Its temporary directory goes with ours, also when it could not remove it.
  extra["TMPDIR"] = folder_.string();
  const std::vector<std::string> environment = environment_with(extra);
  const std::vector<char*> arguments = pointers(command);
  const std::vector<char*> variables = pointers(environment);
  const std::string folder = folder_.string();
  const int out = open_log(output());
  const int err = open_log(log());
  pid_ = fork();
  if (pid_ == 0) become(arguments.data(), variables.data(), folder.c_str(), out, err);
  close(out);
  close(err);
  if (pid_ < 0) {
    pid_ = 0;
    throw InputError(fmt::format("no process for the relay: {}", std::strerror(errno)));
  }
  setpgid(pid_, pid_);
  conformance::remember_child(pid_);
}

void RelayProcess::wait_until_ready(std::chrono::milliseconds time) {
  const Deadline deadline(time);
  while (true) {
    std::ifstream lines(output());
    std::string line;
    // A line that has its end.
    if (std::getline(lines, line) && !lines.eof()) {
      try {
        const Json ready = conformance::parse_strict(line);
        place_ = parse_relay_url(ready.at("url").get<std::string>());
        place_.ca_file = ready.at("ca_file").get<std::string>();
        place_.data_dir = ready.at("data_dir").get<std::string>();
        place_.codes_file = ready.at("codes_file").get<std::string>();
        return;
      } catch (const std::exception& error) {
        throw InputError(fmt::format("the relay's first line of output: {}", error.what()));
      }
    }
    if (!is_running()) {
      throw InputError(fmt::format("the relay ended before it was ready: {}; {}", how_ended(),
                                   last_lines(log(), 600)));
    }
    if (deadline.over()) throw InputError("the relay was not ready in time");
    std::this_thread::sleep_for(kPause);
  }
}

bool RelayProcess::is_running() {
  if (pid_ <= 0) return false;
  const pid_t ended = waitpid(pid_, &status_, WNOHANG);
  if (ended != pid_) return true;
  conformance::forget_child(pid_);
  pid_ = 0;
  return false;
}

bool RelayProcess::wait_for_exit(const Deadline& deadline) {
  while (is_running()) {
    if (deadline.over()) return false;
    std::this_thread::sleep_for(kPause);
  }
  return true;
}

std::string RelayProcess::how_ended() const {
  if (WIFEXITED(status_)) return fmt::format("exit status {}", WEXITSTATUS(status_));
  if (WIFSIGNALED(status_)) return fmt::format("signal {}", WTERMSIG(status_));
  return "ended";
}

std::string RelayProcess::stop(std::chrono::milliseconds grace) {
  if (!is_running()) return how_ended();
  kill(pid_, SIGTERM);
  if (!wait_for_exit(Deadline(grace))) {
    kill(-pid_, SIGKILL);
    static_cast<void>(wait_for_exit(Deadline(std::chrono::milliseconds(10'000))));
  }
  return how_ended();
}

std::optional<fs::path> RelayProcess::abort_with_core(std::string& why_not) {
  if (!is_running()) {
    why_not = "the relay had ended: " + how_ended();
    return std::nullopt;
  }
  const pid_t pid = pid_;
  kill(pid, SIGABRT);
  if (!wait_for_exit(Deadline(kCoreTime))) {
    why_not = "SIGABRT did not end the relay";
    return std::nullopt;
  }
  if (!WIFSIGNALED(status_) || !WCOREDUMP(status_)) {
    why_not = fmt::format("the system wrote no core ({}; core_pattern, limits)", how_ended());
    return std::nullopt;
  }
  for (const char* name : {"core", "relay.core"}) {
    if (fs::exists(folder_ / name)) return folder_ / name;
  }
  if (fs::path numbered = folder_ / fmt::format("core.{}", pid); fs::exists(numbered)) {
    return numbered;
  }
  why_not = "the core was not written into the relay's working directory (core_pattern)";
  return std::nullopt;
}

}  // namespace smx::interop
