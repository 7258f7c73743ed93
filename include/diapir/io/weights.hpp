// The weights of networks as .npz files: one array a parameter, named wNN_LAYER_kernel and wNN_LAYER_bias in Keras'
// order and layout, and as network.json the options of a U-Net, or the layers of any other network.
#pragma once

#include <diapir/core/batch.hpp>
#include <diapir/core/error.hpp>
#include <diapir/io/architecture.hpp>
#include <diapir/io/json.hpp>
#include <diapir/io/npz.hpp>
#include <diapir/io/text.hpp>
#include <diapir/nn/networks/network.hpp>
#include <diapir/nn/networks/unet.hpp>
#include <diapir/nn/parameter.hpp>
#include <diapir/version.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io {

/// The name of parameter number `index` in a file: "conv2d_1/kernel" is w02_conv2d_1_kernel.
inline std::string weight_name(std::size_t index, std::string parameter) {
    std::replace(parameter.begin(), parameter.end(), '/', '_');
    return (index < 10 ? "w0" : "w") + std::to_string(index) + "_" + parameter;
}

namespace detail {

/// Throws file_error unless an archive has an array of that name and shape.
inline void require_weights(const npz_archive& archive, const std::string& name, const shape& expected,
                            const std::filesystem::path& path) {
    require<file_error>(archive.contains(name), path.string(), ": expected the weights ", name, ", which are missing");
    const shape found = archive.shape(name);
    require<file_error>(found == expected, path.string(), ": ", name, " is ", found, ", expected ", expected);
}

inline const char* normalization_name(nn::normalization n) {
    constexpr const char* names[] = {"none", "batch", "group", "layer"};
    return names[static_cast<int>(n)];
}

/// The options that files of earlier versions do not have.
inline void read_unet_extras(const json& options, const std::string& origin, nn::unet_options& o) {
    o.residual = options.value("residual", false);
    o.squeeze_excitation = options.value("squeeze_excitation", false);
    o.hypercolumn = options.value("hypercolumn", false);
    o.round_up = options.value("round_up", false);
    o.supervision = options.value("supervision", 0.0);
    const std::string name = options.value("normalization", "none");
    for (const auto n :
         {nn::normalization::none, nn::normalization::batch, nn::normalization::group, nn::normalization::layer})
        if (name == normalization_name(n)) {
            o.normalization = n;
            return;
        }
    throw file_error(origin + ": expected the normalization none, batch, group or layer, got " + excerpt(name));
}

}  // namespace detail

/// Replaces the values of all parameters by those of an archive, where their names may begin with a prefix. Throws
/// file_error, with no parameter changed, where one is missing or has another shape.
template <class T>
void load_weights(const npz_archive& archive, nn::parameters<T>& parameters, const std::filesystem::path& path,
                  const std::string& prefix = {}) {
    nn::parameters<T> loaded;
    for (const auto& p : parameters) {
        const std::string name = prefix + weight_name(loaded.size(), p.name);
        detail::require_weights(archive, name, p.value.shape(), path);
        loaded.push_back({p.name, to_tensor(archive.get<T>(name)), p.trainable});
    }
    parameters = std::move(loaded);
}
template <class T>
void load_weights(const std::filesystem::path& path, nn::parameters<T>& parameters, const std::string& prefix = {}) {
    load_weights(npz_archive::open(path), parameters, path, prefix);
}

/// Adds all parameters to an archive that is being written.
template <class T>
void add_weights(npz_writer& writer, const nn::parameters<T>& parameters) {
    for (std::size_t i = 0; i < parameters.size(); ++i)
        writer.add(weight_name(i, parameters[i].name), parameters[i].value.shape(), parameters[i].value.data());
}

namespace detail {

template <class T>
void write_network(const std::filesystem::path& path, const json& about, const nn::parameters<T>& parameters,
                   const std::vector<npz_entry>& more) {
    npz_writer writer(path);
    writer.add("network.json", format_json(about));
    add_weights(writer, parameters);
    for (const npz_entry& entry : more) writer.add(entry);
    writer.commit();
}

/// What network.json says.
inline json read_network(const npz_archive& archive, const std::filesystem::path& path) {
    require<file_error>(archive.contains("network.json"), path.string(),
                        ": expected a saved network with a member network.json");
    return parse_json(archive.raw("network.json"), path.string() + ": network.json");
}

}  // namespace detail

/// Writes a U-Net with its options, and with `more` members that belong to it, such as how its inputs were prepared.
/// Throws file_error when that fails; an old file is then untouched.
template <class T>
void save_network(const std::filesystem::path& path, const nn::unet<T>& net, const std::vector<npz_entry>& more = {}) {
    const nn::unet_options& o = net.options();
    const json options{{"network", "unet"},
                       {"channels", o.channels},
                       {"filters", o.filters},
                       {"levels", o.levels},
                       {"bottleneck", o.bottleneck},
                       {"kernel", o.kernel},
                       {"dropout", o.dropout},
                       {"outputs", o.outputs},
                       {"residual", o.residual},
                       {"normalization", detail::normalization_name(o.normalization)},
                       {"squeeze_excitation", o.squeeze_excitation},
                       {"hypercolumn", o.hypercolumn},
                       {"supervision", o.supervision},
                       {"round_up", o.round_up},
                       {"diapir", diapir::version}};
    detail::write_network(path, options, net.parameters(), more);
}
/// Writes any other network with its layers, see architecture. The layers themselves are code: the file is read into a
/// network that the same code has made. Throws file_error when that fails; an old file is then untouched.
template <class T>
void save_network(const std::filesystem::path& path, const nn::network<T>& net,
                  const std::vector<npz_entry>& more = {}) {
    json about{{"network", "layers"}, {"diapir", diapir::version}};
    about.update(architecture(net.graph(), net.input()));
    detail::write_network(path, about, net.parameters(), more);
}

/// Reads what save_network wrote of a U-Net. Throws file_error for anything else.
template <class T>
nn::unet<T> load_network(const std::filesystem::path& path) {
    const auto archive = npz_archive::open(path);
    nn::unet_options o;
    const std::string origin = path.string() + ": network.json";
    const json options = detail::read_network(archive, path);
    read_members(origin, [&] {
        require<file_error>(options.at("network") != "layers", path.string(),
                            ": expected a unet, got layers: they are read into a network that has them");
        require<file_error>(options.at("network") == "unet", path.string(), ": expected a unet, got ",
                            excerpt(format_json(options.at("network"))));
        for (const auto& [name, field] : {std::pair{"channels", &o.channels},
                                          {"filters", &o.filters},
                                          {"levels", &o.levels},
                                          {"bottleneck", &o.bottleneck},
                                          {"kernel", &o.kernel},
                                          {"outputs", &o.outputs}})
            *field = as_count(options.at(name), origin + ": " + name);
        options.at("dropout").get_to(o.dropout);
        detail::read_unet_extras(options, path.string(), o);
    });
    // Before any memory is taken for it: a file may say that it is of any size.
    std::size_t index = 0;
    for (const nn::layer_description& layer : read_members(origin, [&] { return nn::unet<T>::layers_of(o); }))
        for (const nn::parameter_description& p : layer.parameters)
            detail::require_weights(archive, weight_name(index++, layer.name + "/" + p.name), p.shape, path);
    nn::unet<T> net(o);
    load_weights(archive, net.parameters(), path);
    return net;
}

/// Replaces the parameters of a network by those that save_network wrote of the same layers, be it as a U-Net or not.
/// Throws file_error, with no parameter changed, for anything else; it names the first layer that differs.
template <class T>
void load_network(const std::filesystem::path& path, nn::network<T>& net) {
    const auto archive = npz_archive::open(path);
    const std::string origin = path.string() + ": network.json";
    const json about = detail::read_network(archive, path);
    if (read_members(origin, [&] { return about.at("network") == "unet"; })) {
        nn::unet<T> saved = load_network<T>(path);
        const nn::graph& g = saved.graph();
        require_architecture(net.graph(), architecture(g, g.input()), origin);
        for (std::size_t i = 0; i < saved.parameters().size(); ++i)
            net.parameters()[i].value = std::move(saved.parameters()[i].value);
        return;
    }
    require_architecture(net.graph(), about, origin);
    load_weights(archive, net.parameters(), path);
}

}  // namespace diapir::inline DIAPIR_TARGET::io
