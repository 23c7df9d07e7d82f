#include "interruption.h"

#include <signal.h>

#include <atomic>

#include "child_guard.h"

namespace smx::conformance {
namespace {

std::atomic<int> g_noted{0};
static_assert(std::atomic<int>::is_always_lock_free);

void note_or_end(int signal_number) {
  int none = 0;
  if (g_noted.compare_exchange_strong(none, signal_number)) return;
  end_children();
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

}  // namespace

void interrupt_on_signals() { on_ending_signals(note_or_end, SA_NODEFER); }

int interruption() { return g_noted.load(); }

}  // namespace smx::conformance
