// SEG-Y files: headers, keys, index and sections.
#include "fuzz/target.hpp"
#include "io/segy/segy_bytes.hpp"
#include <diapir/io/segy/survey.hpp>

namespace segy = diapir::io::segy;
namespace testing = diapir::testing;

void fuzzing::fuzz(std::string_view bytes) {
    read_file_of(bytes, ".sgy", [](const auto& path) {
        for (const bool by_number : {false, true}) {
            const segy::survey survey(path, {}, by_number);
            survey.file().text();
            survey.inline_section(survey.ilines() - 1);
            survey.crossline_section(survey.xlines() - 1);
        }
    });
}

std::vector<std::string> fuzzing::seeds() {
    std::vector<std::string> all;
    for (const int format : {1, 3, 5, 7, 8})
        for (const int revision : {0, 1, 2}) {
            auto file = testing::small_survey(2, 3);
            file.format = format;
            file.revision = revision;
            file.little = format == 3;
            all.push_back(file.bytes());
        }
    auto file = testing::small_survey(2, 3);
    file.extended_texts = {"MORE", "((SEG: EndText))"};
    file.declared_texts = -1;
    file.ascii = true;
    all.push_back(file.bytes());
    return all;
}
