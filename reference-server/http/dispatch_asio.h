#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <utility>

#include "api/service.h"

namespace smx::relay::http {

/// Waits for the answer that `begin`, given the function to call with it, brings about on whatever
/// thread.
template <class Begin>
boost::asio::awaitable<api::Served> answer_of(boost::asio::any_io_executor network, Begin begin) {
  namespace asio = boost::asio;
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(api::Served)>(
      [&network, &begin](auto handler) {
        auto kept = std::make_shared<decltype(handler)>(std::move(handler));
        begin([kept, network](api::Served&& served) {
          asio::post(network, [kept, answer = std::move(served)]() mutable {
            std::move (*kept)(std::move(answer));
          });
        });
      },
      asio::use_awaitable);
}

}  // namespace smx::relay::http
