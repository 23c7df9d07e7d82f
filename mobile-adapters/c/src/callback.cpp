#include "callback.h"

namespace smx::c {
namespace {

thread_local unsigned depth = 0;

}  // namespace

bool in_callback() noexcept { return depth > 0; }

CallbackScope::CallbackScope() noexcept { ++depth; }
CallbackScope::~CallbackScope() { --depth; }

}  // namespace smx::c
