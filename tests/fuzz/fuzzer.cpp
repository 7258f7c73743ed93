// A target under libFuzzer. `--seeds FOLDER` writes its seeds, and does nothing else.
#include "fuzz/target.hpp"

#include <cstdint>
#include <cstring>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzzing::fuzz({reinterpret_cast<const char*>(data), size});
    return 0;
}

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    if (*count != 3 || std::strcmp((*arguments)[1], "--seeds") != 0) return 0;
    const std::filesystem::path folder = (*arguments)[2];
    std::filesystem::create_directories(folder);
    std::size_t number = 0;
    for (const std::string& seed : fuzzing::seeds()) {
        std::FILE* file = std::fopen((folder / ("seed" + std::to_string(number++))).c_str(), "wb");
        if (!file || std::fwrite(seed.data(), 1, seed.size(), file) != seed.size()) fuzzing::fail("no seeds");
        std::fclose(file);
    }
    std::exit(0);
}
