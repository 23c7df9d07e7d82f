#include "child_guard.h"

#include <signal.h>

#include <array>
#include <atomic>

namespace smx::conformance {
namespace {

// Lock-free slots: the handler may only use what is safe in a signal.
constexpr std::size_t kSlots = 256;
std::array<std::atomic<pid_t>, kSlots> g_leaders{};
static_assert(std::atomic<pid_t>::is_always_lock_free);

void end_children_and_reraise(int signal_number) {
  end_children();
  // SA_RESETHAND has restored the default action.
  raise(signal_number);
}

}  // namespace

void remember_child(pid_t leader) {
  for (auto& slot : g_leaders) {
    pid_t empty = 0;
    if (slot.compare_exchange_strong(empty, leader)) return;
  }
}

void forget_child(pid_t leader) {
  for (auto& slot : g_leaders) {
    pid_t expected = leader;
    if (slot.compare_exchange_strong(expected, 0)) return;
  }
}

void end_children() {
  for (const auto& leader : g_leaders) {
    const pid_t group = leader.load();
    if (group > 0) kill(-group, SIGKILL);
  }
}

void on_ending_signals(void (*handler)(int), int flags) {
  for (const int signal_number : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = flags;
    sigemptyset(&action.sa_mask);
    struct sigaction previous = {};
    sigaction(signal_number, nullptr, &previous);
    if (previous.sa_handler != SIG_IGN) sigaction(signal_number, &action, nullptr);
  }
}

void end_children_on_signals() {
  on_ending_signals(end_children_and_reraise, static_cast<int>(SA_RESETHAND | SA_NODEFER));
}

}  // namespace smx::conformance
