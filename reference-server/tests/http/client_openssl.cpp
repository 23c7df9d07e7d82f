#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>

#include "tests/http/client.h"

namespace smx::relay::test {
namespace {

constexpr timeval kPatience{10, 0};

struct Free {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* session) const { SSL_free(session); }
  void operator()(X509* certificate) const { X509_free(certificate); }
};

int connect_to(std::uint16_t port, int receive_buffer) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (receive_buffer > 0) {
    ::setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  }
  ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  ::setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
  const int at_once = 1;
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(descriptor);
    throw std::runtime_error("cannot connect");
  }
  return descriptor;
}

[[noreturn]] void end_of_reading() {
  if (errno == EAGAIN || errno == EWOULDBLOCK) throw std::runtime_error("nothing in ten seconds");
  throw Closed();
}

}  // namespace

struct Client::Connection {
  int descriptor = -1;
  std::unique_ptr<SSL_CTX, Free> context;
  std::unique_ptr<SSL, Free> session;
  ~Connection() {
    if (descriptor >= 0) ::close(descriptor);
  }
};

Client::Client(std::uint16_t port, const ClientOptions& options)
    : connection_(std::make_unique<Connection>()) {
  connection_->descriptor = connect_to(port, options.receive_buffer);
  if (!options.tls) return;
  connection_->context.reset(SSL_CTX_new(TLS_client_method()));
  SSL_CTX* context = connection_->context.get();
  const int version = options.old_tls ? TLS1_2_VERSION : TLS1_3_VERSION;
  SSL_CTX_set_min_proto_version(context, options.old_tls ? 0 : version);
  SSL_CTX_set_max_proto_version(context, version);
  connection_->session.reset(SSL_new(context));
  SSL* session = connection_->session.get();
  if (!options.protocol.empty()) {
    std::string offered(1, static_cast<char>(options.protocol.size()));
    offered += options.protocol;
    SSL_set_alpn_protos(session, reinterpret_cast<const unsigned char*>(offered.data()),
                        static_cast<unsigned>(offered.size()));
  }
  SSL_set_fd(session, connection_->descriptor);
  if (SSL_connect(session) != 1) throw Closed();
}

Client::Client(Client&&) noexcept = default;
Client::~Client() = default;

void Client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent =
        connection_->session
            ? SSL_write(connection_->session.get(), bytes.data(), static_cast<int>(bytes.size()))
            : ::send(connection_->descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) end_of_reading();
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::string Client::receive() {
  std::array<char, 16'384> place;
  errno = 0;
  const ssize_t got =
      connection_->session
          ? SSL_read(connection_->session.get(), place.data(), static_cast<int>(place.size()))
          : ::recv(connection_->descriptor, place.data(), place.size(), 0);
  if (got <= 0) end_of_reading();
  return {place.data(), static_cast<std::size_t>(got)};
}

bool Client::closed() {
  try {
    received_ += receive();
    return false;
  } catch (const Closed&) {
    return true;
  }
}

std::string Client::take(std::size_t bytes) {
  while (received_.size() < bytes) received_ += receive();
  std::string result = received_.substr(0, bytes);
  received_.erase(0, bytes);
  return result;
}

void Client::send_request(std::string_view method, std::string_view target,
                          const std::map<std::string, std::string>& headers,
                          std::string_view body) {
  std::string text;
  text.append(method).append(" ").append(target).append(" HTTP/1.1\r\nHost: relay\r\n");
  for (const auto& [name, value] : headers) text.append(name).append(": ").append(value) += "\r\n";
  if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  text += "\r\n";
  text += body;
  send(text);
}

Reply Client::read_reply() {
  std::size_t end = received_.find("\r\n\r\n");
  while (end == std::string::npos) {
    received_ += receive();
    end = received_.find("\r\n\r\n");
  }
  const std::string head = take(end + 4);
  Reply reply;
  reply.status = std::stoi(head.substr(9, 3));
  for (std::size_t at = head.find("\r\n") + 2; at < end;) {
    const std::size_t colon = head.find(':', at);
    const std::size_t line = head.find("\r\n", at);
    std::string name = head.substr(at, colon - at);
    std::ranges::transform(name, name.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    reply.headers[name] = head.substr(colon + 2, line - colon - 2);
    at = line + 2;
  }
  if (const auto length = reply.headers.find("content-length"); length != reply.headers.end()) {
    reply.body = take(std::stoul(length->second));
  }
  return reply;
}

Reply Client::request(std::string_view method, std::string_view target,
                      const std::map<std::string, std::string>& headers, std::string_view body) {
  send_request(method, target, headers, body);
  return read_reply();
}

Reply Client::upgrade(const std::string& token) {
  return request("GET", "/v1/stream",
                 {{"Authorization", "Bearer " + token},
                  {"Connection", "Upgrade"},
                  {"Upgrade", "websocket"},
                  {"Sec-WebSocket-Version", "13"},
                  {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}});
}

void Client::send_frame(int opcode, std::string_view payload) {
  std::string frame(1, static_cast<char>(0x80 | opcode));
  if (payload.size() < 126) {
    frame += static_cast<char>(0x80 | payload.size());
  } else if (payload.size() < 65'536) {
    frame += static_cast<char>(0x80 | 126);
    frame += static_cast<char>(payload.size() >> 8);
    frame += static_cast<char>(payload.size() & 0xff);
  } else {
    throw std::logic_error("no test needs such a frame");
  }
  const std::array<char, 4> mask{0x12, 0x34, 0x56, 0x78};
  frame.append(mask.data(), mask.size());
  for (std::size_t i = 0; i < payload.size(); ++i) {
    frame += static_cast<char>(payload[i] ^ mask[i % mask.size()]);
  }
  send(frame);
}

Frame Client::read_frame() {
  for (;;) {
    const std::string head = take(2);
    Frame frame;
    frame.opcode = head[0] & 0x0f;
    std::size_t size = static_cast<unsigned char>(head[1]);
    if (size >= 126) {
      const std::size_t digits = size == 126 ? 2 : 8;
      size = 0;
      for (const char c : take(digits)) size = size << 8 | static_cast<unsigned char>(c);
    }
    frame.payload = take(size);
    if (frame.opcode == 9) {
      send_frame(10, frame.payload);
      continue;
    }
    if (frame.opcode == 8 && frame.payload.size() >= 2) {
      frame.close_code =
          static_cast<std::uint16_t>(static_cast<unsigned char>(frame.payload[0]) << 8 |
                                     static_cast<unsigned char>(frame.payload[1]));
    }
    return frame;
  }
}

nlohmann::json Client::read_type(std::string_view type) {
  for (;;) {
    const Frame frame = read_frame();
    if (frame.opcode == 8) throw Closed();
    auto json = frame.json();
    if (json.at("type") == type) return json;
  }
}

std::uint16_t Client::read_close() {
  Frame frame = read_frame();
  while (frame.opcode != 8) frame = read_frame();
  send_frame(8, frame.payload);
  return frame.close_code;
}

std::string Client::protocol() const {
  const unsigned char* chosen = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(connection_->session.get(), &chosen, &size);
  return {reinterpret_cast<const char*>(chosen), size};
}

std::string Client::version() const { return SSL_get_version(connection_->session.get()); }

std::string Client::certificate_name() const {
  const std::unique_ptr<X509, Free> certificate(
      SSL_get1_peer_certificate(connection_->session.get()));
  std::array<char, 64> name{};
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name.data(),
                            static_cast<int>(name.size()));
  return name.data();
}

}  // namespace smx::relay::test
