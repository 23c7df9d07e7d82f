#include "driver_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <thread>
#include <utility>

#include "child_guard.h"
#include "input_error.h"
#include "interruption.h"

extern char** environ;

namespace smx::conformance {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kStderrKept = 16 * 1024;
// Once its output is closed a driver is dying; its status comes within this time or not at all.
constexpr milliseconds kExitGrace{1'000};
// How often a silent driver is asked whether it still lives.
constexpr milliseconds kLifeSign{100};

struct Pipe {
  Pipe() {
    if (pipe2(ends.data(), O_CLOEXEC) != 0) {
      throw InputError(fmt::format("driver: no pipe: {}", std::strerror(errno)));
    }
  }
  ~Pipe() {
    for (const int end : ends) {
      if (end >= 0) close(end);
    }
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  int take(std::size_t index) { return std::exchange(ends[index], -1); }

  std::array<int, 2> ends{-1, -1};
};

/// Attributes of the spawn: a group of its own, default signals, nothing blocked.
class SpawnAttributes {
 public:
  SpawnAttributes() {
    posix_spawnattr_init(&value_);
    sigset_t defaults;
    sigset_t none;
    sigemptyset(&none);
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    posix_spawnattr_setsigdefault(&value_, &defaults);
    posix_spawnattr_setsigmask(&value_, &none);
    posix_spawnattr_setpgroup(&value_, 0);
    posix_spawnattr_setflags(
        &value_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  }
  ~SpawnAttributes() { posix_spawnattr_destroy(&value_); }
  SpawnAttributes(const SpawnAttributes&) = delete;
  SpawnAttributes& operator=(const SpawnAttributes&) = delete;

  posix_spawnattr_t value_;
};

pid_t spawn(const std::vector<std::string>& command, const Pipe& in, const Pipe& out,
            const Pipe& err) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const SpawnAttributes attributes;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.ends[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out.ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err.ends[1], STDERR_FILENO);
  pid_t pid = 0;
  const int fault =
      posix_spawnp(&pid, arguments[0], &actions, &attributes.value_, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (fault != 0) {
    throw InputError(
        fmt::format("driver: {} cannot be started: {}", command[0], std::strerror(fault)));
  }
  return pid;
}

/// A write to a driver that has died must be an error code here, not the end of the runner.
void ignore_broken_pipes() {
  struct sigaction current = {};
  sigaction(SIGPIPE, nullptr, &current);
  if (current.sa_handler == SIG_DFL) signal(SIGPIPE, SIG_IGN);
}

void shut(int& descriptor) {
  if (descriptor >= 0) close(descriptor);
  descriptor = -1;
}

}  // namespace

DriverProcess::DriverProcess(const std::vector<std::string>& command) {
  ignore_broken_pipes();
  Pipe in;
  Pipe out;
  Pipe err;
  pid_ = spawn(command, in, out, err);
  remember_child(pid_);
  to_child_ = in.take(1);
  from_child_ = out.take(0);
  errors_ = err.take(0);
  for (const int descriptor : {to_child_, from_child_, errors_}) {
    fcntl(descriptor, F_SETFL, O_NONBLOCK);
  }
}

DriverProcess::~DriverProcess() {
  end_group();
  shut(to_child_);
  shut(from_child_);
  shut(errors_);
}

void DriverProcess::write_pending() {
  const ssize_t written = write(to_child_, outgoing_.data(), outgoing_.size());
  if (written > 0) {
    outgoing_.erase(0, static_cast<std::size_t>(written));
  } else if (written < 0 && errno != EAGAIN && errno != EINTR) {
    close_input();
  }
}

void DriverProcess::close_input() {
  shut(to_child_);
  outgoing_.clear();
}

void DriverProcess::read_replies() {
  std::array<char, 65536> buffer;
  const ssize_t count = read(from_child_, buffer.data(), buffer.size());
  if (count > 0) {
    incoming_.add({buffer.data(), static_cast<std::size_t>(count)});
  } else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
    shut(from_child_);
  }
}

/// Reads what is there; false if there was nothing.
bool DriverProcess::read_diagnostics() {
  std::array<char, 4096> buffer;
  const ssize_t count = read(errors_, buffer.data(), buffer.size());
  if (count > 0) {
    stderr_tail_.append(buffer.data(), static_cast<std::size_t>(count));
    if (stderr_tail_.size() > kStderrKept) {
      stderr_tail_.erase(0, stderr_tail_.size() - kStderrKept);
    }
    return true;
  }
  if (count == 0 || (errno != EAGAIN && errno != EINTR)) shut(errors_);
  return false;
}

/// Waits until a descriptor is ready or the deadline, and moves what can be moved.
void DriverProcess::pump(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now());
  const int wait = static_cast<int>(std::max<milliseconds::rep>(0, left.count()));
  std::array<pollfd, 3> watched{{{from_child_, POLLIN, 0},
                                 {errors_, POLLIN, 0},
                                 {outgoing_.empty() ? -1 : to_child_, POLLOUT, 0}}};
  if (poll(watched.data(), watched.size(), wait) <= 0) return;
  if (watched[0].revents != 0) read_replies();
  if (watched[1].revents != 0) read_diagnostics();
  if (watched[2].revents != 0) write_pending();
}

Exchange DriverProcess::exchange(const std::string& line, milliseconds timeout) {
  if (const std::string early = unasked_output(); !early.empty()) {
    return {Exchange::Kind::kUnasked, early};
  }
  const Clock::time_point deadline = Clock::now() + timeout;
  outgoing_ = line + "\n";
  while (true) {
    Exchange got = incoming_.take_line();
    if (got.kind != Exchange::Kind::kTimeout) return got;
    if (from_child_ < 0 || output_ended()) {
      const bool ended = wait_for_exit(kExitGrace);
      return {Exchange::Kind::kClosed,
              ended ? describe_exit() : "closed its output and went on running"};
    }
    if (interruption() != 0) return {Exchange::Kind::kAbandoned, kInterrupted};
    if (Clock::now() >= deadline) return {Exchange::Kind::kTimeout, {}};
    pump(std::min(deadline, Clock::now() + kLifeSign));
  }
}

/// True if the driver has exited and nothing of it is left to read: a program that it started may
/// hold its output open, so the end of the pipe is not enough.
bool DriverProcess::output_ended() {
  if (!has_exited()) return false;
  const std::size_t before = incoming_.size();
  read_replies();
  return incoming_.size() == before;
}

bool DriverProcess::has_exited() const {
  siginfo_t info = {};
  return waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         info.si_pid == pid_;
}

std::string DriverProcess::unasked_output() {
  pump(Clock::now());
  return incoming_.shown();
}

bool DriverProcess::wait_for_exit(milliseconds grace) {
  const Clock::time_point deadline = Clock::now() + grace;
  while (pid_ > 0) {
    if (has_exited()) {
      end_group();
      return true;
    }
    if (Clock::now() >= deadline || interruption() != 0) return false;
    // The output is drained meanwhile, or a driver that still writes could not end.
    if (errors_ >= 0 || from_child_ >= 0) pump(std::min(deadline, Clock::now() + milliseconds(5)));
    std::this_thread::sleep_for(milliseconds(1));
  }
  return true;
}

std::string DriverProcess::describe_exit() const {
  if (WIFEXITED(status_)) return fmt::format("exit status {}", WEXITSTATUS(status_));
  if (WIFSIGNALED(status_)) return fmt::format("signal {}", WTERMSIG(status_));
  return "ended";
}

Farewell DriverProcess::finish(milliseconds grace) {
  close_input();
  if (!wait_for_exit(grace)) {
    end_group();
    return {false, "had to be stopped"};
  }
  return {WIFEXITED(status_) && WEXITSTATUS(status_) == 0, describe_exit()};
}

void DriverProcess::end_group() {
  if (pid_ <= 0) return;
  // The group is ended before its leader is reaped: until then the number cannot be another's.
  kill(-pid_, SIGKILL);
  while (waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
  }
  forget_child(pid_);
  pid_ = 0;
}

std::string DriverProcess::diagnostics() {
  // Bounded rounds: a driver that never stops writing must not hold the runner here.
  for (int round = 0; round < 64 && errors_ >= 0 && read_diagnostics(); ++round) {
  }
  return stderr_tail_;
}

}  // namespace smx::conformance
