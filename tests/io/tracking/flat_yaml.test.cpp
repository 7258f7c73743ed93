#include "catch.hpp"
#include <diapir/io/tracking/flat_yaml.hpp>

#include <string>
#include <utility>

using namespace diapir;

TEST_CASE("a flat YAML comes back") {
    const io::json meta{{"name", "it's \"so\": \xc3\xa4 # 1\n"},
                        {"id", "0"},
                        {"end_time", nullptr},
                        {"start_time", 1700000000123},
                        {"tags", io::json::array()}};
    CHECK(io::format_flat_yaml({{"id", "0"}, {"time", 12}, {"end", nullptr}, {"tags", io::json::array()}}) ==
          "id: \"0\"\ntime: 12\nend: null\ntags: []\n");
    CHECK(io::parse_flat_yaml(io::format_flat_yaml(meta)) == meta);
}

TEST_CASE("characters that YAML does not take as they stand, or takes for ends of lines, are escaped") {
    const std::string name =
        "dome "
        "\x7f\xc2\x80\xc2\x85\xc2\x9f\xc2\xa0\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaf\xef\xbb\xbf\xef\xbf\xbf\xf0\x9f\x98"
        "\x80";
    const std::string text = io::format_flat_yaml({{"name", name}});
    CHECK(text ==
          "name: \"dome "
          "\\u007f\\u0080\\u0085\\u009f\xc2\xa0\\u2028\\u2029\xe2\x80\xaf\\ufeff\\uffff\xf0\x9f\x98\x80\"\n");
    CHECK(io::parse_flat_yaml(text).at("name") == name);
}

TEST_CASE("a value that begins as a number and goes on after a zero byte is a text") {
    using namespace std::string_literals;
    CHECK(io::parse_flat_yaml("id: 0\0x1e\n"s).at("id") == "0\0x1e"s);
    CHECK(io::parse_flat_yaml("id: 0\0\n"s).at("id") == "0\0"s);
}

TEST_CASE("a key that is there twice is refused") {
    CHECK_THROWS_WITH(io::parse_flat_yaml("id: 1\nmap:\n  id: 2\nid: 3\n"),
                      "meta.yaml: expected each name of an object once, got 'id' twice");
}

TEST_CASE("meta.yaml is read as PyYAML writes it") {
    const auto meta = io::parse_flat_yaml(
        "artifact_location: file:///tmp/mlruns/0\r\ncreation_time: 1700\n# nothing\n"
        "experiment_id: '0'\nlifecycle_stage: active\nname: it''s\nquoted: 'it''s'\n"
        "empty: ''\nnone: null\nalso:\ntags: []\nlist:\n- 1\nmap:\n  inner: 1\n");
    CHECK(meta.at("artifact_location") == "file:///tmp/mlruns/0");
    CHECK(meta.at("creation_time") == 1700);
    CHECK(meta.at("experiment_id") == "0");
    CHECK(meta.at("lifecycle_stage") == "active");
    CHECK(meta.at("name") == "it''s");
    CHECK(meta.at("quoted") == "it's");
    CHECK(meta.at("empty").get<std::string>().empty());
    CHECK((meta.at("none").is_null() && meta.at("also").is_null()));
    CHECK(meta.at("tags") == io::json::array());
    CHECK(!meta.contains("inner"));
    CHECK(io::parse_flat_yaml("map:\n inner: 1\n") == io::json{{"map", nullptr}});
    CHECK(io::parse_flat_yaml("a b: 1\n") == io::json{{"a b", 1}});
    CHECK(io::parse_flat_yaml("# a: 1\n- b: 2\n") == io::json::object());
    // As yaml.safe_load of PyYAML 6.0 has them.
    for (const char* text : {"1e3", "12E05", "-4e7", "1.5e3"})
        CHECK(io::parse_flat_yaml(std::string("name: ") + text).at("name") == text);
    CHECK(io::parse_flat_yaml("value: 1.5e+3\n").at("value") == 1500.0);
    CHECK(io::parse_flat_yaml("value: -25E-1\n").at("value") == "-25E-1");
    CHECK(io::parse_flat_yaml("value: -2.5E-1\n").at("value") == -0.25);
}

TEST_CASE("values that PyYAML 6.0 has folded are read") {
    const std::pair<const char*, const char*> cases[] = {
        {"word0 word1 word2 word3 word4 word5 word6 word7 word8 word9 word10 word11 word12 word13 word14 word15 word16 "
         "word17 word18 word19 word20 word21",
         "name: word0 word1 word2 word3 word4 word5 word6 word7 word8 word9 word10 word11 word12\n"
         "  word13 word14 word15 word16 word17 word18 word19 word20 word21\n"
         "z: 1\n"
         ""},
        {"it's: word0 word1 word2 word3 word4 word5 word6 word7 word8 word9 word10 word11 word12 word13 word14 word15 "
         "word16 word17 word18 word19 word20 word21",
         "name: 'it''s: word0 word1 word2 word3 word4 word5 word6 word7 word8 word9 word10 word11\n"
         "  word12 word13 word14 word15 word16 word17 word18 word19 word20 word21'\n"
         "z: 1\n"
         ""},
        {"tab\tword0 word1 word2 word3 word4 word5 word6 word7 word8 word9 word10 word11 word12 word13 word14 word15 "
         "word16 word17 word18 word19 word20 word21",
         "name: \"tab\\tword0 word1 word2 word3 word4 word5 word6 word7 word8 word9 word10 word11\\\n"
         "  \\ word12 word13 word14 word15 word16 word17 word18 word19 word20 word21\"\n"
         "z: 1\n"
         ""},
        {"x\n"
         "y word0 word1 word2 word3 word4 word5 word6 word7 word8 word9 word10 word11 word12 word13 word14 word15 "
         "word16 word17 word18 word19 word20 word21",
         "name: 'x\n"
         "\n"
         "  y word0 word1 word2 word3 word4 word5 word6 word7 word8 word9 word10 word11 word12\n"
         "  word13 word14 word15 word16 word17 word18 word19 word20 word21'\n"
         "z: 1\n"
         ""},
        {"a\n"
         "\n"
         "b: # word0 word1 word2 word3 word4 word5 word6 word7 word8 word9 word10 word11 word12 word13 word14 word15 "
         "word16 word17 word18 word19 word20 word21",
         "name: 'a\n"
         "\n"
         "\n"
         "  b: # word0 word1 word2 word3 word4 word5 word6 word7 word8 word9 word10 word11 word12\n"
         "  word13 word14 word15 word16 word17 word18 word19 word20 word21'\n"
         "z: 1\n"
         ""},
        {"\303\244\302\240\342\200\250\033\360\237\230\200 \\ \"q\" \302\205 word0 word1 word2 word3 word4 word5 word6 "
         "word7 word8 word9 word10 word11 word12 word13 word14 word15 word16 word17 word18 word19 word20 word21\\ end "
         "word0 word1 word2 word3 word4 word5 word6 word7 word8 word9 word10 word11 word12 word13 word14 word15 word16 "
         "word17 word18 word19 word20 word21\n"
         "",
         "name: \"\\xE4\\_\\L\\e\\U0001F600 \\\\ \\\"q\\\" \\N word0 word1 word2 word3 word4 word5 word6\\\n"
         "  \\ word7 word8 word9 word10 word11 word12 word13 word14 word15 word16 word17 word18\\\n"
         "  \\ word19 word20 word21\\\\ end word0 word1 word2 word3 word4 word5 word6 word7 word8\\\n"
         "  \\ word9 word10 word11 word12 word13 word14 word15 word16 word17 word18 word19 word20\\\n"
         "  \\ word21\\n\"\n"
         "z: 1\n"
         ""},
        {"\303\244\302\240\342\200\250\033\360\237\230\200 \\ \"q\" \302\205 word0 word1 word2 word3 word4 word5 word6 "
         "word7 word8 word9 word10 word11 word12 word13 word14 word15 word16 word17 word18 word19 word20 word21\\ end "
         "word0 word1 word2 word3 word4 word5 word6 word7 word8 word9 word10 word11 word12 word13 word14 word15 word16 "
         "word17 word18 word19 word20 word21\n"
         "",
         "name: \"\303\244\302\240\\L\\e\\U0001F600 \\\\ \\\"q\\\" \\N word0 word1 word2 word3 word4 word5 word6 "
         "word7\\\n"
         "  \\ word8 word9 word10 word11 word12 word13 word14 word15 word16 word17 word18 word19\\\n"
         "  \\ word20 word21\\\\ end word0 word1 word2 word3 word4 word5 word6 word7 word8 word9\\\n"
         "  \\ word10 word11 word12 word13 word14 word15 word16 word17 word18 word19 word20 word21\\n\"\n"
         "z: 1\n"
         ""},
        {"12",
         "name: '12'\n"
         "z: 1\n"
         ""},
        {"folder\\folder\\folder\\folder\\folder\\folder\\folder\\folder\\folder\\folder\\folder\\folder\\folder\\folde"
         "r\\folder\\folder\\folder\\folder\\folder\\folder\\word0 word1 word2 word3 word4 word5 word6 word7 word8 "
         "word9 word10 word11 word12 word13 word14 word15 word16 word17 word18 word19 word20 word21",
         "name: "
         "folder\\folder\\folder\\folder\\folder\\folder\\folder\\folder\\folder\\folder\\folder\\folder\\folder\\folde"
         "r\\folder\\folder\\folder\\folder\\folder\\folder\\word0\n"
         "  word1 word2 word3 word4 word5 word6 word7 word8 word9 word10 word11 word12 word13\n"
         "  word14 word15 word16 word17 word18 word19 word20 word21\n"
         "z: 1\n"
         ""},
    };
    for (const auto& [name, yaml] : cases) {
        const auto meta = io::parse_flat_yaml(yaml);
        CHECK(meta.at("name") == name);
        CHECK(meta.at("z") == 1);
    }
    CHECK(io::parse_flat_yaml("name: \"\\U0001\"\n").at("name") == "\"\\U0001\"");
    CHECK(io::parse_flat_yaml("name: \"\\x\"\n").at("name") == "\"\\x\"");
}

TEST_CASE("a flat YAML of any size is read, but none of any depth") {
    std::string many;
    for (int i = 0; i < 100000; ++i) many += "k" + std::to_string(i) + ": 1\n";
    CHECK(io::parse_flat_yaml(many).size() == 100000);
    std::string folded = "a: \"x\n";
    for (int i = 0; i < 100000; ++i) folded += " \\\\\\\n";
    CHECK(io::parse_flat_yaml(folded + " z\"\n").size() == 1);
    CHECK(io::parse_flat_yaml("a: \"b\\\\\\\n  c\\\n  d\\\\\n  e\"\n").at("a") == "b\\cd\\ e");
    const std::string deep = "name: " + std::string(300000, '[') + std::string(300000, ']');
    CHECK_THROWS_WITH(io::parse_flat_yaml(deep, "0/meta.yaml"), "0/meta.yaml: expected JSON of at most 256 levels");
}
