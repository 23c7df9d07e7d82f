#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "api/effects_sink.h"
#include "log/sink.h"
#include "server/exit_code.h"
#include "server/settings.h"

namespace smx::relay::server {

/// What one process of the relay needs beside its settings.
struct ServingParts {
  /// Where the operational log goes.
  log::Sink& sink;
  /// Null: by SMX_RELAY_CODE_WEBHOOK_URL.
  api::CodeProvider* codes = nullptr;
  /// Lines of the TLS key log, for development.
  std::function<void(std::string_view line)> keylog;
  /// Called once clients are served, with the ports.
  std::function<void(std::uint16_t port, std::uint16_t operations_port)> ready;
  /// Without TLS, for development: the socket refuses it on any address but loopback.
  bool plain = false;
};

/// Serves until SIGTERM or SIGINT, then drains: requests that have begun are answered, streams
/// told, what was submitted is stored. SIGHUP reads the certificate again. To be called on the
/// process's first thread before there is another. Throws Failure and what storage and sockets
/// throw.
ExitCode serve(const Settings& settings, const ServingParts& parts);

}  // namespace smx::relay::server
