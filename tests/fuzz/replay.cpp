// A target without a fuzzer: tries its seeds, each of them with single bytes changed and cut short, and the files of
// the folders that it is given, such as what a fuzzer has found.
#include "fuzz/target.hpp"

#include <algorithm>

namespace {

/// Changes at so many places of a seed, the same ones every time.
void try_changes(const std::string& seed, std::size_t places) {
    const std::size_t step = std::max<std::size_t>(1, seed.size() / places);
    for (std::size_t at = 0; at < seed.size(); at += step) {
        for (const int change : {1, 128, 255}) {
            std::string changed = seed;
            changed[at] = static_cast<char>(changed[at] ^ change);
            fuzzing::fuzz(changed);
        }
        fuzzing::fuzz(std::string_view(seed).substr(0, at));
    }
}

}  // namespace

int main(int count, char** arguments) {
    std::size_t tried = 0;
    const std::vector<std::string> seeds = fuzzing::seeds();
    for (const std::string& seed : seeds) {
        const std::size_t before = fuzzing::taken;
        fuzzing::fuzz(seed);
        if (fuzzing::taken == before) fuzzing::fail("a seed is refused: " + seed.substr(0, 100));
        try_changes(seed, 20 + 2000 / seeds.size());
        ++tried;
    }
    for (int i = 1; i < count; ++i) {
        if (!std::filesystem::exists(arguments[i])) continue;  // no findings yet
        for (const auto& entry : std::filesystem::recursive_directory_iterator(arguments[i]))
            if (entry.is_regular_file()) {
                fuzzing::fuzz(diapir::io::read_file(entry.path()));
                ++tried;
            }
    }
    std::printf("%zu seeds and findings, none of which broke the rule\n", tried);
    return tried > 0 ? 0 : 1;
}
