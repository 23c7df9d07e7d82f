#include "api/attachments_api.h"

#include <charconv>
#include <string>

#include "api/identifiers.h"
#include "api/json_fields.h"
#include "api/json_response.h"
#include "api/json_text.h"

namespace smx::relay::api {
namespace {

constexpr std::string_view kOctets = "application/octet-stream";

std::optional<std::uint64_t> decimal(std::string_view text) {
  std::uint64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

Outcome<Response> post_attachment(Context& context, const Caller* caller, const Request& request,
                                  const PathValues&) {
  const auto body = parse_object(request.body);
  if (!body) return std::unexpected(body.error());
  JsonFields fields(*body);
  const auto size = fields.integer("size", {1, (std::int64_t{1} << 53) - 1});
  const std::string sha256 = fields.text("sha256", {64, 64});
  if (auto read = fields.finish(); !read) return std::unexpected(read.error());
  const auto announced =
      announce_attachment(context, *caller, static_cast<std::uint64_t>(size), sha256);
  if (!announced) return std::unexpected(announced.error());
  if (announced->attachment) return json_response({{"attachment_id", *announced->attachment}});
  return json_response({{"upload_id", announced->upload->id.text()},
                        {"offset", announced->upload->received},
                        {"expires_at", announced->upload->expires_at.seconds()}},
                       201);
}

Outcome<Response> patch_upload(store::BlobStore& blobs, Context& context, const Caller& caller,
                               const Request& request, const PathValues& values) {
  const auto upload = path_id<UploadId>(values, "upload_id");
  if (!upload) return std::unexpected(upload.error());
  const auto header = request.headers.find("upload-offset");
  const auto offset = header == request.headers.end() ? std::nullopt : decimal(header->second);
  if (!offset) return std::unexpected(malformed("Upload-Offset", "not_an_integer"));
  const auto progress = append_to_upload(
      context, blobs, caller, *upload, *offset,
      {reinterpret_cast<const std::uint8_t*>(request.body.data()), request.body.size()});
  if (!progress) return std::unexpected(progress.error());
  Response response = json_response({{"offset", progress->received}});
  if (progress->attachment) response.body["attachment_id"] = *progress->attachment;
  return response;
}

Outcome<Response> get_upload(Context& context, const Caller* caller, const Request&,
                             const PathValues& values) {
  const auto id = path_id<UploadId>(values, "upload_id");
  if (!id) return std::unexpected(id.error());
  const auto upload = find_upload(context, *caller, *id);
  if (!upload) return std::unexpected(upload.error());
  return json_response({{"offset", upload->received}, {"size", upload->size}});
}

/// 416 with the size: what the range was about has nothing of it.
Response unsatisfiable(const Refusal& refusal) {
  Response response = response_of(refusal);
  response.status = 416;
  response.headers.emplace_back("Content-Range", "bytes */" + refusal.detail.at("size").dump());
  return response;
}

Outcome<Response> get_attachment(store::BlobStore& blobs, Context& context, const Caller& caller,
                                 const Request& request, const PathValues& values) {
  const auto header = request.headers.find("range");
  const auto range = header == request.headers.end() ? std::nullopt : parse_range(header->second);
  const auto part =
      read_attachment(context, blobs, caller, values.find("attachment_id")->second, range);
  if (!part) {
    if (part.error().problem == Problem::conflict) return unsatisfiable(part.error());
    return std::unexpected(part.error());
  }
  Response response;
  response.octets.assign(part->octets.begin(), part->octets.end());
  response.content_type = kOctets;
  response.headers.emplace_back("Accept-Ranges", "bytes");
  if (range) {
    response.status = 206;
    const std::uint64_t last = part->offset + part->octets.size() - 1;
    response.headers.emplace_back("Content-Range", "bytes " + std::to_string(part->offset) + "-" +
                                                       std::to_string(last) + "/" +
                                                       std::to_string(part->size));
  }
  return response;
}

}  // namespace

std::optional<OctetRange> parse_range(std::string_view header) {
  constexpr std::string_view unit = "bytes=";
  if (!header.starts_with(unit)) return std::nullopt;
  header.remove_prefix(unit.size());
  const std::size_t dash = header.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const std::string_view first = header.substr(0, dash);
  const std::string_view last = header.substr(dash + 1);
  OctetRange range;
  if (first.empty()) {
    const auto suffix = decimal(last);
    if (!suffix) return std::nullopt;
    range.suffix = *suffix;
    return range;
  }
  range.first = decimal(first);
  if (!last.empty()) range.last = decimal(last);
  // A last octet before the first one is no range at all.
  if (!range.first || (!last.empty() && !range.last) ||
      (range.last && *range.last < *range.first)) {
    return std::nullopt;
  }
  return range;
}

std::vector<Route> attachments_routes(store::BlobStore& blobs) {
  return {
      {Method::post, "/v1/attachments", Access::device, post_attachment},
      {Method::patch, "/v1/attachments/uploads/{upload_id}", Access::device,
       [&blobs](Context& context, const Caller* caller, const Request& request,
                const PathValues& values) {
         return patch_upload(blobs, context, *caller, request, values);
       }},
      {Method::get, "/v1/attachments/uploads/{upload_id}", Access::device, get_upload},
      {Method::get, "/v1/attachments/{attachment_id}", Access::device,
       [&blobs](Context& context, const Caller* caller, const Request& request,
                const PathValues& values) {
         return get_attachment(blobs, context, *caller, request, values);
       }},
  };
}

}  // namespace smx::relay::api
