#include "comparison.hpp"
#include "file_ending.hpp"
#include "metrics.hpp"
#include "report/comparison_page.hpp"
#include "steps.hpp"
#include <diapir/io/is_there.hpp>
#include <diapir/io/make_folder.hpp>
#include <diapir/io/read_file.hpp>

#include <iomanip>
#include <iostream>
#include <string_view>

namespace salt {

using namespace diapir;

namespace {

void print(const std::vector<metric_comparison>& all) {
    std::cout << std::left << std::setw(12) << "metric" << std::right << std::setw(10) << "A" << std::setw(10) << "B"
              << std::setw(10) << "B - A"
              << "   95 % interval       images better, worse\n";
    for (const metric_comparison& c : all)
        std::cout << std::left << std::setw(12) << c.metric << std::right << std::setw(10) << fixed_text(c.a)
                  << std::setw(10) << fixed_text(c.b) << std::setw(10) << fixed_text(c.difference.estimate) << "   "
                  << std::setw(7) << fixed_text(c.difference.low) << " to " << std::setw(7)
                  << fixed_text(c.difference.high) << std::setw(8) << c.better << ", " << c.worse << '\n';
}

/// What is written is written instead of an earlier comparison; any other file stays.
void require_comparison_or_none(const std::filesystem::path& path, bool (*is_one)(std::string_view)) {
    if (io::is_there(path)) require_own_or_none(path, is_one(io::read_file(path)), "compare");
}

void write_page(const std::filesystem::path& path, const comparison& c) {
    io::write_file(path, comparison_page(c));
    std::cout << "the page is " << std::filesystem::absolute(path).string() << '\n';
}

}  // namespace

void compare(const settings& s) {
    const bool writes = s.given.contains("out"), page_alone = programs::ending_of(s.out) == ".html";
    if (writes) require_comparison_or_none(page_alone ? s.out : s.out / "compare.html", &is_comparison_page);
    if (writes && !page_alone) require_comparison_or_none(s.out / "compare.json", &is_comparison);
    const comparison c = compare_runs(s.runs.at(0), s.runs.at(1));
    std::cout << "A is " << c.a.out.string() << ", B is " << c.b.out.string() << "; means over the same "
              << c.order.size() << " test images\n";
    if (c.sizes_differ) std::cout << "they look at images of different sizes, each is measured at its own\n";
    print(c.metrics);
    for (const setting_difference& d : c.settings)
        std::cout << d.step << " --" << d.option << ": " << (d.a.empty() ? "none" : d.a) << " in A, "
                  << (d.b.empty() ? "none" : d.b) << " in B\n";
    std::cout << c.verdict << '\n';
    if (!writes) return;
    if (page_alone) {
        write_page(s.out, c);
        return;
    }
    io::make_folder(s.out);
    io::write_json(s.out / "compare.json", as_json(c));
    write_page(s.out / "compare.html", c);
}

}  // namespace salt
