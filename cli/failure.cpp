#include "failure.h"

#include <fmt/format.h>

#include <cstring>

namespace smx::cli {

ExitCode exit_code_of(Error error) noexcept {
  switch (error) {
    case Error::malformed:
    case Error::invalid_argument:
      return ExitCode::bad_input;
    case Error::bad_signature:
    case Error::low_order_point:
    case Error::unknown_prekey:
    case Error::decryption_failed:
    case Error::duplicate_message:
    case Error::too_many_skipped:
    case Error::replayed_bootstrap:
    case Error::no_session:
    case Error::no_sending_chain:
    case Error::chain_exhausted:
    case Error::too_large:
    case Error::restart_limited:
      return ExitCode::refused;
    default:
      // stale_state too: by then the bounded retries are used up, or the state is an old copy.
      return ExitCode::failed;
  }
}

void bad_input(std::string_view source, std::string_view what) {
  throw Failure(ExitCode::bad_input, fmt::format("{}: {}", source, what));
}

void cannot_read(std::string_view path, int error_number) {
  throw Failure(ExitCode::bad_input,
                fmt::format("{}: cannot be read: {}", path, std::strerror(error_number)));
}

void cannot_write(std::string_view path, int error_number) {
  throw Failure(ExitCode::failed,
                fmt::format("{}: cannot be written: {}", path, std::strerror(error_number)));
}

void fail_with(Error error, std::string_view source) {
  throw Failure(exit_code_of(error),
                fmt::format("{}: {}: {}", source, error_name(error), error_description(error)));
}

}  // namespace smx::cli
