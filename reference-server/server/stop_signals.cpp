#include "server/stop_signals.h"

#include <pthread.h>

namespace smx::relay::server {

StopSignals::StopSignals() {
  std::signal(SIGPIPE, SIG_IGN);
  sigemptyset(&set_);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set_, number);
  pthread_sigmask(SIG_BLOCK, &set_, nullptr);
}

StopSignals::Said StopSignals::await(std::chrono::seconds most) {
  const timespec time{most.count(), 0};
  switch (sigtimedwait(&set_, nullptr, &time)) {
    case SIGTERM:
    case SIGINT:
      return Said::stop;
    case SIGHUP:
      return Said::reload;
    default:
      return Said::nothing;
  }
}

}  // namespace smx::relay::server
