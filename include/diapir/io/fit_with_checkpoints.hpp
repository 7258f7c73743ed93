// Training that goes on by itself where it was interrupted.
#pragma once

#include <diapir/io/atomic_file.hpp>
#include <diapir/io/checkpoint.hpp>
#include <diapir/io/is_there.hpp>
#include <diapir/nn/networks/network.hpp>
#include <diapir/nn/training/dataset.hpp>
#include <diapir/nn/training/fit_options.hpp>
#include <diapir/nn/training/history.hpp>
#include <diapir/nn/training/sample_source.hpp>
#include <diapir/nn/training/trainer.hpp>

#include <concepts>
#include <filesystem>
#include <type_traits>

namespace diapir::inline DIAPIR_TARGET::io {

/// Trains as nn::fit does, and saves a checkpoint after every epoch. Where there is one at the beginning, training goes
/// on from it, and ends with the same bits as if it had not been interrupted, unless `time` ends it; where it is of a
/// training that has ended, the network gets what that ended with. The file stays: a new training takes another name.
/// The optimizer goes on with the learning rate of the file, whatever `options` say. What the file cannot tell, such as
/// the samples, the seed, the rates of dropout and the options of loss and optimizer, must be as before. Throws what
/// trainer throws, and file_error, with nothing changed, where the file is no checkpoint or one of other layers,
/// another precision, another optimizer or another loss, or where there is no folder for it.
template <class T, std::derived_from<nn::sample_source<T>> Valid>
requires(!std::same_as<Valid, nn::dataset<T>>) nn::history
    fit_with_checkpoints(nn::network<T>& net, const std::type_identity_t<nn::sample_source<T>>& train,
                         const Valid& valid, const nn::fit_options& options, const std::filesystem::path& checkpoint) {
    detail::require_directory(checkpoint);
    nn::trainer<T> t(net, train, static_cast<const nn::sample_source<T>&>(valid), options);
    if (is_there(checkpoint)) {
        try {
            t.restore(load_checkpoint(checkpoint, net, options.optimizer));
        } catch (const argument_error& failure) {
            throw file_error(checkpoint.string() + ": " + failure.what());
        }
    }
    while (t.run_epoch()) save_checkpoint(checkpoint, t.state(), net);
    return t.history();
}
template <class T>
nn::history fit_with_checkpoints(nn::network<T>& net, const std::type_identity_t<nn::sample_source<T>>& train,
                                 const std::type_identity_t<nn::dataset<T>>& valid, const nn::fit_options& options,
                                 const std::filesystem::path& checkpoint) {
    return fit_with_checkpoints(net, train, static_cast<const nn::sample_source<T>&>(valid), options, checkpoint);
}
template <class T>
nn::history fit_with_checkpoints(nn::network<T>& net, const std::type_identity_t<nn::dataset<T>>& train,
                                 const std::type_identity_t<nn::dataset<T>>& valid, const nn::fit_options& options,
                                 const std::filesystem::path& checkpoint) {
    return fit_with_checkpoints(net, static_cast<const nn::sample_source<T>&>(train),
                                static_cast<const nn::sample_source<T>&>(valid), options, checkpoint);
}

}  // namespace diapir::inline DIAPIR_TARGET::io
