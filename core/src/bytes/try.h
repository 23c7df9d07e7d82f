#pragma once

#include "smx/error.h"

// Propagates a failure to the caller. SMX_TRY(expression) drops the value,
// SMX_ASSIGN(declaration, expression) binds it.
#define SMX_TRY(expression)                                         \
  do {                                                              \
    if (auto smx_result_ = (expression); !smx_result_) [[unlikely]] \
      return ::smx::fail(smx_result_.error());                      \
  } while (false)

#define SMX_CONCAT_INNER_(a, b) a##b
#define SMX_CONCAT_(a, b) SMX_CONCAT_INNER_(a, b)
#define SMX_ASSIGN_INNER_(temporary, declaration, expression) \
  auto temporary = (expression);                              \
  if (!temporary) [[unlikely]]                                \
    return ::smx::fail(temporary.error());                    \
  declaration = std::move(*temporary)
#define SMX_ASSIGN(declaration, expression) \
  SMX_ASSIGN_INNER_(SMX_CONCAT_(smx_result_, __LINE__), declaration, expression)
