#include <string>

#include "seeds/seed_folder.h"

namespace smx::fuzz {
namespace {

void add_bodies(SeedFolder& folder) {
  const std::string whole =
      R"({"text":"a name","note":"\u00e9","number":7,"size":-3,"key":"AAECAw==","ids":["a","b"],)"
      R"("inner":{"x":[1,2.5e3,true,null]},"more":{},"extra":[1],"items":[{"n":1},{"n":9}]})";
  const std::string least = R"({"text":"b","number":0,"key":"","ids":[],"inner":{},"items":[]})";
  for (const std::string& body :
       {whole,
        least,
        std::string(R"({"text":"refused","number":1})"),
        std::string(R"({"text":"a\u0007","number":1000,"key":"AB==","ids":[""],"inner":[]})"),
        std::string(R"({"text":"c","number":-1,"items":[{"n":1,"m":2}],"unknown":0})"),
        std::string(R"({"number":18446744073709551615,"text":5,"key":7,"ids":"x"})"),
        std::string(R"({"a":{"b":1,"b":2}})"),
        std::string(R"({"a":1,"\u0061":2})"),
        std::string(R"({"a":[[[[[[[[[0]]]]]]]]]})"),
        std::string(R"({"a":[[[[[[[0]]]]]]]})"),
        std::string(R"({"a":"\ud83d\ude00","b":"\ud83d"})"),
        std::string("{\"a\":\"\xC3\x28\"}"),
        std::string("{\"a\":\"\xF0\x9F\x98\x80\"}"),
        std::string("\xEF\xBB\xBF{}"),
        std::string("{}\0{}", 5),
        std::string(" {} x"),
        std::string("[]"),
        std::string("1e999"),
        std::string(R"({"a":1e999})"),
        std::string(R"({"a":01})"),
        std::string("")}) {
    folder.add("relay_json", body);
  }
}

void add_frames(SeedFolder& folder) {
  for (
      const char* frame :
      {R"({"type":"ping","request":1})", R"({"type":"token","request":2,"access_token":"a.b.c"})",
       R"({"type":"send","request":3,"body":{"idempotency_key":"k","recipients":[{"user_id":"u",)"
       R"("devices":[{"device_id":"d","envelope":"AA=="}]}]}})",
       R"({"type":"acknowledge","request":9223372036854775807,"delivery_ids":["dlv_1",2,"dlv_3"]})",
       R"({"type":"ping","request":-1})", R"({"type":"ping","request":9223372036854775808})",
       R"({"type":"ping","request":1.5})", R"({"type":"pong","request":1})",
       R"({"type":"ping","request":1,"more":0})", R"({"request":4})", R"([1])", "ping",
       R"({"type":"send","request":5,"body":[]})"}) {
    folder.add("stream_frame", std::string_view(frame));
  }
}

void add_targets(SeedFolder& folder) {
  for (const char* target : {"/",
                             "/v1/messages?after=17&limit=100&wait=25",
                             "/v1/users/usr_1/devices",
                             "/v1/audit?from=0&format=lines",
                             "/a%20b?c%3D=d%26&e",
                             "/a%2Fb",
                             "/a%2fb?x=%2F",
                             "/%7f",
                             "/%0",
                             "/%zz",
                             "/?a=1&a=2",
                             "/?=1",
                             "/?&",
                             "/?a&",
                             "/a?b=c?d",
                             "*",
                             "a/b",
                             "/?n=00",
                             "/?n=0&m=100000&o=100001&p=-1&q=99999999999999999999",
                             "/\xC3\xA9?\xFF=1",
                             "/a+b?c+d"}) {
    folder.add("http_target", std::string_view(target));
  }
}

std::string entry(const std::string& sequence, const std::string& type, const std::string& more) {
  const std::string digest(64, '0');
  return R"({"sequence":)" + sequence + R"(,"at":1790000000,"type":")" + type +
         R"(","actor":"usr_1",)" + more + R"("previous":")" + digest + R"(","hash":")" + digest +
         "\"}\n";
}

void add_exports(SeedFolder& folder) {
  const std::string data = R"("data":{},)";
  const std::string three = entry("1", "member_invited", R"("subject":"usr_2",)" + data) +
                            entry("2", "device_approved", R"("device":"dev_1",)" + data) +
                            entry("3", "message_stored", R"("message":"msg_1",)" + data);
  const std::string checkpoint =
      R"({"type":"checkpoint","organisation_id":"org_1","sequence":3,"at":1790000001,"hash":")" +
      std::string(64, '0') + R"(","signature":"AAAA"})";
  const std::string proof =
      R"({"type":"proof","organisation_id":"org_1","message_id":"msg_1","deliveries":[],)"
      R"("entries":[],"chain":[],"checkpoint":)" +
      checkpoint + R"(,"signature":"AAAA"})";
  for (const char kind : {'\0', '\1'}) {
    const std::string head(1, kind);
    folder.add("audit_record", head + three);
    folder.add("audit_record", head + three + checkpoint);
    folder.add("audit_record", head + three + entry("5", "other", data));
    folder.add("audit_record",
               head + entry("7", "audit_purged", R"("data":{"through":6,"hash":"x"},)") +
                   entry("8", "other", data) + entry("10", "other", data));
    folder.add("audit_record", head + entry("0", "other", data));
    folder.add("audit_record", head + entry("1", "other", data + R"("unknown":1,)"));
    folder.add("audit_record", head + entry("1", "other", R"("data":[],)"));
    folder.add("audit_record", head + "[]\n{}\nnot JSON\n");
    folder.add("audit_record", head + R"({"type":"a","type":"b"})");
  }
  folder.add("audit_record", "\xFF" + proof);
  folder.add("audit_record", "\xFF[]");
  folder.add("audit_record",
             "\xFF"
             R"({"type":"proof","organisation_id":"o","message_id":"m"})");
}

}  // namespace

void add_relay_seeds(SeedFolder& folder) {
  add_bodies(folder);
  add_frames(folder);
  add_targets(folder);
  add_exports(folder);
}

}  // namespace smx::fuzz
