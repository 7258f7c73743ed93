// Joins the output of the benchmark programs into one table: what, ours, peer, ratio, share of the peak.
//   bench_table RESULT.json... [--out bench.json] [--markdown DOCUMENT.md]
#include "comparisons.hpp"
#include "document.hpp"

#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace {

void write(const std::string& path, const std::string& text) {
    std::ofstream file(path);
    if (!(file << text) || !file.flush()) throw std::runtime_error(path + ": cannot be written");
}

std::string read(const std::string& path) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error(path + ": cannot be opened");
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

int main(int argc, char** argv) try {
    bench::comparisons all;
    std::string out, document;
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        if ((argument == "--out" || argument == "--markdown") && i + 1 < argc) {
            (argument == "--out" ? out : document) = argv[++i];
        } else {
            all.read(argument);
        }
    }
    const nlohmann::json rows = bench::rows_of(all.ours());
    std::cout << bench::table_of(rows);
    for (const std::string& why : all.missing()) std::cout << "not measured, since it lacks: " << why << "\n";
    if (!out.empty()) write(out, rows.dump(1) + "\n");
    if (!document.empty()) write(document, bench::with_results(read(document), all));
} catch (const std::exception& e) {
    std::cerr << "bench_table: " << e.what() << "\n";
    return 1;
}
