#include "losses.hpp"
#include "options.hpp"
#include "steps.hpp"
#include "workspace.hpp"
#include <diapir/io/checkpoint.hpp>
#include <diapir/io/csv.hpp>
#include <diapir/io/weights.hpp>
#include <diapir/nn.hpp>

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <iostream>

namespace salt {

using namespace diapir;

namespace {

std::atomic<bool> interrupted{false};

/// Turns the first Ctrl-C into a request to stop; the second one ends the program as usual.
class interrupt_guard {
public:
    interrupt_guard() {
        interrupted = false;
        before_ = std::signal(SIGINT, [](int) {
            interrupted = true;
            std::signal(SIGINT, SIG_DFL);
        });
    }
    ~interrupt_guard() { std::signal(SIGINT, before_); }
    interrupt_guard(const interrupt_guard&) = delete;
    interrupt_guard& operator=(const interrupt_guard&) = delete;

private:
    void (*before_)(int);
};

/// The metric that early stopping watches. An area under the ROC curve is undefined where the validation set has one
/// class only; the loss takes its place then.
std::string monitor_for(const settings& s, const array<float>& y) {
    if (s.monitor.find("auc") == std::string::npos || s.monitor.find("val_") != 0) return s.monitor;
    const bool salt = std::any_of(y.begin(), y.end(), [](float v) { return v != 0; });
    const bool rock = std::any_of(y.begin(), y.end(), [](float v) { return v == 0; });
    if (salt && rock) return s.monitor;
    std::cerr << "salt: warning: the validation set has " << (salt ? "nothing but" : "no") << " salt, where "
              << s.monitor << " is undefined; training watches val_loss instead\n";
    return "val_loss";
}

/// The state of a training epoch by epoch, and the record of the manifest that tells what it belongs to.
class checkpoints {
public:
    explicit checkpoints(const workspace& w) : w_(w), path_(w.options().out / "checkpoint.npz") {}

    /// The state to go on from. Throws diapir::file_error where there is none, or the data are others now.
    nn::training_state<float> load(nn::unet<float>& net) {
        const settings& s = w_.options();
        const std::string anew = "; run " + command("train", s.out) + " without --resume";
        require<file_error>(w_.past().has("checkpoint") && std::filesystem::exists(path_), path_.string(),
                            ": there is no training to go on with", anew);
        require<file_error>(w_.past().fact("checkpoint", "reads") == w_.inputs(), path_.string(),
                            ": belongs to a training with other data, since 'salt prepare' ran again", anew);
        auto state = io::load_checkpoint(path_, net, nn::adam{});
        goes_on_ = true;
        return state;
    }
    /// The manifest knows the options of this training, those that were changed to go on included, before the first
    /// state is written; an old state is gone before the manifest speaks of a new training. Throws diapir::file_error
    /// where something else has the name of the checkpoint.
    void save(const nn::training_state<float>& state) {
        if (!recorded_) {
            if (!goes_on_) {
                require_own_or_none(path_, w_.past().has("checkpoint"), "train");
                std::error_code ignored;
                std::filesystem::remove(path_, ignored);
            }
            manifest(w_.options().out)
                .store(
                    "checkpoint",
                    {{"options", decided(w_.options(), "train")}, {"reads", w_.inputs()}, {"writes", json::object()}});
            recorded_ = true;
        }
        io::save_checkpoint(path_, state);
    }

private:
    const workspace& w_;
    std::filesystem::path path_;
    bool goes_on_ = false, recorded_ = false;
};

nn::dataset<float> load_set(workspace& w, const std::string& name) {
    return {w.load_part<float>("x_" + name), w.load_part<float>("y_" + name)};
}

nn::fit_options fit_options_of(const settings& s, const std::string& monitor) {
    const auto stop_when_interrupted = [](const nn::training_report&) { return !interrupted; };
    return {.epochs = s.epochs,
            .batch = s.batch,
            .optimizer = nn::adam{.learning_rate = s.learning_rate},
            .loss = loss_named(s.loss),
            .stop = nn::early_stopping{.monitor = monitor, .patience = s.patience},
            .seed = s.seed,
            .callbacks = {nn::progress_line(std::cout, isatty(STDOUT_FILENO) != 0),
                          {stop_when_interrupted, stop_when_interrupted}}};
}

}  // namespace

bool train(const settings& asked) {
    workspace w(asked, "train");
    const settings& s = w.options();
    const auto train = load_set(w, "train"), valid = load_set(w, "valid");
    nn::unet<float> net({.channels = train.x.shape()[3],
                         .filters = s.filters,
                         .levels = s.levels,
                         .kernel = s.kernel,
                         .dropout = s.dropout},
                        s.seed);
    std::cout << nn::summary(net, train.x.shape()[1], train.x.shape()[2]) << '\n';
    const std::string monitor = monitor_for(s, valid.y);
    nn::trainer trainer(net, train, valid, fit_options_of(s, monitor));
    checkpoints states(w);
    if (s.resume) trainer.restore(states.load(net));
    const interrupt_guard guard;
    while (trainer.run_epoch()) states.save(trainer.state());

    const auto& history = trainer.history();
    if (history.epochs() == 0) {
        std::cout << "interrupted before the first epoch was complete: nothing is written\n";
        return false;
    }
    io::save_network(w.output("model.npz"), net);
    io::write_csv(w.output("history.csv"), history.metrics);
    std::cout << (interrupted             ? "interrupted"
                  : history.stopped_early ? "stopped early"
                                          : "finished")
              << " after " << history.epochs() << " epochs; model.npz has the weights of epoch "
              << history.best_epoch + 1 << ", " << monitor << ' ' << history.column(monitor)[history.best_epoch]
              << '\n';
    w.finish({{"monitored", monitor}, {"loss", loss_named(s.loss).name()}, {"interrupted", interrupted.load()}},
             {{"epochs", history.epochs()}, {"best_epoch", history.best_epoch + 1}});
    return !interrupted;
}

}  // namespace salt
