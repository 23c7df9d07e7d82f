#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace smx::relay {

/// The relay's numbers, each with its reason. Defaults are what is promised; an operator may make a
/// quota smaller or larger, not the lifetimes of tokens.
struct Policy {
  // Sessions: a stolen access token is of use for a quarter of an hour, a lost device for a week.
  std::int64_t access_token_seconds = 15 * 60;
  std::int64_t refresh_token_seconds = 7 * 24 * 3600;

  // One-time codes: six digits, so five guesses are a chance of 1 in 200,000.
  std::int64_t code_seconds = 10 * 60;
  int code_attempts = 5;
  int code_sends_per_hour = 5;

  std::int64_t invitation_seconds = 7 * 24 * 3600;
  /// Of an organisation that founded itself.
  int free_members = 5;
  int devices_per_user = 10;
  bool signup_open = false;

  // One-time prekeys: a burst of 6 of one device by another, then one in 10 minutes.
  int prekey_takes = 6;
  std::int64_t prekey_take_refill_seconds = 600;
  std::size_t one_time_prekeys_per_device = 1000;
  std::size_t one_time_prekeys_per_upload = 200;
  std::size_t low_prekeys = 20;
  std::int64_t used_prekey_seconds = 7 * 24 * 3600;

  // Messages.
  std::size_t recipients_per_message = 1100;
  std::size_t queue_messages = 10'000;
  std::size_t queue_bytes = 64u << 20;
  std::int64_t queue_seconds = 30 * 24 * 3600;
  std::int64_t idempotency_seconds = 24 * 3600;
  std::size_t deliveries_per_fetch = 100;
  std::size_t bytes_per_fetch = 1u << 20;

  // Limits of a connection and of a user.
  std::size_t websocket_message_bytes = 16'384;
  double websocket_messages_per_second = 30;
  double websocket_burst = 30;
  double requests_per_second = 20;
  double request_burst = 60;
  /// Of one address (IPv6: one /64) on the routes that need no token.
  double open_requests_per_second = 5;
  double open_request_burst = 60;
  std::size_t http_body_bytes = 2u << 20;

  // Attachments.
  std::uint64_t attachment_bytes = 100u << 20;
  std::uint64_t attachment_bytes_per_organisation = 10ull << 30;
  std::size_t attachment_chunk_bytes = 1u << 20;
  /// What one answer carries; more is read in ranges.
  std::size_t attachment_read_bytes = 8u << 20;
  std::size_t uploads_per_device = 16;
  std::int64_t upload_seconds = 24 * 3600;
  std::int64_t attachment_seconds = 30 * 24 * 3600;

  // Records.
  std::int64_t audit_seconds = 90 * 24 * 3600;
};

}  // namespace smx::relay
