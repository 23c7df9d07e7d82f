"""layers.py names each kind of wrong arrow."""

from fixture import CheckTest


class Layers(CheckTest):
    check_name = "layers"
    files = {
        "core/include/smx/bytes.h": "#include <span>\n",
        "core/include/smx/dr_frame.h": '#include "smx/bytes.h"\n',
        "core/include/smx/smx1.h": '#include "smx/bytes.h"\n',
        "core/include/smx/store.h": '#include "smx/bytes.h"\n',
        "core/include/smx/device.h": '#include "smx/store.h"\n',
        "core/src/bytes/reader.h": '#include "smx/bytes.h"\n',
        "core/src/codec/smx1.cpp": '#include "smx/smx1.h"\n#include "bytes/reader.h"\n',
        "core/src/crypto/hash_openssl.cpp": "#include <openssl/evp.h>\n",
        "core/src/ratchet/double_ratchet.cpp":
            '#include "smx/dr_frame.h"\n// we never throw\nconst char* a = "throw";\n',
        "core/src/session/session.cpp": '#include "smx/store.h"\n',
        "core/src/storage/memory_store.cpp": '#include "smx/store.h"\n',
        "conformance/runner/judge.cpp": '#include "outcome.h"\n#include <nlohmann/json.hpp>\n',
        "conformance/runner/outcome.h": "#pragma once\n",
        "conformance/runner/CMakeLists.txt": "add_library(smx_conformance judge.cpp)\n",
        "conformance/drivers/cpp/ops.cpp": '#include "crypto/hash.h"\n',
        "conformance/drivers/cpp/CMakeLists.txt":
            "target_link_libraries(smx-driver-cpp smx_core_internal)\n",
        "core/src/crypto/hash.h": "#pragma once\n",
        "cli/main.cpp": '#include "smx/device.h"\n#include <CLI/CLI.hpp>\n',
        "cli/CMakeLists.txt": "target_link_libraries(smx smx::core)\n",
        "reference-server/store/executor.h": '#include "relay/context.h"\n#include "log/event.h"\n',
        "reference-server/relay/prekeys.cpp": '#include "store/database.h"\n#include "smx/verify.h"\n',
        "reference-server/http/server.cpp": "#include <boost/asio.hpp>\n",
        "reference-server/relay/CMakeLists.txt": "target_link_libraries(smx_relay_relay smx::verify)\n",
    }

    def test_upward_arrow(self):
        self.plant("core/src/codec/smx1.cpp", '#include "crypto/hash.h"\n',
                   "codec must not include crypto/hash.h")

    def test_bytes_knows_nobody(self):
        self.plant("core/src/bytes/reader.h", '#include "smx/smx1.h"\n',
                   "bytes must not include smx/smx1.h (codec)")

    def test_ratchet_sees_the_header_struct_only(self):
        self.plant("core/src/ratchet/double_ratchet.cpp", '#include "smx/smx1.h"\n', "may include only")

    def test_session_sees_the_interface_of_stores_only(self):
        self.plant("core/src/session/session.cpp", '#include "smx/sqlite_store.h"\n',
                   "session must not include smx/sqlite_store.h")

    def test_storage_does_not_know_sessions(self):
        self.plant("core/src/storage/memory_store.cpp", '#include "smx/device.h"\n',
                   "storage must not include smx/device.h")

    def test_vendor_header_in_another_file(self):
        self.plant("core/src/codec/smx1.cpp", "#include <openssl/evp.h>\n", "*_openssl.cpp")

    def test_vendor_header_of_the_other_vendor(self):
        self.plant("core/src/crypto/hash_openssl.cpp", "# include <sodium.h>\n", "*_sodium.cpp")

    def test_vendor_header_in_a_public_header(self):
        self.plant("core/include/smx/device.h", "#include <sqlite3.h>\n", "public header")

    def test_public_header_includes_a_source_header(self):
        self.plant("core/include/smx/device.h", '#include "bytes/reader.h"\n', "of core/src")

    def test_public_header_that_differs_inside(self):
        self.plant("core/include/smx/device.h", "#if defined(SMX_CORE_INTERNAL)\n#endif\n",
                   "the same in the internal build")

    def test_public_header_nobody_placed(self):
        self.plant("core/include/smx/extra.h", "#pragma once\n", "without a layer")

    def test_vendor_header_outside_the_core(self):
        self.plant("cli/main.cpp", "#include <sodium.h>\n", "only a file named *_sodium.cpp")

    def test_vendor_header_behind_a_seam_outside_the_core(self):
        self.write("conformance/runner/sha256_openssl.cpp", "#include <openssl/evp.h>\n")
        self.accept()

    def test_json_in_the_core(self):
        self.plant("core/src/bytes/reader.h", "#include <nlohmann/json.hpp>\n", "does without")

    def test_exception_in_the_core(self):
        self.plant("core/src/codec/smx1.cpp", "void f() { throw 1; }\n", "no exceptions")

    def test_file_outside_the_layers(self):
        self.plant("core/src/util/misc.h", "#pragma once\n", "not in a layer")

    def test_command_line_inside_the_core(self):
        self.plant("cli/main.cpp", '#include "crypto/hash.h"\n', "is inside the core")

    def test_command_line_inside_the_core_by_path(self):
        self.plant("cli/main.cpp", '#include "../core/src/crypto/hash.h"\n', "is inside the core")

    def test_runner_uses_the_judged(self):
        self.plant("conformance/runner/judge.cpp", '#include "smx/smx1.h"\n', "judge shares no code")

    def test_runner_links_the_judged(self):
        self.plant("conformance/runner/CMakeLists.txt",
                   "target_link_libraries(smx_conformance smx::wire)\n", "links no part")

    def test_command_line_links_the_internal_core(self):
        self.plant("cli/CMakeLists.txt", "target_link_libraries(smx smx_core_internal)\n",
                   "only the C++ driver")

    def test_relay_that_knows_sessions(self):
        self.plant("reference-server/relay/prekeys.cpp", '#include "smx/device.h"\n',
                   "forms and signatures")

    def test_relay_that_links_the_core(self):
        self.plant("reference-server/relay/CMakeLists.txt",
                   "target_link_libraries(smx_relay_relay smx::core)\n", "nothing else of ours")

    def test_upward_arrow_in_the_relay(self):
        self.plant("reference-server/store/executor.h", '#include "relay/prekeys.h"\n',
                   "store must not include relay/prekeys.h")

    def test_sockets_in_an_operation_of_the_relay(self):
        self.plant("reference-server/relay/prekeys.cpp", "#include <boost/asio.hpp>\n", "knows no sockets")

    def test_file_outside_the_relays_folders(self):
        self.plant("reference-server/util/misc.h", "#pragma once\n", "not in a folder of the relay")
