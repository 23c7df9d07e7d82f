#include "http/loop_asio.h"

#include <boost/asio/post.hpp>
#include <csignal>
#include <utility>

namespace smx::relay::http {

Loop::Loop() : impl_(std::make_unique<Impl>()) { std::signal(SIGPIPE, SIG_IGN); }

Loop::~Loop() = default;

void Loop::run() { impl_->context.run(); }

void Loop::stop() { impl_->context.stop(); }

void Loop::post(std::function<void()> work) { boost::asio::post(impl_->context, std::move(work)); }

}  // namespace smx::relay::http
