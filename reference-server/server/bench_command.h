#pragma once

#include <string>
#include <vector>

namespace smx::relay::server {

/// Becomes smx-relay-bench, which lies beside this program, with these arguments. Throws Failure
/// when it cannot.
[[noreturn]] void exec_bench(const std::vector<std::string>& arguments);

}  // namespace smx::relay::server
