#include "catch.hpp"
#include <diapir/io/tracking/url.hpp>

using namespace diapir;

namespace {

/// Not inlined: g++ 12 would warn about the lengths of the texts below.
[[gnu::noinline]] std::string server_of(const io::url& address) {
    return address.server();
}

}  // namespace

TEST_CASE("texts are percent-encoded, and come back") {
    CHECK(io::percent_encoded("a b/c?d=\xc3\xa4&~") == "a%20b%2Fc%3Fd%3D%C3%A4%26~");
    CHECK(io::percent_encoded("/mlruns/100%", "/") == "/mlruns/100%25");
    CHECK(io::percent_decoded("a%20b%2fc%3F%C3%A4") == "a b/c?\xc3\xa4");
    CHECK(io::percent_decoded("100%") == "100%");
    CHECK(io::percent_decoded("%zz%4") == "%zz%4");
    std::string all;
    for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
    CHECK(io::percent_decoded(io::percent_encoded(all)) == all);
}

TEST_CASE("an address has its parts") {
    const io::url whole("https://me:p%40ss@host.org:5000/on%20top/");
    CHECK(whole.scheme == "https");
    CHECK(whole.user == "me");
    CHECK(whole.password == "p@ss");
    CHECK(whole.host == "host.org:5000");
    CHECK(whole.path == "/on top/");
    CHECK(server_of(whole) == "https://host.org:5000");
    const io::url plain("http://[::1]:5000");
    CHECK(plain.host == "[::1]:5000");
    CHECK((plain.path.empty() && plain.user.empty()));
    const io::url artifacts("mlflow-artifacts:/1/abc/artifacts");
    CHECK(artifacts.scheme == "mlflow-artifacts");
    CHECK((artifacts.host.empty() && artifacts.path == "/1/abc/artifacts"));
    CHECK(io::url("file:///tmp/a%20b").path == "/tmp/a b");
    for (const char* path : {"mlruns", "./a:b", "/tmp/x:y", "C:\\runs", "100%25"}) {
        CHECK(io::url(path).scheme.empty());
        CHECK(io::url(path).path == path);
    }
}
