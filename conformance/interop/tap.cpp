#include "tap.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <list>
#include <mutex>
#include <thread>
#include <utility>

#include "runner/input_error.h"

namespace smx::interop {
namespace {

using conformance::InputError;

/// So much is held for a reader that does not read before no more is taken from the writer.
constexpr std::size_t kHeldBytes = std::size_t{1} << 20U;

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() { shut(); }
  Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      shut();
      value_ = std::exchange(other.value_, -1);
    }
    return *this;
  }

  int get() const { return value_; }
  bool is_open() const { return value_ >= 0; }
  void shut() {
    if (value_ >= 0) ::close(value_);
    value_ = -1;
  }

 private:
  int value_ = -1;
};

sockaddr_storage address_of(const std::string& host, std::uint16_t port, socklen_t& length) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) {
    throw InputError(fmt::format("{}: no address", host));
  }
  sockaddr_storage address{};
  length = found->ai_addrlen;
  std::memcpy(&address, found->ai_addr, length);
  freeaddrinfo(found);
  return address;
}

void without_delay(int socket) {
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

/// One direction: bytes that were read and not yet written.
struct Lane {
  std::string held;
  bool ended = false;   ///< the writer has ended its side
  bool passed = false;  ///< and the reader was told
};

struct Pair {
  std::size_t stream = 0;
  Descriptor client;
  Descriptor relay;
  Lane to_relay;
  Lane from_relay;
  bool broken = false;

  bool done() const { return broken || (to_relay.passed && from_relay.passed); }
};

struct Door {
  Descriptor listener;
  std::uint16_t port = 0;
  std::string label;
};

}  // namespace

class Tap::Pump {
 public:
  Pump(const std::string& host, std::uint16_t port) : relay_(address_of(host, port, length_)) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) throw InputError("tap: no pipe");
    wake_out_ = Descriptor(ends[0]);
    wake_in_ = Descriptor(ends[1]);
    thread_ = std::thread([this] { run(); });
  }
  ~Pump() {
    {
      const std::scoped_lock lock(mutex_);
      stopping_ = true;
    }
    wake();
    thread_.join();
  }
  Pump(const Pump&) = delete;
  Pump& operator=(const Pump&) = delete;

  std::uint16_t open(const std::string& label);
  void close(std::uint16_t port);
  std::vector<TappedStream> streams() const {
    const std::scoped_lock lock(mutex_);
    return streams_;
  }

 private:
  void wake() {
    const char byte = 0;
    // A full pipe wakes, too.
    static_cast<void>(!write(wake_in_.get(), &byte, 1));
  }
  void run();
  void round(std::vector<pollfd>& watched);
  void accept_at(const Door& door);
  void read_some(Pair& pair, const Descriptor& from, Lane& lane, Bytes TappedStream::* kept);
  static void write_some(Pair& pair, const Descriptor& to, Lane& lane);

  mutable std::mutex mutex_;  ///< of all below
  socklen_t length_ = 0;
  sockaddr_storage relay_;
  std::list<Door> doors_;
  std::list<Pair> pairs_;
  std::vector<TappedStream> streams_;
  bool stopping_ = false;
  Descriptor wake_out_;
  Descriptor wake_in_;
  std::thread thread_;
};

std::uint16_t Tap::Pump::open(const std::string& label) {
  Descriptor listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  auto* const raw = reinterpret_cast<sockaddr*>(&address);
  if (!listener.is_open() || bind(listener.get(), raw, length) != 0 ||
      listen(listener.get(), 16) != 0 || getsockname(listener.get(), raw, &length) != 0) {
    throw InputError(fmt::format("tap: no port: {}", std::strerror(errno)));
  }
  const std::uint16_t port = ntohs(address.sin_port);
  {
    const std::scoped_lock lock(mutex_);
    doors_.push_back({std::move(listener), port, label});
  }
  wake();
  return port;
}

void Tap::Pump::close(std::uint16_t port) {
  {
    const std::scoped_lock lock(mutex_);
    doors_.remove_if([&](const Door& door) { return door.port == port; });
  }
  wake();
}

void Tap::Pump::accept_at(const Door& door) {
  while (true) {
    Descriptor client(accept4(door.listener.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!client.is_open()) return;
    Descriptor relay(socket(relay_.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    // On loopback a connection is made or refused at once.
    if (!relay.is_open() ||
        connect(relay.get(), reinterpret_cast<const sockaddr*>(&relay_), length_) != 0) {
      continue;
    }
    fcntl(relay.get(), F_SETFL, O_NONBLOCK);
    without_delay(client.get());
    without_delay(relay.get());
    streams_.push_back({door.label, {}, {}});
    Pair pair;
    pair.stream = streams_.size() - 1;
    pair.client = std::move(client);
    pair.relay = std::move(relay);
    pairs_.push_back(std::move(pair));
  }
}

void Tap::Pump::read_some(Pair& pair, const Descriptor& from, Lane& lane,
                          Bytes TappedStream::* kept) {
  std::array<char, 65536> buffer;
  const ssize_t count = read(from.get(), buffer.data(), buffer.size());
  if (count > 0) {
    lane.held.append(buffer.data(), static_cast<std::size_t>(count));
    Bytes& all = streams_[pair.stream].*kept;
    all.insert(all.end(), buffer.data(), buffer.data() + count);
  } else if (count == 0) {
    lane.ended = true;
  } else if (errno != EAGAIN && errno != EINTR) {
    pair.broken = true;
  }
}

void Tap::Pump::write_some(Pair& pair, const Descriptor& to, Lane& lane) {
  if (!lane.held.empty()) {
    const ssize_t count = send(to.get(), lane.held.data(), lane.held.size(), MSG_NOSIGNAL);
    if (count > 0) {
      lane.held.erase(0, static_cast<std::size_t>(count));
    } else if (count < 0 && errno != EAGAIN && errno != EINTR) {
      pair.broken = true;
    }
  }
  if (lane.held.empty() && lane.ended && !lane.passed) {
    shutdown(to.get(), SHUT_WR);
    lane.passed = true;
  }
}

void Tap::Pump::run() {
  std::vector<pollfd> watched;
  while (true) {
    watched.clear();
    {
      const std::scoped_lock lock(mutex_);
      if (stopping_) return;
      watched.push_back({wake_out_.get(), POLLIN, 0});
      for (const Door& door : doors_) watched.push_back({door.listener.get(), POLLIN, 0});
      const auto side = [&](const Descriptor& socket, const Lane& in, const Lane& out) {
        const bool reads = !in.ended && in.held.size() < kHeldBytes;
        const int events = (reads ? POLLIN : 0) | (out.held.empty() ? 0 : POLLOUT);
        // Without anything to wait for, its hang-up would end every wait at once.
        watched.push_back({events == 0 ? -1 : socket.get(), static_cast<short>(events), 0});
      };
      for (const Pair& pair : pairs_) {
        side(pair.client, pair.to_relay, pair.from_relay);
        side(pair.relay, pair.from_relay, pair.to_relay);
      }
    }
    if (poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR) return;
    const std::scoped_lock lock(mutex_);
    round(watched);
  }
}

void Tap::Pump::round(std::vector<pollfd>& watched) {
  std::array<char, 256> drained;
  while (read(wake_out_.get(), drained.data(), drained.size()) > 0) {
  }
  // Doors and pairs may have come or gone since; descriptors are asked without waiting, so a
  // result that belongs to another does no harm.
  const auto ready = [&](const Descriptor& socket) {
    for (const pollfd& entry : watched) {
      if (entry.fd == socket.get() && entry.revents != 0) return true;
    }
    return false;
  };
  for (Pair& pair : pairs_) {
    if (ready(pair.client) && !pair.to_relay.ended) {
      read_some(pair, pair.client, pair.to_relay, &TappedStream::to_relay);
    }
    if (ready(pair.relay) && !pair.from_relay.ended) {
      read_some(pair, pair.relay, pair.from_relay, &TappedStream::from_relay);
    }
    write_some(pair, pair.relay, pair.to_relay);
    write_some(pair, pair.client, pair.from_relay);
  }
  pairs_.remove_if([](const Pair& pair) { return pair.done(); });
  for (const Door& door : doors_) {
    if (ready(door.listener)) accept_at(door);
  }
}

Tap::Tap(const std::string& host, std::uint16_t port) : pump_(std::make_unique<Pump>(host, port)) {}
Tap::~Tap() = default;

std::uint16_t Tap::open(const std::string& label) { return pump_->open(label); }
void Tap::close(std::uint16_t port) { pump_->close(port); }
std::vector<TappedStream> Tap::streams() const { return pump_->streams(); }

}  // namespace smx::interop
