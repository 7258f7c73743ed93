#include "catch.hpp"
#include <diapir/figure/draw/markup.hpp>

using namespace diapir::figure;

TEST_CASE("base64 of the test vectors of RFC 4648") {
    CHECK(base64("").empty());
    CHECK(base64("f") == "Zg==");
    CHECK(base64("fo") == "Zm8=");
    CHECK(base64("foo") == "Zm9v");
    CHECK(base64("foob") == "Zm9vYg==");
    CHECK(base64("fooba") == "Zm9vYmE=");
    CHECK(base64("foobar") == "Zm9vYmFy");
    CHECK(base64("\xfb\xff\xfe") == "+//+");
}

TEST_CASE("what means something in markup is escaped") {
    CHECK(escaped("a < b && c > \"d\" 'e'") == "a &lt; b &amp;&amp; c &gt; &quot;d&quot; &#39;e&#39;");
    CHECK(escaped("\u2212 plain") == "\u2212 plain");
}
