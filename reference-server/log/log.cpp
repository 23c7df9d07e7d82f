#include "log/log.h"

#include <exception>

#include "log/event_table.h"
#include "log/line.h"

namespace smx::relay::log {

void Log::write(const Event& event) noexcept {
  try {
    sink_.write(line_of(event, clock_.now(), h8_));
  } catch (const std::exception&) {  // no memory, or no SHA-256: counted as its fields are
    drop_value();
  }
}

}  // namespace smx::relay::log
