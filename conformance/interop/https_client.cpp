#include "https_client.h"

#include <fmt/format.h>

namespace smx::interop {
namespace {

/// A kept connection that ended before any byte of an answer: the request was not looked at.
class StaleConnection : public LinkFault {
 public:
  using LinkFault::LinkFault;
};

}  // namespace

std::string authority(const TlsPeer& peer) {
  const bool colons = peer.host.find(':') != std::string::npos;
  return colons ? fmt::format("[{}]:{}", peer.host, peer.port)
                : fmt::format("{}:{}", peer.host, peer.port);
}

HttpResponse HttpsClient::ask(const HttpRequest& request, std::chrono::milliseconds extra) {
  const Deadline deadline(timeout_ + extra);
  const bool kept = connection_ != nullptr;
  try {
    return exchange(request, deadline);
  } catch (const StaleConnection&) {
    if (!kept) throw;
    connection_.reset();
    return exchange(request, deadline);
  } catch (const LinkFault&) {
    connection_.reset();
    throw;
  }
}

HttpResponse HttpsClient::exchange(const HttpRequest& request, const Deadline& deadline) {
  if (!connection_) {
    incoming_.clear();
    connection_ = std::make_unique<TlsConnection>(peer_, deadline);
  }
  try {
    connection_->write(request.text(authority(peer_)), deadline);
  } catch (const LinkFault& fault) {
    throw StaleConnection(fault.what());
  }
  std::optional<HttpHead> head;
  while (true) {
    if (!head) head = take_head(incoming_);
    if (head) {
      if (std::optional<std::string> body = take_body(*head, incoming_)) {
        HttpResponse response{head->status, head->headers, std::move(*body)};
        if (head->header("connection") == "close") connection_.reset();
        return response;
      }
    }
    const std::string more = connection_->read(deadline);
    if (more.empty()) {
      if (!head && incoming_.empty()) throw StaleConnection("the server ended the connection");
      throw LinkFault("the server ended the connection in the middle of a response");
    }
    incoming_ += more;
  }
}

}  // namespace smx::interop
