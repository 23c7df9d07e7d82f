#pragma once

#include <optional>
#include <string_view>

#include "relay/context.h"

namespace smx::relay {

/// As the interface spells them; static storage.
[[nodiscard]] constexpr std::string_view role_name(Role role) noexcept {
  return role == Role::administrator ? "administrator" : "member";
}

[[nodiscard]] constexpr std::optional<Role> parse_role(std::string_view name) noexcept {
  if (name == "member") return Role::member;
  if (name == "administrator") return Role::administrator;
  return std::nullopt;
}

[[nodiscard]] constexpr std::string_view device_status_name(DeviceStatus status) noexcept {
  switch (status) {
    case DeviceStatus::pending:
      return "pending";
    case DeviceStatus::active:
      return "active";
    case DeviceStatus::revoked:
      return "revoked";
  }
  return "revoked";
}

[[nodiscard]] constexpr std::optional<DeviceStatus> parse_device_status(
    std::string_view name) noexcept {
  for (const DeviceStatus status :
       {DeviceStatus::pending, DeviceStatus::active, DeviceStatus::revoked}) {
    if (name == device_status_name(status)) return status;
  }
  return std::nullopt;
}

}  // namespace smx::relay
