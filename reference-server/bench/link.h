#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "bench/loop.h"
#include "bench/task.h"

struct ssl_st;

namespace smx::relay::bench {

/// The connection failed, or what came over it is not what it should be. Whether the relay did what
/// was asked is not known then.
class LinkFault : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// TLS 1.3 that trusts one certificate file.
class Trust {
 public:
  /// Throws LinkFault.
  explicit Trust(const std::string& ca_file);
  ~Trust();
  Trust(const Trust&) = delete;
  Trust& operator=(const Trust&) = delete;

 private:
  friend class Link;
  struct Context;
  std::unique_ptr<Context> context_;
};

/// Where the relay is; without trust plain HTTP is spoken.
struct Peer {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;
  std::shared_ptr<const Trust> trust;
};

/// One connection of one client.
class Link final : public Watched {
 public:
  /// From `source`, an address of this machine: the relay's limits count addresses. Throws
  /// LinkFault.
  static Task<std::unique_ptr<Link>> open(Loop& loop, Peer peer, std::string source, Time deadline);
  ~Link();

  /// Never waits: what does not fit into the socket leaves as soon as it does.
  void write(std::string_view bytes);
  /// What came, at least a byte; empty at the orderly end. Throws LinkFault, also when the deadline
  /// is over first.
  Task<std::string> read(Time deadline);
  /// The same, but `over` instead of the exception for the deadline.
  Task<std::string> read_until(Time deadline, bool& over);

 private:
  explicit Link(Loop& loop) : loop_(loop), readable_(loop) {}
  void on_ready(std::uint32_t events) override;
  void flush();
  void connect(const Peer& peer, const std::string& source);
  Task<void> shake_hands(const Peer& peer, Time deadline);
  /// Bytes, 0 when there are none now, -1 at the end.
  int receive(std::string& into);

  Loop& loop_;
  Signal readable_;
  int socket_ = -1;
  ssl_st* tls_ = nullptr;
  std::string out_;
  bool open_ = false;
  bool failed_ = false;
};

}  // namespace smx::relay::bench
