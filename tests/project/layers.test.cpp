// Folders are layers: a header includes its own layer and those below it, nothing else; seams are the only headers that
// know a third-party library.
#include "catch.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
using names = std::set<std::string>;

const fs::path root = fs::path(DIAPIR_SOURCE_DIR) / "include" / "diapir";

/// The headers that a file includes, with their brackets taken off.
std::vector<std::string> includes_of(const fs::path& file) {
    static const std::regex pattern(R"(^\s*#\s*include\s*[<"]([^>"]+)[>"])");
    std::vector<std::string> found;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        std::smatch match;
        if (std::regex_search(line, match, pattern)) found.push_back(match[1]);
    }
    return found;
}

std::vector<fs::path> headers() {
    std::vector<fs::path> all;
    for (const auto& entry : fs::recursive_directory_iterator(root))
        if (entry.path().extension() == ".hpp") all.push_back(entry.path());
    return all;
}

/// The layer that a header belongs to; inside shap/ and figure/ the room.
std::string room_of(const fs::path& header) {
    const std::string folder = header.parent_path().generic_string();
    const std::string layer = folder.substr(0, folder.find('/'));
    return layer == "shap" || layer == "figure" ? folder : layer;
}

/// Folders of what needs one more library; each has an umbrella beside it.
const names optional_parts{"attributes/spectral", "io/segy", "io/onnx", "io/tracking", "distributed/mpi"};

/// The umbrella of a header, without its ending: that of the optional part it belongs to, or else of its layer.
std::string umbrella_of(const std::string& header) {
    for (const auto& part : optional_parts)
        if (header.rfind(part + '/', 0) == 0) return part;
    return header.substr(0, header.find('/'));
}

/// Whether a header includes another, itself or through what it includes.
bool reaches(const std::string& header, const std::string& other) {
    if (header == other) return true;
    for (const auto& include : includes_of(root.parent_path() / header))
        if (include.rfind("diapir/", 0) == 0 && reaches(include, other)) return true;
    return false;
}

names with(names some, const names& more) {
    some.insert(more.begin(), more.end());
    return some;
}

}  // namespace

TEST_CASE("headers include only their own layer and those below it") {
    const names game{"core", "shap/result", "shap/background", "shap/players"};
    const names estimator = with(game, {"shap/game"});
    const names explainer = with(estimator, {"shap/estimator"});
    const std::map<std::string, names> below{
        {"core", {}},
        {"kernels", {"core"}},
        {"attributes", {"core"}},
        {"autodiff", {"core"}},
        {"ops", {"core", "kernels", "autodiff"}},
        {"nn", {"core", "autodiff", "ops"}},
        {"shap", explainer},
        {"shap/result", {"core"}},
        {"shap/background", {"core"}},
        {"shap/players", {"core", "shap/result"}},
        {"shap/game", game},
        {"shap/estimator", estimator},
        {"shap/exact", explainer},
        {"shap/sampled", explainer},
        {"shap/deep", with(explainer, {"autodiff"})},
        {"data", {"core", "attributes"}},
        {"distributed", {"core"}},
        {"io", {"core", "ops", "nn", "shap", "data"}},
        {"figure", {"core", "io", "figure/draw"}},
        {"figure/draw", {"core", "io"}},
        {"figure/plot", {"core", "figure/draw"}},
        {"figure/explanation", {"core", "shap", "figure/draw", "figure/plot"}},
        {"figure/segmentation", {"core", "nn", "figure/draw", "figure/plot"}},
    };
    std::size_t checked = 0;
    for (const auto& file : headers()) {
        const fs::path path = fs::relative(file, root);
        if (!path.has_parent_path()) continue;  // umbrellas
        INFO(path.generic_string());
        const std::string room = room_of(path);
        REQUIRE(below.count(room) == 1);
        for (const auto& include : includes_of(file)) {
            if (include.rfind("diapir/", 0) != 0 || include == "diapir/version.hpp") continue;
            const std::string from = room_of(include.substr(7));
            const std::string layer = from.substr(0, from.find('/'));
            INFO("includes " << include);
            const names& allowed = below.at(room);
            // Other layers may use every room of a layer; inside it the walls between the rooms hold.
            CHECK((from == room || allowed.count(from) == 1 ||
                   (room.substr(0, room.find('/')) != layer && allowed.count(layer) == 1)));
            ++checked;
        }
    }
    CHECK(checked > 100);
}

TEST_CASE("umbrellas only include, and name every header of their folder") {
    for (const auto& header : headers()) {
        const std::string name = fs::relative(header, root).generic_string();
        const std::string layer = umbrella_of(name), own = name.substr(0, name.size() - 4);
        // Umbrellas themselves, and implementation, which is included where it is needed.
        if (name.find('/') == std::string::npos || optional_parts.count(own) == 1 || layer == "core" ||
            layer == "kernels")
            continue;
        INFO(layer << ".hpp lacks " << name);
        const auto included = includes_of(root / (layer + ".hpp"));
        CHECK(std::find(included.begin(), included.end(), "diapir/" + name) != included.end());
    }
    for (const auto& header : headers()) {
        const std::string name = fs::relative(header, root).generic_string(), own = name.substr(0, name.size() - 4);
        if (name == "version.hpp" || (name.find('/') != std::string::npos && optional_parts.count(own) == 0)) continue;
        INFO(name);
        std::ifstream in(header);
        for (std::string line; std::getline(in, line);)
            CHECK(
                (line.empty() || line.rfind("//", 0) == 0 || line == "#pragma once" || line.rfind("#include", 0) == 0));
    }
}

TEST_CASE("each third-party library is known to its seam alone") {
    const std::map<std::string, names> seams{
        {"xtensor", {"core/array.hpp"}},
        {"xsimd", {"core/simd.hpp"}},
        {"omp.h", {"core/parallel.hpp"}},
        {"Eigen", {"core/linalg.hpp", "core/matrix_decompositions.hpp"}},
        {"png.h", {"io/png.hpp"}},
        {"zip.h", {"io/npz.hpp"}},
        {"cairo", {"figure/draw/canvas.hpp"}},
        {"nlohmann", {"io/json_parser.hpp"}},
        {"kiss", {"attributes/spectral/fft.hpp"}},
        {"segyio", {"io/segy/trace_file.hpp"}},
        {"onnx", {"io/onnx/protobuf.hpp"}},
        {"google", {"io/onnx/protobuf.hpp"}},
        {"httplib", {"io/tracking/http.hpp"}},
        {"mpi.h", {"distributed/mpi/communicator.hpp"}},
    };
    for (const auto& file : headers())
        for (const auto& include : includes_of(file))
            for (const auto& [library, files] : seams) {
                if (include.rfind("diapir/", 0) == 0 || include.rfind(library, 0) != 0) continue;
                INFO(file.string() << " includes " << include);
                CHECK(files.count(fs::relative(file, root).generic_string()) == 1);
            }
}

TEST_CASE("the instruction set is part of every name but those that all share") {
    const names shared{"version.hpp",
                       "core/error.hpp",
                       "core/shape.hpp",
                       "core/tensor_shape.hpp",
                       "core/tensor.hpp",
                       "core/buffer.hpp",
                       "core/derived_values.hpp",
                       "core/shared_object.hpp",
                       "core/parallel.hpp",
                       "core/helpers.hpp",
                       "core/forked.hpp",
                       "core/float_environment.hpp",
                       "core/linalg.hpp",
                       "core/matrix_decompositions.hpp",
                       "core/instruction_set.hpp",
                       "attributes/registry/attribute_set.hpp",
                       "attributes/registry/dispatch.hpp",
                       "kernels/window.hpp",
                       "kernels/packed_kernel.hpp",
                       "kernels/dispatch.hpp",
                       "kernels/kernel_set.hpp"};
    for (const auto& file : headers()) {
        const std::string name = fs::relative(file, root).generic_string();
        std::ifstream in(file);
        bool by_target = false;
        for (std::string line; std::getline(in, line);) {
            INFO(name << ": " << line);
            by_target = by_target || line.rfind("namespace diapir::inline DIAPIR_TARGET", 0) == 0;
            if (shared.count(name) == 0) CHECK(line.find("namespace diapir") == line.find("namespace diapir::inline"));
        }
        INFO(name << " does not include core/target.hpp");
        if (by_target) CHECK(reaches("diapir/" + name, "diapir/core/target.hpp"));
    }
}

TEST_CASE("a header is one idea of at most 310 lines") {
    for (const auto& file : headers()) {
        std::ifstream in(file);
        std::size_t lines = 0;
        for (std::string line; std::getline(in, line);) ++lines;
        INFO(file.string());
        CHECK(lines <= 310);
    }
}
