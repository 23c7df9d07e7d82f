"""authentication.py finds each way in which a build could let something through."""

from fixture import CheckTest


class Authentication(CheckTest):
    check_name = "authentication"
    files = {
        "core/src/crypto/aead_openssl.cpp": "Result<void> aead_open() { return check(); }\n",
        "core/src/crypto/entropy.cpp":
            "#if defined(SMX_CORE_INTERNAL)\nint a;\n#endif\n// #ifdef IN_A_COMMENT\n",
        "core/include/smx/secret.h": "#pragma once\n",
        "core/CMakeLists.txt": "target_compile_definitions(smx_core_internal PUBLIC SMX_CORE_INTERNAL=1)\n",
        "CMakePresets.json": "{}\n",
    }

    def test_the_fuzzers_own_macro(self):
        self.plant("core/src/crypto/entropy.cpp",
                   "#ifdef IN_A_FUZZER\nreturn {};\n#endif\n",
                   "the core asks IN_A_FUZZER")

    def test_a_condition_in_a_judge(self):
        self.plant("core/src/crypto/aead_openssl.cpp",
                   "#if defined(SMX_CORE_INTERNAL)\nreturn {};\n#endif\n", "no #if in it")

    def test_a_switch_without_a_condition(self):
        self.plant("core/src/crypto/entropy.cpp",
                   "constexpr bool kTested = FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION;\n",
                   "FUZZING_BUILD_MODE")

    def test_a_switch_of_the_build(self):
        self.plant("core/CMakeLists.txt", 'option(SMX_DISABLE_AUTH "For fuzzers" OFF)\n',
                   "DISABLE_AUTH")

    def test_a_switch_of_a_preset(self):
        self.plant("CMakePresets.json", '{"CMAKE_CXX_FLAGS": "-DSKIP_TAG=1"}\n', "SKIP_TAG")


if __name__ == "__main__":
    import unittest

    unittest.main()
