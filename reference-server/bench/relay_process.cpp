#include "bench/relay_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

namespace smx::relay::bench {
namespace {

constexpr std::chrono::seconds kStart{30};

std::vector<std::string> environment_with(const std::map<std::string, std::string>& extra) {
  std::vector<std::string> all;
  for (char** at = environ; *at != nullptr; ++at) {
    const std::string entry = *at;
    // A relay refuses settings that it does not know; ours are the only ones.
    if (!entry.starts_with("SMX_RELAY_")) all.push_back(entry);
  }
  for (const auto& [name, value] : extra) all.push_back(name + "=" + value);
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> out;
  for (std::string& word : words) out.push_back(word.data());
  out.push_back(nullptr);
  return out;
}

std::string content_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

/// SCHEME://HOST:PORT.
Peer parse_url(const std::string& url) {
  const std::size_t scheme = url.find("://");
  const std::size_t colon = url.rfind(':');
  if (scheme == std::string::npos || colon <= scheme) throw LinkFault("not a URL: " + url);
  Peer peer;
  peer.host = url.substr(scheme + 3, colon - scheme - 3);
  const std::string port = url.substr(colon + 1);
  const auto [end, fault] = std::from_chars(port.data(), port.data() + port.size(), peer.port);
  if (fault != std::errc() || end == port.data()) throw LinkFault("not a URL: " + url);
  return peer;
}

}  // namespace

RelayProcess::RelayProcess(Loop& loop, RelayStart start)
    : loop_(loop), start_(std::move(start)), came_(loop) {
  std::filesystem::create_directories(start_.folder);
  std::filesystem::permissions(start_.folder, std::filesystem::perms::owner_all);
  start_.environment.emplace("SMX_RELAY_FREE_MEMBERS", "1000");
  if (geteuid() == 0) start_.environment.emplace("SMX_RELAY_ALLOW_ROOT", "1");
}

RelayProcess::~RelayProcess() { kill(); }

void RelayProcess::spawn() {
  std::vector<std::string> words{start_.program, "--dev", "--dev-dir", start_.folder};
  if (start_.plain) words.emplace_back("--dev-plain");
  std::vector<std::string> variables = environment_with(start_.environment);
  const std::vector<char*> arguments = pointers(words);
  const std::vector<char*> environment = pointers(variables);

  std::array<int, 2> pipe{};
  if (pipe2(pipe.data(), O_CLOEXEC) != 0) throw LinkFault("no pipe");
  fcntl(pipe[0], F_SETFL, O_NONBLOCK);
  const std::string log_path = log_file();
  const int log =
      open(log_path.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, S_IRUSR | S_IWUSR);
  const pid_t parent = getpid();
  pid_ = log < 0 ? -1 : fork();
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(125);
    std::signal(SIGPIPE, SIG_DFL);
    const int nothing = open("/dev/null", O_RDONLY);
    if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(pipe[1], STDOUT_FILENO) < 0 ||
        dup2(log, STDERR_FILENO) < 0) {
      _exit(126);
    }
    execvpe(arguments[0], arguments.data(), environment.data());
    _exit(127);
  }
  const int fault = errno;
  close(pipe[1]);
  if (log >= 0) close(log);
  if (pid_ < 0) {
    pid_ = 0;
    close(pipe[0]);
    throw LinkFault(fmt::format("no relay: {}", std::strerror(fault)));
  }
  output_ = pipe[0];
  loop_.watch(output_, *this);
}

Task<void> RelayProcess::start() {
  ready_ = false;
  ended_ = false;
  incoming_.clear();
  codes_.clear();
  spawn();
  const Time deadline = in(kStart);
  while (!ready_) {
    const bool told = co_await came_.wait(deadline);
    if (!told || ended_) {
      kill();
      throw LinkFault(fmt::format("{}: not ready: {}", start_.program, end_of_log()));
    }
  }
}

void RelayProcess::on_ready(std::uint32_t) {
  std::array<char, 16'384> buffer;
  while (true) {
    const ssize_t some = read(output_, buffer.data(), buffer.size());
    if (some < 0 && errno == EINTR) continue;
    if (some < 0) break;
    if (some == 0) {
      ended_ = true;
      break;
    }
    incoming_.append(buffer.data(), static_cast<std::size_t>(some));
  }
  std::size_t begin = 0;
  for (std::size_t end; (end = incoming_.find('\n', begin)) != std::string::npos; begin = end + 1) {
    read_line(std::string_view(incoming_).substr(begin, end - begin));
  }
  incoming_.erase(0, begin);
  came_.notify();
}

void RelayProcess::read_line(std::string_view line) {
  const auto said = nlohmann::json::parse(line, nullptr, false);
  const std::string kind = said.is_object() ? said.value("dev", "") : "";
  if (kind == "ready") {
    peer_ = parse_url(said.at("url").get<std::string>());
    if (said.at("url").get<std::string>().starts_with("https:")) {
      peer_.trust = std::make_shared<Trust>(said.at("ca_file").get<std::string>());
    }
    operations_ = parse_url(said.at("ops_url").get<std::string>());
    ready_ = true;
  } else if (kind == "code") {
    codes_[said.at("phone").get<std::string>()] = said.at("code").get<std::string>();
  } else {
    std::ofstream(log_file(), std::ios::app) << line << '\n';
  }
}

Task<std::string> RelayProcess::code_for(std::string phone, Time deadline) {
  while (true) {
    if (auto code = codes_.extract(phone)) co_return std::move(code.mapped());
    if (SteadyClock::now() > deadline) throw LinkFault("no code came for a phone");
    co_await sleep_until(loop_, in(std::chrono::milliseconds(1)));
  }
}

int RelayProcess::wait_for_end() {
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = 0;
  loop_.forget(output_, *this);
  close(output_);
  output_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void RelayProcess::kill() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  wait_for_end();
}

int RelayProcess::stop() {
  if (pid_ <= 0) return 0;
  ::kill(pid_, SIGTERM);
  return wait_for_end();
}

std::string RelayProcess::token_key() const { return content_of(start_.folder + "/jwt.key"); }

std::string RelayProcess::end_of_log() const {
  const std::string all = content_of(log_file());
  return all.substr(all.size() > 600 ? all.size() - 600 : 0);
}

double RelayProcess::processor_seconds() const {
  std::ifstream file(fmt::format("/proc/{}/stat", pid_));
  std::string text;
  std::getline(file, text);
  // The name may hold anything; what follows its last parenthesis are numbers.
  std::istringstream fields(text.substr(text.rfind(')') + 2));
  std::string skipped;
  for (int i = 0; i < 11; ++i) fields >> skipped;
  std::int64_t user = 0;
  std::int64_t system = 0;
  if (!(fields >> user >> system)) throw LinkFault("the relay's processor time cannot be read");
  return static_cast<double>(user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::int64_t RelayProcess::resident_bytes() const {
  std::ifstream file(fmt::format("/proc/{}/statm", pid_));
  std::int64_t size = 0;
  std::int64_t resident = 0;
  if (!(file >> size >> resident)) throw LinkFault("the relay's memory cannot be read");
  return resident * sysconf(_SC_PAGESIZE);
}

}  // namespace smx::relay::bench
