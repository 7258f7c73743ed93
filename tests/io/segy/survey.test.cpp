#include "../support.hpp"
#include "catch.hpp"
#include "segy_bytes.hpp"
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/segy/survey.hpp>

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <vector>

using namespace diapir;
using namespace diapir::io::segy;

namespace {

class survey_on_disk {
public:
    explicit survey_on_disk(const testing::segy_bytes& file) : path_(folder_ / "a.sgy") {
        io::write_file(path_, file.bytes());
    }
    survey open(bool by_number = false) const { return survey(path_, {}, by_number); }

private:
    testing::temporary_folder folder_;
    std::filesystem::path path_;
};

}  // namespace

TEST_CASE("sections along inlines and crosslines are {samples, traces}") {
    const survey_on_disk disk(testing::small_survey());
    const survey s = disk.open();
    const array<float> il = s.inline_section(2), xl = s.crossline_section(1);
    CHECK(shape_of(il) == shape{5, 4});
    CHECK(shape_of(xl) == shape{5, 3});
    for (std::size_t k = 0; k < 4; ++k) {
        CHECK(il(0, k) == 14);
        CHECK(il(1, k) == static_cast<float>(100 + k));
        CHECK(il(4, k) == 3);
    }
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(xl(0, i) == static_cast<float>(10 + 2 * i));
        CHECK(xl(1, i) == 101);
    }
    const array<float> slice = s.slice(0), coarse = s.slice(1, 2);
    CHECK(shape_of(slice) == shape{3, 4});
    CHECK(slice(2, 3) == 14);
    CHECK(shape_of(coarse) == shape{2, 2});
    CHECK(coarse(1, 1) == 102);
    CHECK_THROWS_AS(s.slice(5), argument_error);
}

TEST_CASE("blocks of shuffled files with holes and copies are read in the order of their lines") {
    auto file = testing::small_survey(9, 11);
    for (std::size_t i = 0; i < 99; ++i) std::swap(file.traces[i], file.traces[i * 10 % 99]);
    file.traces.push_back(file.traces[0]);
    const auto lost = file.traces[50];
    file.traces.erase(file.traces.begin() + 50);
    const survey_on_disk disk(file);
    const survey s = disk.open();
    const line_block block{2, 6, 3, 5};
    std::vector<float> values(block.traces() * 5);
    s.read(block, values.data(), -1);
    for (std::size_t i = 0; i < 6; ++i)
        for (std::size_t k = 0; k < 5; ++k) {
            const auto il = static_cast<float>(10 + 2 * (2 + i)), xl = static_cast<float>(103 + k);
            const bool hole = static_cast<int>(il) == lost.iline && static_cast<int>(xl) == lost.xline;
            CHECK(values[(i * 5 + k) * 5] == (hole ? -1 : il));
            CHECK(values[(i * 5 + k) * 5 + 1] == (hole ? -1 : xl));
        }
    CHECK_THROWS_AS(s.read({8, 2, 0, 1}, values.data()), argument_error);
}

TEST_CASE("traces are taken by their numbers where that is asked for") {
    const survey_on_disk disk(testing::small_survey());
    const survey s = disk.open(true);
    CHECK(s.ilines() == 1);
    CHECK(s.xlines() == 12);
    CHECK_FALSE(s.note().empty());
    CHECK(s.inline_section(0)(1, 5) == 101);
}

TEST_CASE("statistics are those of all traces, or of some of them") {
    const survey_on_disk disk(testing::small_survey());
    const survey s = disk.open();
    const auto all = s.statistics(), some = s.statistics(6);
    CHECK(all.count() == 60);
    CHECK(all.least() == 1);
    CHECK(all.largest() == 103);
    CHECK(all.mean() == Approx((12 + 101.5 + 6) / 5));
    CHECK(some.count() == 30);
}

TEST_CASE("statistics are those of what is read: the first trace of each place") {
    auto file = testing::small_survey();
    std::swap(file.traces[0], file.traces[11]);
    file.traces.erase(file.traces.begin() + 5);
    const auto first = file.traces;
    for (const auto& t : first) {  // as offsets before the stack
        file.traces.push_back(t);
        for (double& v : file.traces.back().values) v *= 1000;
    }
    const survey_on_disk disk(file);
    const survey s = disk.open();
    CHECK(s.places() == 11);
    CHECK(s.statistics().count() == 55);
    CHECK(s.statistics().largest() == 103);
    for (const std::size_t some : {1, 3, 10, 11, 12}) {
        CHECK(s.statistics(some).count() == 5 * std::min<std::size_t>(some, 11));
        CHECK(s.statistics(some).largest() <= 103);
    }
    CHECK(s.statistics(0).count() == 0);
}

TEST_CASE("a file of two terabytes is indexed by its headers alone") {
    auto file = testing::small_survey(4, 5);
    file.samples = 30000;
    const testing::temporary_folder folder;
    const std::string bytes = file.bytes(), first = bytes.substr(0, 3600 + 240);
    const std::size_t trace = 240 + 30000 * 4, traces = (std::size_t{2} << 40) / trace;
    io::write_file(folder / "a.sgy", first);
    std::error_code failure;
    std::filesystem::resize_file(folder / "a.sgy", 3600 + traces * trace, failure);
    if (failure) return;  // no sparse files here
    const trace_file f(folder / "a.sgy");
    CHECK(f.traces() == traces);
    CHECK(f.layout().position(traces) == 3600 + traces * trace);
    struct ::stat status;
    CHECK(::stat((folder / "a.sgy").c_str(), &status) == 0);
    CHECK(status.st_blocks < 1000);
}
