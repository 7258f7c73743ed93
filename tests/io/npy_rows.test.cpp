#include "catch.hpp"
#include "support.hpp"
#include <diapir/core/parallel.hpp>
#include <diapir/core/random.hpp>
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/npy_rows.hpp>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

using namespace diapir;
using testing::mentions;
using testing::message_of;
using indexes = std::vector<std::size_t>;

namespace {

template <class T>
array<T> noise(const shape& s) {
    random_stream random(4);
    array<T> a = make_array<T>(s);
    for (T& x : a) x = static_cast<T>(10 * random.normal());
    return a;
}

template <class T>
std::vector<T> elements_of(const array<T>& a) {
    return std::vector<T>(a.begin(), a.end());
}

/// Whether a file with the elements of `a` gives the rows of load_npy, as T.
template <class T, class Source>
bool gives_rows_of(const array<Source>& a) {
    const testing::temporary_folder folder;
    io::save_npy(folder / "a.npy", a);
    const array<T> whole = io::load_npy<T>(folder / "a.npy");
    const io::npy_rows<T> rows(folder / "a.npy");
    const indexes some{3, 4, 4, 5, 0, 6, 6, 1};
    return rows.shape() == shape_of(a) && rows.slice(0, rows.size()) == whole &&
           rows.slice(2, 5) == slice(whole, 2, 5) && rows.take(some) == take(whole, some);
}

std::string file(const std::string& dtype, const std::string& fortran, const std::string& shape,
                 const std::string& data) {
    const std::string header = "{'descr': '" + dtype + "', 'fortran_order': " + fortran + ", 'shape': " + shape + "}\n";
    return std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(header.size()) + '\0' + header + data;
}

}  // namespace

TEST_CASE("rows of a file are those of its array, whatever the type of its elements") {
    const shape s{7, 3, 4, 2};
    CHECK(gives_rows_of<float>(noise<float>(s)));
    CHECK(gives_rows_of<double>(noise<double>(s)));
    CHECK(gives_rows_of<float>(noise<double>(s)));
    CHECK(gives_rows_of<double>(noise<float>(s)));
    CHECK(gives_rows_of<float>(noise<std::int16_t>(s)));
    CHECK(gives_rows_of<float>(make_array<bool>(s, true)));
    CHECK(gives_rows_of<std::int64_t>(noise<std::int32_t>(s)));
    CHECK(gives_rows_of<float>(noise<float>({7})));
    CHECK(gives_rows_of<double>(noise<float>({7, 100003})));  // in several steps
}

TEST_CASE("the shape is known before any row is read") {
    const testing::temporary_folder folder;
    io::save_npy(folder / "a.npy", noise<double>({5, 2, 3}));
    const io::npy_rows<float> rows(folder / "a.npy");
    CHECK(rows.shape() == shape{5, 2, 3});
    CHECK(rows.size() == 5);
    CHECK(rows.row_size() == 6);
    CHECK(rows.dtype() == "<f8");
    CHECK(shape_of(rows.slice(2, 2)) == shape{0, 2, 3});
    CHECK(shape_of(rows.take(indexes{})) == shape{0, 2, 3});
    io::save_npy(folder / "empty.npy", make_array<float>({0, 4}));
    CHECK(io::npy_rows<float>(folder / "empty.npy").slice(0, 0).size() == 0);
    float written[6];
    rows.slice(4, 5, written);
    CHECK(written[5] == io::load_npy<float>(folder / "a.npy")(4, 1, 2));
}

TEST_CASE("rows of the other byte order are read") {
    const testing::temporary_folder folder;
    io::write_file(folder / "a.npy", file(">u2", "False", "(3, 1)", std::string("\x00\x01\x00\x02\x01\x00", 6)));
    CHECK(elements_of(io::npy_rows<float>(folder / "a.npy").slice(1, 3)) == std::vector<float>{2, 256});
    io::write_file(folder / "b.npy", file(">f4", "False", "(2,)", std::string("\x40\x20\x00\x00\xbf\x80\x00\x00", 8)));
    CHECK(elements_of(io::npy_rows<float>(folder / "b.npy").take(indexes{1, 0})) == std::vector<float>{-1, 2.5});
}

TEST_CASE("many threads read from one file at once") {
    const testing::temporary_folder folder;
    const array<float> whole = noise<float>({64, 1000});
    io::save_npy(folder / "same.npy", whole);
    const array<double> wide = xt::cast<double>(whole);
    io::save_npy(folder / "wide.npy", wide);
    for (const char* name : {"same.npy", "wide.npy"}) {
        const io::npy_rows<float> rows(folder / name);
        std::atomic<std::size_t> wrong = 0;
        std::vector<std::thread> readers;
        for (std::size_t thread = 0; thread < 4; ++thread)
            readers.emplace_back([&, thread] {
                for (std::size_t i = 0; i < 64; ++i) {
                    const indexes some{(i * 7 + thread) % 64, i, (i * 5) % 64};
                    wrong += rows.take(some) != take(whole, some);
                }
            });
        for (std::thread& reader : readers) reader.join();
        CHECK(wrong == 0);
    }
}

TEST_CASE("rows that do not exist are refused before any is read") {
    const testing::temporary_folder folder;
    io::save_npy(folder / "a.npy", noise<float>({5, 2}));
    const io::npy_rows<float> rows(folder / "a.npy");
    const auto message = [&](auto first, auto last) {
        return message_of<argument_error>([&] { rows.slice(first, last); });
    };
    CHECK(mentions(message(3, 6), "a.npy: expected rows in order within {5, 2}, got 3 to 6"));
    CHECK(mentions(message(3, 2), "got 3 to 2"));
    CHECK(mentions(message_of<argument_error>([&] { rows.take(indexes{0, 5}); }), "a.npy: row 5 does not exist"));
}

TEST_CASE("a file that shrinks while it is open is an error") {
    const testing::temporary_folder folder;
    for (const bool converts : {false, true}) {
        converts ? io::save_npy(folder / "a.npy", noise<double>({5, 1000}))
                 : io::save_npy(folder / "a.npy", noise<float>({5, 1000}));
        const io::npy_rows<float> rows(folder / "a.npy");
        std::filesystem::resize_file(folder / "a.npy", std::filesystem::file_size(folder / "a.npy") - 1);
        CHECK(rows.slice(0, 4).size() == 4000);
        CHECK(mentions(message_of<file_error>([&] { rows.slice(3, 5); }), "a.npy", "shorter"));
    }
}

TEST_CASE("files without rows of numbers in C order are named and refused") {
    const testing::temporary_folder folder;
    const auto message = [&](const std::string& bytes) {
        io::write_file(folder / "x.npy", bytes);
        return message_of<file_error>([&] { io::npy_rows<float> rows(folder / "x.npy"); });
    };
    const std::string six(24, '\0');
    CHECK(message(file("<f4", "False", "(2, 3)", six)).empty());
    CHECK(message(file("<f4", "True", "(6,)", six)).empty());
    CHECK(
        mentions(message(file("<f4", "True", "(2, 3)", six)), "x.npy: expected rows in C order", "{2, 3}", "Fortran"));
    CHECK(mentions(message(file("<f4", "False", "()", six.substr(0, 4))), "x.npy: expected rows {n, ...}"));
    CHECK(mentions(message(file("<f4", "False", "(2, 3)", six + "x")), "x.npy: expected 24 bytes", "got 25"));
    CHECK(mentions(message(file("<f4", "False", "(2, 4)", six)), "x.npy: expected 32 bytes", "got 24"));
    CHECK(mentions(message(file("<c8", "False", "(3,)", six)), "x.npy", "<c8"));
    CHECK(mentions(message(file("<f4", "False", "(4294967296, 4294967296, 4)", six)), "no array can have shape"));
    CHECK(mentions(message("not an array at all"), "x.npy", "another format"));
    CHECK(mentions(message(""), "x.npy", ".npy"));
    CHECK(mentions(message_of<file_error>([&] { io::npy_rows<float> rows(folder / "none.npy"); }), "none.npy"));
}

TEST_CASE("values that the element type cannot hold are refused when they are read") {
    const testing::temporary_folder folder;
    io::save_npy(folder / "a.npy", array<double>{1, 2, 2.5});
    const io::npy_rows<int> rows(folder / "a.npy");
    CHECK(elements_of(rows.slice(0, 2)) == std::vector<int>{1, 2});
    CHECK(mentions(message_of<file_error>([&] { rows.slice(1, 3); }), "a.npy", "2.5"));
}
