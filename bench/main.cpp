// Runs the entries that a topic's files have registered.
#include "subject.hpp"
#include <diapir/core/parallel.hpp>

#include <vector>

namespace bench {

namespace {

std::vector<void (*)()>& topics() {
    static std::vector<void (*)()> all;
    return all;
}

}  // namespace

registration::registration(void (*add_entries)()) {
    topics().push_back(add_entries);
}

void use_threads(std::size_t count) {
    diapir::set_threads(count);
}

}  // namespace bench

int main(int argc, char** argv) {
    for (const auto add_entries : bench::topics()) add_entries();
#ifdef __clang__
    benchmark::AddCustomContext("compiler", "clang " __clang_version__ " " BENCH_FLAGS);
#else
    benchmark::AddCustomContext("compiler", "g++ " __VERSION__ " " BENCH_FLAGS);
#endif
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
}
