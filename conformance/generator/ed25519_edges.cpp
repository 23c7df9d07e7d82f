// Made by make_ed25519_edges.py, which says how each row is found. Do not edit by hand.
#include "ed25519_edges.h"

namespace smx::vectors {

const std::vector<Ed25519Edge>& ed25519_edges() {
  static const std::vector<Ed25519Edge> kEdges = {
      {"small-order-a-0", "A = [0]T, T of order 8; the equation holds", false,
       "0100000000000000000000000000000000000000000000000000000000000000",
       "736d616c6c2d6f72646572204120302f31",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"small-order-a-1", "A = [1]T, T of order 8; the equation holds", false,
       "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
       "736d616c6c2d6f72646572204120312f32",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"small-order-a-2", "A = [2]T, T of order 8; the equation holds", false,
       "0000000000000000000000000000000000000000000000000000000000000080",
       "736d616c6c2d6f72646572204120322f35",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"small-order-a-3", "A = [3]T, T of order 8; the equation holds", false,
       "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
       "736d616c6c2d6f72646572204120332f3130",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"small-order-a-4", "A = [4]T, T of order 8; the equation holds", false,
       "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
       "736d616c6c2d6f72646572204120342f3135",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"small-order-a-5", "A = [5]T, T of order 8; the equation holds", false,
       "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
       "736d616c6c2d6f72646572204120352f36",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"small-order-a-6", "A = [6]T, T of order 8; the equation holds", false,
       "0000000000000000000000000000000000000000000000000000000000000000",
       "736d616c6c2d6f72646572204120362f31",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"small-order-a-7", "A = [7]T, T of order 8; the equation holds", false,
       "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
       "736d616c6c2d6f72646572204120372f32",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"non-canonical-a-p-plus-0-sign-0",
       "A's y is p + 0, sign bit 0: of small order; the equation holds", false,
       "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
       "6e6f6e2d63616e6f6e6963616c2041203020302f32",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"non-canonical-a-p-plus-0-sign-1",
       "A's y is p + 0, sign bit 1: of small order; the equation holds", false,
       "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
       "6e6f6e2d63616e6f6e6963616c2041203020312f33",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"non-canonical-a-p-plus-1-sign-0",
       "A's y is p + 1, sign bit 0: of small order; the equation holds", false,
       "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
       "6e6f6e2d63616e6f6e6963616c2041203120302f31",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"non-canonical-a-p-plus-1-sign-1",
       "A's y is p + 1, sign bit 1: of small order; the equation holds", false,
       "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
       "6e6f6e2d63616e6f6e6963616c2041203120312f39",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"non-canonical-a-p-plus-3-sign-0", "A's y is p + 3, sign bit 0: nobody knows its logarithm",
       false, "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
       "6e6f6e2d63616e6f6e6963616c204120332030",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"non-canonical-a-p-plus-3-sign-1", "A's y is p + 3, sign bit 1: nobody knows its logarithm",
       false, "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
       "6e6f6e2d63616e6f6e6963616c204120332031",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"non-canonical-a-p-plus-4-sign-0", "A's y is p + 4, sign bit 0: nobody knows its logarithm",
       false, "f1ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
       "6e6f6e2d63616e6f6e6963616c204120342030",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"non-canonical-a-p-plus-4-sign-1", "A's y is p + 4, sign bit 1: nobody knows its logarithm",
       false, "f1ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
       "6e6f6e2d63616e6f6e6963616c204120342031",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"non-canonical-a-p-plus-5-sign-0", "A's y is p + 5, sign bit 0: nobody knows its logarithm",
       false, "f2ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
       "6e6f6e2d63616e6f6e6963616c204120352030",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"non-canonical-a-p-plus-5-sign-1", "A's y is p + 5, sign bit 1: nobody knows its logarithm",
       false, "f2ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
       "6e6f6e2d63616e6f6e6963616c204120352031",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"non-canonical-a-p-plus-6-sign-0", "A's y is p + 6, sign bit 0: nobody knows its logarithm",
       false, "f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
       "6e6f6e2d63616e6f6e6963616c204120362030",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"non-canonical-a-p-plus-6-sign-1", "A's y is p + 6, sign bit 1: nobody knows its logarithm",
       false, "f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
       "6e6f6e2d63616e6f6e6963616c204120362031",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"non-canonical-a-p-plus-9-sign-0", "A's y is p + 9, sign bit 0: nobody knows its logarithm",
       false, "f6ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
       "6e6f6e2d63616e6f6e6963616c204120392030",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"non-canonical-a-p-plus-9-sign-1", "A's y is p + 9, sign bit 1: nobody knows its logarithm",
       false, "f6ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
       "6e6f6e2d63616e6f6e6963616c204120392031",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"non-canonical-a-p-plus-10-sign-0",
       "A's y is p + 10, sign bit 0: nobody knows its logarithm", false,
       "f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
       "6e6f6e2d63616e6f6e6963616c20412031302030",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"non-canonical-a-p-plus-10-sign-1",
       "A's y is p + 10, sign bit 1: nobody knows its logarithm", false,
       "f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
       "6e6f6e2d63616e6f6e6963616c20412031302031",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"non-canonical-a-p-plus-14-sign-0",
       "A's y is p + 14, sign bit 0: nobody knows its logarithm", false,
       "fbffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
       "6e6f6e2d63616e6f6e6963616c20412031342030",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"non-canonical-a-p-plus-14-sign-1",
       "A's y is p + 14, sign bit 1: nobody knows its logarithm", false,
       "fbffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
       "6e6f6e2d63616e6f6e6963616c20412031342031",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"non-canonical-a-p-plus-15-sign-0",
       "A's y is p + 15, sign bit 0: nobody knows its logarithm", false,
       "fcffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
       "6e6f6e2d63616e6f6e6963616c20412031352030",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"non-canonical-a-p-plus-15-sign-1",
       "A's y is p + 15, sign bit 1: nobody knows its logarithm", false,
       "fcffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
       "6e6f6e2d63616e6f6e6963616c20412031352031",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"non-canonical-a-p-plus-16-sign-0",
       "A's y is p + 16, sign bit 0: nobody knows its logarithm", false,
       "fdffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
       "6e6f6e2d63616e6f6e6963616c20412031362030",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"non-canonical-a-p-plus-16-sign-1",
       "A's y is p + 16, sign bit 1: nobody knows its logarithm", false,
       "fdffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
       "6e6f6e2d63616e6f6e6963616c20412031362031",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"non-canonical-a-p-plus-18-sign-0",
       "A's y is p + 18, sign bit 0: nobody knows its logarithm", false,
       "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
       "6e6f6e2d63616e6f6e6963616c20412031382030",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"non-canonical-a-p-plus-18-sign-1",
       "A's y is p + 18, sign bit 1: nobody knows its logarithm", false,
       "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
       "6e6f6e2d63616e6f6e6963616c20412031382031",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"non-canonical-a-one-with-sign", "A is y = one, x = 0 with the sign bit set", false,
       "0100000000000000000000000000000000000000000000000000000000000080",
       "78203d20302077697468207369676e2c2079203d206f6e652f33",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"non-canonical-a-minus-one-with-sign", "A is y = minus-one, x = 0 with the sign bit set",
       false, "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
       "78203d20302077697468207369676e2c2079203d206d696e75732d6f6e652f33",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"a-not-on-curve", "y = 2 has no x", false,
       "0200000000000000000000000000000000000000000000000000000000000000",
       "6e6f74206f6e20746865206375727665",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"small-order-r-0", "R = [0]T; the equation holds", false,
       "4227f14d4bb96d4a3dc593a31180c871f45d113d6c42a0805a90ec683fbafb21",
       "736d616c6c2d6f72646572205220302f3137",
       "0100000000000000000000000000000000000000000000000000000000000000"
       "8f8db3241a3192e191417ae2e17a4d03fb6656c5f97f3b1d3470b680d12e3c07"},
      {"small-order-r-1", "R = [1]T; the equation holds", false,
       "4227f14d4bb96d4a3dc593a31180c871f45d113d6c42a0805a90ec683fbafb21",
       "736d616c6c2d6f72646572205220312f3230",
       "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
       "5edbcaa31aaf4ca207416b739e09059a0ee6828f087f3ba2e5e05a4ad6a9d802"},
      {"small-order-r-2", "R = [2]T; the equation holds", false,
       "4227f14d4bb96d4a3dc593a31180c871f45d113d6c42a0805a90ec683fbafb21",
       "736d616c6c2d6f72646572205220322f30",
       "0000000000000000000000000000000000000000000000000000000000000080"
       "b352dc6a048e1346a591beef2078ec64657c8073e5cfc5746db6d8eaa2886307"},
      {"small-order-r-3", "R = [3]T; the equation holds", false,
       "4227f14d4bb96d4a3dc593a31180c871f45d113d6c42a0805a90ec683fbafb21",
       "736d616c6c2d6f72646572205220332f36",
       "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"
       "06eb0b5a11b3b815b4887b4edbdb9edc9e80596eb75612e9c1270e0549774908"},
      {"small-order-r-4", "R = [4]T; the equation holds", false,
       "4227f14d4bb96d4a3dc593a31180c871f45d113d6c42a0805a90ec683fbafb21",
       "736d616c6c2d6f72646572205220342f34",
       "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
       "a59937bb1ec1c5c38d6daaec091dbfbfe32b82bf02f1e17eb9135adbce1d0408"},
      {"small-order-r-5", "R = [5]T; the equation holds", false,
       "4227f14d4bb96d4a3dc593a31180c871f45d113d6c42a0805a90ec683fbafb21",
       "736d616c6c2d6f72646572205220352f3138",
       "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85"
       "ccaa8b9a8b6ef684e621474568c603bfe0f782de830ff810ffb240b55b0dd401"},
      {"small-order-r-6", "R = [6]T; the equation holds", false,
       "4227f14d4bb96d4a3dc593a31180c871f45d113d6c42a0805a90ec683fbafb21",
       "736d616c6c2d6f72646572205220362f39",
       "0000000000000000000000000000000000000000000000000000000000000000"
       "40e07f252fab46a34975117d6dcd0d7bdd47b69b83eb5850b3aeb466c1b76808"},
      {"small-order-r-7", "R = [7]T; the equation holds", false,
       "4227f14d4bb96d4a3dc593a31180c871f45d113d6c42a0805a90ec683fbafb21",
       "736d616c6c2d6f72646572205220372f30",
       "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"
       "c493b79bc124d64204190175239d66b0e08238684f76e1a7ffd6343af8270d0c"},
      {"non-canonical-r-p-plus-0-sign-0", "R's y is p + 0, sign bit 0", false,
       "4227f14d4bb96d4a3dc593a31180c871f45d113d6c42a0805a90ec683fbafb21",
       "6e6f6e2d63616e6f6e6963616c2052203020302f36",
       "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
       "d09458817b64a9f1160d2057ac59d26ff931c6beb3398625898e1a897473ad01"},
      {"non-canonical-r-p-plus-0-sign-1", "R's y is p + 0, sign bit 1", false,
       "4227f14d4bb96d4a3dc593a31180c871f45d113d6c42a0805a90ec683fbafb21",
       "6e6f6e2d63616e6f6e6963616c2052203020312f38",
       "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
       "2d2d4c3a9ac1dcc1cbb56aa052b0c66f661abe7e9c634cdfb6633b6e67498a0d"},
      {"non-canonical-r-p-plus-1-sign-0", "R's y is p + 1, sign bit 0", false,
       "4227f14d4bb96d4a3dc593a31180c871f45d113d6c42a0805a90ec683fbafb21",
       "6e6f6e2d63616e6f6e6963616c2052203120302f32",
       "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
       "cb46260b2f5f46fef92387da7abddab4a64d32126b355ec4833baa01eaa5140f"},
      {"non-canonical-r-p-plus-1-sign-1", "R's y is p + 1, sign bit 1", false,
       "4227f14d4bb96d4a3dc593a31180c871f45d113d6c42a0805a90ec683fbafb21",
       "6e6f6e2d63616e6f6e6963616c2052203120312f3132",
       "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
       "1bde8d1ce01e1eeca06794bd8908ac9eddf3d0954657adac49d2aef57256fe05"},
      {"non-canonical-r-one-with-sign", "R is y = one, x = 0 with the sign bit set", false,
       "4227f14d4bb96d4a3dc593a31180c871f45d113d6c42a0805a90ec683fbafb21",
       "522078203d20302077697468207369676e2c2079203d206f6e652f35",
       "0100000000000000000000000000000000000000000000000000000000000080"
       "64cb8cb9a58660741b35e60cd8c670ce8ef90c843c6040ec2edc5f595d046804"},
      {"non-canonical-r-minus-one-with-sign", "R is y = minus-one, x = 0 with the sign bit set",
       false, "4227f14d4bb96d4a3dc593a31180c871f45d113d6c42a0805a90ec683fbafb21",
       "522078203d20302077697468207369676e2c2079203d206d696e75732d6f6e652f32",
       "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
       "61645c99baee4de97262ca820adcfa4dbf9c03678efc8eb4f4e1cefcb290f605"},
      {"mixed-order-a-equation-holds", "A = [a]B + T and 8 divides k: accepted", true,
       "4227f14d4bb96d4a3dc593a31180c871f45d113d6c42a0805a90ec683fbafb21",
       "6d6978656420412c206b203d2030206d6f6420382f36",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "bb017b56b4f92e1b4d789c59483f988267440230f59cda5f7bf37bc8b05afc03"},
      {"mixed-order-a-cofactored-only",
       "A = [a]B + T and k = 1 mod 8: only a cofactored equation holds", false,
       "4227f14d4bb96d4a3dc593a31180c871f45d113d6c42a0805a90ec683fbafb21",
       "6d6978656420412c206b203d2031206d6f6420382f36",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "ec4c312cd6d17746ec4f2d57799b10250619ce2b832817c5d22d6bfd3541b80d"},
      {"mixed-order-a-order-2", "A = [a]B + (point of order 2) and k odd", false,
       "8a38bb9c5614d2b799bcf72e82da5a19273ad1919d77b43fa42e42925128868b",
       "6d697865642041206279206120706f696e74206f66206f7264657220322c206b206f64642f31",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "7c80a0c24107157bd1357c7985ddfbc50ffc585a78b2b1b557ff9e71e775e901"},
      {"mixed-order-a-order-2-equation-holds", "A = [a]B + (point of order 2) and k even: accepted",
       true, "8a38bb9c5614d2b799bcf72e82da5a19273ad1919d77b43fa42e42925128868b",
       "6d697865642041206279206120706f696e74206f66206f7264657220322c206b206576656e2f30",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "5b98f01ff82f9a6486c2407ff8244ef1ea1514e337c33014479889725804480a"},
      {"mixed-order-r", "R = [r]B + T, A of prime order: only a cofactored equation holds", false,
       "63c74463a9eb2d48664308d17d25a5e6d8c52e6e62884bc05bd1bd6daed77974", "6d697865642052",
       "e646fe2b392b08229446e2401bb8354eece15e4a29c34f549d0e25af663602ff"
       "37a1a46a44feb4d84eab0cab1deddf5d0227a7113bf5b1ef33b325c8510d4409"},
      {"mixed-order-a-and-r-equation-holds", "A and R both carry T and cancel: accepted", true,
       "4227f14d4bb96d4a3dc593a31180c871f45d113d6c42a0805a90ec683fbafb21",
       "6d69786564204120616e6420522f30",
       "e646fe2b392b08229446e2401bb8354eece15e4a29c34f549d0e25af663602ff"
       "4ec4ab4afb56dba5f393d3986268dc05b5b88a83df3b7cc83a2adb36f581ab0d"},
  };
  return kEdges;
}

const std::vector<SpkEdge>& spk_edges() {
  static const std::vector<SpkEdge> kEdges = {
      {"small-order-signing-key-0",
       "0100000000000000000000000000000000000000000000000000000000000000",
       "243188ec0458d5f2e867a1fdf11c780380747b14103c571486e7c52fef5dac03",
       "be8aae739cd41e531464516bcc6a8d1a4fd8388b40f0e907d3d211fa5c6a5130", "d181d0bfd0ba2d302d32",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"small-order-signing-key-1",
       "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
       "243188ec0458d5f2e867a1fdf11c780380747b14103c571486e7c52fef5dac03",
       "be8aae739cd41e531464516bcc6a8d1a4fd8388b40f0e907d3d211fa5c6a5130", "d181d0bfd0ba2d312d33",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"small-order-signing-key-2",
       "0000000000000000000000000000000000000000000000000000000000000080",
       "243188ec0458d5f2e867a1fdf11c780380747b14103c571486e7c52fef5dac03",
       "be8aae739cd41e531464516bcc6a8d1a4fd8388b40f0e907d3d211fa5c6a5130", "d181d0bfd0ba2d322d3135",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"small-order-signing-key-3",
       "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
       "243188ec0458d5f2e867a1fdf11c780380747b14103c571486e7c52fef5dac03",
       "be8aae739cd41e531464516bcc6a8d1a4fd8388b40f0e907d3d211fa5c6a5130", "d181d0bfd0ba2d332d30",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"small-order-signing-key-4",
       "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
       "243188ec0458d5f2e867a1fdf11c780380747b14103c571486e7c52fef5dac03",
       "be8aae739cd41e531464516bcc6a8d1a4fd8388b40f0e907d3d211fa5c6a5130", "d181d0bfd0ba2d342d32",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"small-order-signing-key-5",
       "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
       "243188ec0458d5f2e867a1fdf11c780380747b14103c571486e7c52fef5dac03",
       "be8aae739cd41e531464516bcc6a8d1a4fd8388b40f0e907d3d211fa5c6a5130", "d181d0bfd0ba2d352d32",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"small-order-signing-key-6",
       "0000000000000000000000000000000000000000000000000000000000000000",
       "243188ec0458d5f2e867a1fdf11c780380747b14103c571486e7c52fef5dac03",
       "be8aae739cd41e531464516bcc6a8d1a4fd8388b40f0e907d3d211fa5c6a5130", "d181d0bfd0ba2d362d3131",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
      {"small-order-signing-key-7",
       "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
       "243188ec0458d5f2e867a1fdf11c780380747b14103c571486e7c52fef5dac03",
       "be8aae739cd41e531464516bcc6a8d1a4fd8388b40f0e907d3d211fa5c6a5130", "d181d0bfd0ba2d372d38",
       "d3df435a2189f29a9f3b02dc05c524004a77a2ba9c10191846e7ae5f96b4a49e"
       "1905af99fce91575d8316cb86ad9438c08b82ea640555c3d6a6291f346fbf108"},
  };
  return kEdges;
}

}  // namespace smx::vectors
