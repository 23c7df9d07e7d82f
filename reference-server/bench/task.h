#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

namespace smx::relay::bench {

template <class T>
class Task;

namespace detail {

struct PromiseBase {
  struct Final {
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <class Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> done) const noexcept {
      const auto waiting = done.promise().next;
      return waiting ? waiting : std::noop_coroutine();
    }
    void await_resume() const noexcept {}
  };

  [[nodiscard]] std::suspend_always initial_suspend() const noexcept { return {}; }
  [[nodiscard]] Final final_suspend() const noexcept { return {}; }
  void unhandled_exception() noexcept { fault = std::current_exception(); }

  std::coroutine_handle<> next;
  std::exception_ptr fault;
};

template <class T>
struct Promise : PromiseBase {
  Task<T> get_return_object();
  void return_value(T result) { value.emplace(std::move(result)); }
  T take() {
    if (fault) std::rethrow_exception(fault);
    return std::move(*value);
  }

  std::optional<T> value;
};

template <>
struct Promise<void> : PromiseBase {
  Task<void> get_return_object();
  void return_void() const noexcept {}
  void take() const {
    if (fault) std::rethrow_exception(fault);
  }
};

}  // namespace detail

/// Work of one client, written as a sequence and run by the Loop in pieces. Begins when it is
/// awaited, or when the loop is given it; ends with its result or an exception. Its arguments must
/// outlive it unless they are values.
template <class T = void>
class [[nodiscard]] Task {
 public:
  using promise_type = detail::Promise<T>;
  using Handle = std::coroutine_handle<promise_type>;

  explicit Task(Handle handle) : handle_(handle) {}
  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Task() {
    if (handle_) handle_.destroy();
  }

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> waiting) noexcept {
    handle_.promise().next = waiting;
    return handle_;
  }
  T await_resume() { return handle_.promise().take(); }

  /// For the loop.
  [[nodiscard]] std::coroutine_handle<> handle() const noexcept { return handle_; }

 private:
  Handle handle_;
};

namespace detail {
template <class T>
Task<T> Promise<T>::get_return_object() {
  return Task<T>(std::coroutine_handle<Promise<T>>::from_promise(*this));
}
inline Task<void> Promise<void>::get_return_object() {
  return Task<void>(std::coroutine_handle<Promise<void>>::from_promise(*this));
}
}  // namespace detail

}  // namespace smx::relay::bench
