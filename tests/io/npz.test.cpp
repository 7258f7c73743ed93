#include "catch.hpp"
#include "reference.hpp"
#include "support.hpp"
#include <diapir/core/parallel.hpp>
#include <diapir/io/npz.hpp>

#include <cstdint>

using namespace diapir;
using testing::mentions;
using testing::message_of;

namespace {

// An archive that Python's zipfile wrote: a.npy, deflated, 40 int32 counting from 0.
const std::string deflated(
    "\x50\x4b\x03\x04\x14\x00\x00\x00\x08\x00\x00\x00\x21\x00\x1b\xcd\xeb\x3c\x93\x00\x00\x00\x20\x01"
    "\x00\x00\x05\x00\x00\x00\x61\x2e\x6e\x70\x79\x9d\xca\xb9\x0a\xc2\x40\x00\x84\xe1\xc4\xfb\xbe\xef"
    "\x73\x3d\x57\x21\x85\x45\x2a\xb1\xb6\x53\x6c\x2c\xac\x24\x98\x15\x05\x31\xb2\x11\x1b\xf1\x29\x7c"
    "\x61\xff\xbc\x82\x03\x5f\x31\xc3\x7c\xb7\xfb\xcd\xee\x60\x1a\x2f\xe3\x2d\x5d\xe5\x9f\xb4\x5c\x0a"
    "\xb9\xba\xda\xd2\x12\xf2\xec\xe9\xa7\x76\xee\x47\x4f\xbb\x2a\xd8\xd7\xce\xcd\x57\xec\xfe\xc5\x79"
    "\x28\xfa\xcc\x5e\x58\x73\x4b\x7c\xc4\xff\x49\x19\xc4\x44\x08\x61\x44\x10\x45\x0c\x71\x24\x90\x44"
    "\x70\x4c\x23\x83\x2c\x72\xc8\xa3\x80\x22\x4a\x28\xa3\x82\x2a\x6a\xa8\xa3\x81\x26\x5a\x68\xa3\x83"
    "\x2e\x7a\xe8\x43\x60\x80\x21\x46\x18\x63\x82\x29\x24\x7e\x50\x4b\x01\x02\x14\x03\x14\x00\x00\x00"
    "\x08\x00\x00\x00\x21\x00\x1b\xcd\xeb\x3c\x93\x00\x00\x00\x20\x01\x00\x00\x05\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x80\x01\x00\x00\x00\x00\x61\x2e\x6e\x70\x79\x50\x4b\x05\x06\x00\x00\x00"
    "\x00\x01\x00\x01\x00\x33\x00\x00\x00\xb6\x00\x00\x00\x00\x00",
    255);

}  // namespace

TEST_CASE("archives that NumPy wrote are read") {
    const auto archive = testing::reference("metrics");
    CHECK(archive.names().size() == 44);
    CHECK(archive.names().front() == "noisy_y");
    CHECK(archive.members().front() == "noisy_y.npy");
    CHECK(archive.contains("noisy_counts"));
    CHECK(archive.contains("noisy_counts.npy"));
    CHECK(!archive.contains("noisy"));
    CHECK(archive.shape("noisy_auc_counts") == shape{4, 200});
    CHECK(archive.header("noisy_auc_counts").dtype == "<i4");
    const auto counts = archive.get<double>("noisy_counts");
    CHECK(counts(0) + counts(1) + counts(2) + counts(3) == 8 * 24 * 24);
}

TEST_CASE("every array of the reference archives can be read") {
    for (const std::string name : {"attributes", "resize", "power_transform", "layers", "unet_simple", "unet_full",
                                   "training", "metrics", "shap_deep", "shap_models"}) {
        const auto archive = testing::reference(name);
        for (const std::string& array : archive.names())
            CHECK(shape_of(archive.get<double>(array)) == archive.shape(array));
    }
}

TEST_CASE("deflated members are read") {
    const testing::temporary_folder folder;
    io::write_file(folder / "a.npz", deflated);
    const auto archive = io::npz_archive::open(folder / "a.npz");
    const auto a = archive.get<int>("a");
    CHECK(archive.shape("a") == shape{40});
    for (int i = 0; i < 40; ++i) CHECK(a(i) == i);
}

TEST_CASE("arrays of several types and a text travel together") {
    const testing::temporary_folder folder;
    const array<float> x = make_array<float>({2, 3}, 0.1f);
    const array<std::int64_t> y = make_array<std::int64_t>({4}, -5);
    const std::string text = "{\"layers\": 9}";
    io::save_npz(folder / "a.npz", {{"x", x}, {"y", y}, {"mask", x > 0.f}, {"double", x + 1.0}, {"model.json", text}});
    const auto archive = io::npz_archive::open(folder / "a.npz");
    CHECK(archive.names() == std::vector<std::string>{"x", "y", "mask", "double"});
    CHECK(archive.members().back() == "model.json");
    CHECK(archive.header("x").dtype == io::npy_dtype<float>());
    CHECK(archive.header("y").dtype == io::npy_dtype<std::int64_t>());
    CHECK(archive.header("mask").dtype == "|b1");
    CHECK(archive.header("double").dtype == io::npy_dtype<double>());
    CHECK(archive.get<float>("x")(1, 2) == 0.1f);
    CHECK(archive.get<std::int64_t>("y")(3) == -5);
    CHECK(archive.get<bool>("mask")(0, 0));
    CHECK(archive.contains("model.json"));
    CHECK(archive.raw("model.json") == text);
    CHECK(folder.files() == 1);
}

TEST_CASE("a writer collects members, replaces a file, and writes equal bytes for equal contents") {
    const testing::temporary_folder folder;
    io::write_file(folder / "b.npz", "old");
    for (const std::string name : {"a.npz", "b.npz"}) {
        io::npz_writer writer(folder / name);
        const std::vector<double> numbers = {1, 2, 3, 4, 5, 6};
        writer.add("x", shape{2, 3}, numbers.data());
        writer.add("note", std::string("raw"));
        CHECK((name == "a.npz" || io::read_file(folder / name) == "old"));
        writer.commit();
        CHECK(io::npz_archive::open(folder / name).get<double>("x")(1, 0) == 4);
    }
    CHECK(io::read_file(folder / "a.npz") == io::read_file(folder / "b.npz"));
    CHECK(io::read_file(folder / "a.npz").substr(10, 4) == std::string("\0\0\x21\0", 4));  // 1980-01-01 0:00
    CHECK(folder.files() == 2);
    io::save_npz(folder / "empty.npz", {{"none", make_array<float>({0, 3})}, {"text", std::string()}});
    const auto archive = io::npz_archive::open(folder / "empty.npz");
    CHECK(archive.shape("none") == shape{0, 3});
    CHECK(archive.get<float>("none").size() == 0);
    io::save_npz(folder / "zeros.npz", {{"zeros", make_array<double>({100, 100}, 0.0)}});
    CHECK(std::filesystem::file_size(folder / "zeros.npz") > 80000);  // not compressed
    CHECK(archive.raw("text").empty());
}

TEST_CASE("names used twice are refused and leave nothing behind") {
    const testing::temporary_folder folder;
    const array<float> x = make_array<float>({2}, 1.f);
    CHECK_THROWS_AS(io::save_npz(folder / "a.npz", {{"x", x}, {"x", x}}), argument_error);
    CHECK_THROWS_AS(io::save_npz(folder / "a.npz", {}), argument_error);
    CHECK(folder.files() == 0);
    const auto into_none = [&] { io::save_npz(folder / "none/a.npz", {{"x", x}}); };
    CHECK(mentions(message_of<file_error>(into_none), "none/a.npz", "no directory"));
}

TEST_CASE("of members with one name the last is read, as NumPy does") {
    const testing::temporary_folder folder;
    const auto number = [](int value) { return make_array<int>({1}, value); };
    io::save_npz(folder / "a.npz", {{"a", number(1)}, {"c", number(3)}, {"b", number(2)}});
    std::string bytes = io::read_file(folder / "a.npz");
    for (std::size_t at; (at = bytes.find("b.npy")) != std::string::npos;) bytes[at] = 'a';
    io::write_file(folder / "a.npz", bytes);
    const auto archive = io::npz_archive::open(folder / "a.npz");
    CHECK(archive.names() == std::vector<std::string>{"a", "c"});
    CHECK(archive.get<int>("a")(0) == 2);
    CHECK(archive.get<int>("c")(0) == 3);
}

TEST_CASE("members that are compressed in other ways are named with theirs") {
    const testing::temporary_folder folder;
    const auto message = [&](char method) {
        std::string bytes = deflated;
        bytes[8] = bytes[192] = method;  // of the member itself and in the directory of the archive
        io::write_file(folder / "a.npz", bytes);
        return message_of<file_error>([&] { io::npz_archive::open(folder / "a.npz").get<int>("a"); });
    };
    CHECK(message(8).empty());
    CHECK(mentions(message(14), "a.npz: a.npy", "stored or deflated", "LZMA"));
    CHECK(mentions(message(12), "a.npz: a.npy", "BZIP2"));
    CHECK(mentions(message(93), "Zstandard"));
    CHECK(mentions(message(77), "unknown (method 77)"));
}

TEST_CASE("names of members are names and not paths") {
    const testing::temporary_folder folder;
    const array<float> x = make_array<float>({2}, 1.f);
    std::filesystem::create_directories(folder / "inner");
    io::save_npz(folder / "inner/a.npz", {{"../x", x}, {"/tmp/diapir/x", x}});
    const auto archive = io::npz_archive::open(folder / "inner/a.npz");
    CHECK(archive.names() == std::vector<std::string>{"../x", "/tmp/diapir/x"});
    CHECK(archive.get<float>("../x")(1) == 1);
    CHECK(folder.files() == 1);
    const auto latin1 = [&] { io::save_npz(folder / "b.npz", {{"gr\xfcn", x}}); };
    CHECK(mentions(message_of<argument_error>(latin1), "b.npz", "UTF-8", "gr\\xfcn"));
    CHECK(folder.files() == 1);
}

TEST_CASE("an archive that replaces another has its permissions, and its name may be long") {
    using std::filesystem::perms;
    const testing::temporary_folder folder;
    const auto path = folder / (std::string(251, 'n') + ".npz");
    for (const perms p : {perms::owner_read | perms::owner_write, perms::owner_all}) {
        io::save_npz(path, {{"x", make_array<float>({2}, 1.f)}});
        std::filesystem::permissions(path, p);
        io::save_npz(path, {{"x", make_array<float>({2}, 3.f)}});
        CHECK(std::filesystem::status(path).permissions() == p);
        CHECK(io::npz_archive::open(path).get<int>("x")(1) == 3);
    }
    CHECK(folder.files() == 1);
}

TEST_CASE("names that a zip archive cannot have are refused") {
    const testing::temporary_folder folder;
    const std::string text = "text";
    const auto message = [&](const std::string& name) {
        return message_of<argument_error>([&] { io::save_npz(folder / "a.npz", {{name, text}}); });
    };
    CHECK(mentions(message(std::string(70000, 'n')), "a.npz: expected the name", "65535", "'nnn", "of 70000"));
    CHECK(mentions(message(std::string("a\0b", 3)), "without NUL", "'a\\x00b' of 3"));
    CHECK(mentions(message(""), "1 to 65535", "of 0"));
    CHECK(folder.files() == 0);
    io::save_npz(folder / "a.npz", {{std::string(65535, 'n'), text}});
    CHECK(io::npz_archive::open(folder / "a.npz").raw(std::string(65535, 'n')) == text);
}

TEST_CASE("one archive can be read by several threads") {
    const auto archive = testing::reference("metrics");
    const auto names = archive.names();
    std::vector<std::size_t> sizes(names.size());
    const thread_limit four(4);
    parallel_for(names.size(), [&](std::size_t i) { sizes[i] = archive.get<double>(names[i]).size(); });
    for (std::size_t i = 0; i < names.size(); ++i) CHECK(sizes[i] == archive.shape(names[i]).size());
}

TEST_CASE("missing members and missing files are named") {
    const auto archive = testing::reference("metrics");
    CHECK(mentions(message_of<file_error>([&] { archive.get<float>("none"); }), "metrics.npz", "none.npy"));
    CHECK(mentions(message_of<file_error>([&] { archive.raw("none.json"); }), "metrics.npz", "none.json"));
    CHECK(mentions(message_of<file_error>([] { io::npz_archive::open("/no/such.npz"); }), "/no/such.npz"));
    const testing::temporary_folder folder;
    io::write_file(folder / "text.npz", "this is no archive");
    CHECK(mentions(message_of<file_error>([&] { io::npz_archive::open(folder / "text.npz"); }), "text.npz"));
}

TEST_CASE("an archive that was cut or changed is refused or gives the original array, never another one") {
    const testing::temporary_folder folder;
    const auto path = folder / "a.npz";
    array<int> expected = make_array<int>({40});
    for (int i = 0; i < 40; ++i) expected(i) = i;
    io::save_npz(path, {{"a", expected}});
    for (const std::string& good : {io::read_file(path), deflated}) {
        std::size_t refused = 0;
        const auto attempt = [&](const std::string& bytes) {
            io::write_file(path, bytes);
            bool same = true;
            const std::string message = message_of<file_error>([&] {
                const auto archive = io::npz_archive::open(path);
                if (archive.contains("a")) same = archive.get<int>("a") == expected;
            });
            CHECK(same);
            CHECK((message.empty() || mentions(message, path.string())));
            refused += !message.empty();
        };
        for (std::size_t size = 0; size < good.size(); ++size) attempt(good.substr(0, size));
        CHECK(refused == good.size());
        for (std::size_t i = 0; i < good.size(); ++i) {
            std::string bytes = good;
            bytes[i] = static_cast<char>(bytes[i] ^ 0x55);
            attempt(bytes);
        }
        CHECK(refused > good.size() + good.size() / 2);
    }
}

TEST_CASE("members that share bytes are refused, so that few of them never stand for many") {
    const testing::temporary_folder folder;
    io::save_npz(folder / "a.npz", {{"a", make_array<double>({1000}, 1.0)}, {"b", make_array<double>({1000}, 2.0)}});
    std::string bytes = io::read_file(folder / "a.npz");
    const std::size_t end = bytes.rfind("PK\x05\x06"), first = bytes.find("PK\x01\x02"),
                      second = bytes.find("PK\x01\x02", first + 4);
    const std::size_t place = 42;  // in an entry of the directory: where its member begins
    CHECK(io::npz_archive::open(folder / "a.npz").get<double>("b")(0) == 2);
    // the directory alone, and both of its entries name the first member
    std::string shared = bytes.substr(0, first / 2) + bytes.substr(first);
    for (const std::size_t entry : {first, second})
        shared.replace(shared.size() - bytes.size() + entry + place, 4, std::string(4, '\0'));
    const auto begin = static_cast<std::uint32_t>(first / 2);
    for (std::size_t i = 0; i < 4; ++i)
        shared[shared.size() - bytes.size() + end + 16 + i] = static_cast<char>(begin >> 8 * i & 255);
    io::write_file(folder / "b.npz", shared);
    CHECK_THROWS_WITH(io::npz_archive::open(folder / "b.npz"),
                      Catch::Contains("b.npz: expected members that share no bytes, b.npy takes more of the"));
}
