#include "file_ending.hpp"
#include "steps.hpp"
#include "workspace.hpp"
#include <diapir/io/json.hpp>
#include <diapir/io/npz.hpp>
#include <diapir/io/safetensors.hpp>
#include <diapir/io/weights.hpp>
#ifdef SALT_HAS_ONNX
#include <diapir/io/onnx.hpp>
#endif

#include <array>
#include <ctime>
#include <iostream>
#include <map>
#include <string>

namespace salt {

using namespace diapir;

namespace {

using metadata = std::map<std::string, std::string>;

std::string now() {
    const std::time_t time = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&time, &parts);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text.data();
}

/// Whether the last evaluation was of the network that is there now.
bool is_evaluated(const manifest& past) {
    const json& reads = past.fact("evaluate", "reads");
    return reads.is_object() && reads.contains("model.npz") &&
           reads.at("model.npz").at("checksum") == past.written("train", "model.npz");
}

/// What a program has to do to images before the network sees them, and what made the network.
metadata about(workspace& w, const std::string& network) {
    const json transform = w.load_json("transform.json", "prepare");
    std::string channels;
    for (const std::string& name : w.channels()) channels += (channels.empty() ? "" : ",") + name;
    metadata all{{"network", network},
                 {"channels", channels},
                 {"transform", io::format_json(transform)},
                 {"stride", std::to_string(w.options().stride)},
                 {"creation_date", now()}};
    // As OpendTect names it where it knows it.
    const std::string method = transform.value("method", std::string());
    all["scaling_type"] = method == "standard" ? "Global Standardization" : method;
    if (!is_evaluated(w.past())) return all;
    const json& threshold = w.past().fact("evaluate", "threshold");
    if (threshold.is_number()) all["threshold"] = threshold.dump();
    if (w.past().fact("evaluate", "options").value("flips", false)) all["flips"] = "true";
    return all;
}

/// The format that is asked for, else that of the ending of the file's name. Throws diapir::argument_error where one
/// contradicts the other.
std::string format_of(const settings& s) {
    const std::string ending = programs::ending_of(s.file);
    if (ending != ".onnx" && ending != ".safetensors") return s.format;
    require(!s.given.contains("format") || '.' + s.format == ending, "export: --format ", s.format, " contradicts ",
            s.file.string(), "; leave one of them out");
    return ending.substr(1);
}

void write_onnx(const std::filesystem::path& path, const nn::unet<float>& net, metadata about,
                const std::string& format) {
#ifdef SALT_HAS_ONNX
    io::onnx_options options;
    if (format == "channels_last") options.format = io::data_format::channels_last;
    options.scaling_type = about.extract("scaling_type").mapped();
    options.creation_date = about.extract("creation_date").mapped();
    options.metadata = std::move(about);
    io::save_onnx(path, net, options);
#else
    static_cast<void>(net), static_cast<void>(about), static_cast<void>(format);
    throw file_error(path.string() +
                     ": cannot be written: this salt was built without ONNX; take --format safetensors");
#endif
}

}  // namespace

void export_model(const settings& asked) {
    workspace w(asked, "export");
    const auto model = w.input("model.npz", "train");
    const auto net = io::load_network<float>(model);
    const metadata facts = about(w, io::npz_archive::open(model).raw("network.json"));
    const std::string format = format_of(w.options());
    const std::filesystem::path path = w.options().file.empty() ? w.output("model." + format) : w.options().file;
    require<file_error>(!w.past().holds(path), path.string(), ": is a file of the run; choose another --out");
    require(format == "onnx" || !w.options().given.contains("data-format"), "export: --data-format is of ONNX, and ",
            path.string(), " is not; leave it out");
    if (format == "onnx") {
        write_onnx(path, net, facts, w.options().data_format);
    } else {
        io::save_safetensors(path, net.parameters(), facts);
    }
    std::cout << "export: " << path.string() << '\n';
}

}  // namespace salt
