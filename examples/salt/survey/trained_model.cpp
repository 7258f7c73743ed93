#include "trained_model.hpp"

#include <diapir/core/error.hpp>
#include <diapir/io/weights.hpp>

namespace salt {

using namespace diapir;

std::vector<io::npz_entry> members_for(const preparation& p, const array<float>& background) {
    return {{preparation_member, io::format_json(to_json(p))}, {"background", background}};
}

trained_model load_model(const std::filesystem::path& path) {
    trained_model m{io::load_network<float>(path), {}, {}};
    const auto archive = io::npz_archive::open(path);
    require<file_error>(archive.contains(preparation_member) && archive.contains("background"), path.string(),
                        ": does not say how its images were prepared; 'salt train' of this version notes it");
    const std::string origin = path.string() + ": " + preparation_member;
    m.prepared = preparation_from_json(io::parse_json(archive.raw(preparation_member), origin), origin);
    m.background = archive.get<float>("background");
    const std::size_t channels = m.prepared.channels.size();
    require<file_error>(m.net.options().channels == channels, path.string(), ": the network takes ",
                        m.net.options().channels, " channels, but ", channels, " are prepared");
    require<file_error>(m.background.dimension() == 4 && m.background.size() > 0 && m.background.shape()[3] == channels,
                        path.string(), ": background: expected images {n, rows, cols, ", channels, "}, got ",
                        shape_of(m.background));
    return m;
}

}  // namespace salt
