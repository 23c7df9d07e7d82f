#pragma once

#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>

#include "smx/error.h"

namespace smx {

/// How GoogleTest prints an error.
inline void PrintTo(Error error, std::ostream* out) { *out << error_name(error); }

namespace test {

/// The value of a result that has to have one; a failure ends the test with the error's name.
template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error("unexpected " + std::string(error_name(result.error())));
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

/// The error of a result, none on success.
template <class T>
std::optional<Error> error_of(const Result<T>& result) {
  if (result) return std::nullopt;
  return result.error();
}

}  // namespace test
}  // namespace smx
