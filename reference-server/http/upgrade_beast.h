#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "http/stream.h"

namespace smx::relay::http {

struct UpgradeRequest {
  boost::beast::http::request<boost::beast::http::string_body> request;
};

}  // namespace smx::relay::http
