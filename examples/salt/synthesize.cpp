#include "steps.hpp"
#include "workspace.hpp"
#include <diapir/core/progress.hpp>
#include <diapir/data/synthetic.hpp>
#include <diapir/io/tgs.hpp>

#include <iomanip>
#include <iostream>
#include <sstream>

namespace salt {

void synthesize(const settings& s) {
    using namespace diapir;
    const stopwatch clock;
    const auto folder = s.data.empty() ? s.out / "data" : s.data;
    require<file_error>(!std::filesystem::exists(folder / "images") || std::filesystem::is_empty(folder / "images"),
                        (folder / "images").string(), ": expected no images yet; remove them or name another folder");
    require(s.count > 0, "synthesize: --count must be at least 1");
    const data::synthetic_options options{.salt_free = s.salt_free};
    parallel_for(s.count, [&](std::size_t i) {
        const auto section = data::synthesize(options, s.seed, i);
        std::ostringstream stem;
        stem << "section_" << std::setw(5) << std::setfill('0') << i;
        io::write_tgs_image(folder, stem.str(), section.image);
        io::write_tgs_mask(folder, stem.str(), section.mask);
    });
    std::cout << s.count << " sections in " << folder.string() << '\n';
    record(s, "synthesize", {{"seconds", clock.seconds()}, {"sections", s.count}});
}

}  // namespace salt
