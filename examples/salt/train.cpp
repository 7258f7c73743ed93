#include "checksum.hpp"
#include "losses.hpp"
#include "options.hpp"
#include "ranks.hpp"
#include "records.hpp"
#include "steps.hpp"
#include "survey/trained_model.hpp"
#include "training.hpp"
#include "workspace.hpp"
#include <diapir/io/checkpoint.hpp>
#include <diapir/io/csv.hpp>
#include <diapir/io/is_there.hpp>
#include <diapir/io/weights.hpp>
#include <diapir/nn.hpp>
#include <diapir/shap/background/background.hpp>

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <iostream>

namespace salt {

using programs::leads;
using programs::ranks;

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

/// What a training is known by at any later epoch: what its first one came to.
std::string first_epoch_of(const nn::history& h) {
    checksum sum;
    if (h.epochs() > 0) sum.add(json(h.metrics.row(0)).dump());
    return sum.text();
}

/// The state of a training epoch by epoch, and the record of the manifest that tells what it belongs to.
class checkpoints {
public:
    explicit checkpoints(const workspace& w) : w_(w), path_(w.options().out / "checkpoint.npz") {}

    /// The state to go on from. Throws diapir::file_error where there is none, or the data are others now.
    nn::training_state<float> load(nn::unet<float>& net) {
        const settings& s = w_.options();
        const std::string anew = "; run " + command("train", s.out) + " without --resume";
        require_checkpoint(s.out, w_.past());
        require<file_error>(w_.past().fact("checkpoint", "reads") == w_.inputs(), path_.string(),
                            ": belongs to a training with other data, since 'salt prepare' ran again", anew);
        auto state = io::load_checkpoint(path_, net, optimizer_of(s));
        const json& first = w_.past().fact("checkpoint", "first_epoch");  // null in manifests of earlier versions
        require<file_error>(first.is_null() || first == first_epoch_of(state.history), path_.string(),
                            ": is of another training than the one that manifest.json knows", anew);
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
            json record{{"options", decided(w_.options(), "train")},
                        {"reads", w_.inputs()},
                        {"writes", json::object()},
                        {"first_epoch", first_epoch_of(state.history)}};
            if (!record_name.empty()) record["record"] = record_name;
            manifest(w_.options().out).store("checkpoint", record);
            recorded_ = true;
        }
        io::save_checkpoint(path_, state);
    }

    std::string record_name;  ///< that of the training in MLflow's terms; empty where it has none

private:
    const workspace& w_;
    std::filesystem::path path_;
    bool goes_on_ = false, recorded_ = false;
};

/// Those of the progress line.
std::vector<std::string> shown_metrics(const std::string& monitor) {
    std::vector<std::string> shown{"loss", "accuracy", "auc", "val_loss", "val_accuracy", "val_auc"};
    if (std::find(shown.begin(), shown.end(), monitor) == shown.end()) shown.push_back(monitor);
    return shown;
}

/// How the images were prepared that the network sees.
preparation how_prepared(workspace& w) {
    preparation p = preparation_from_json(w.load_json("transform.json", "prepare"), "transform.json");
    p.stride = w.options().stride;
    return p;
}

/// Training images that the model's file keeps, for explanations.
array<float> some_of(const array<float>& x, std::uint64_t seed) {
    const std::size_t count = std::min(kept_background, x.shape()[0]);
    return shap::backgrounds::sample(x, count, seed).samples();
}

}  // namespace

bool train(const settings& asked) {
    workspace w(asked, "train");
    const settings& s = w.options();
    const auto train = load_set(w, "train"), valid = load_set(w, "valid");
    if (leads())
        for (const char* file : {"model.npz", "history.csv"}) w.require_writable(file);
    nn::unet<float> net(network_of(s, train.x.shape()[3]), s.seed);
    std::cout << nn::summary(net, train.x.shape()[1], train.x.shape()[2]) << '\n';
    const std::string monitor = monitor_for(s, valid.y);
    const std::size_t side = std::min(train.x.shape()[1], train.x.shape()[2]);
    nn::fit_options options = fit_options_of(w, s, monitor, side);
    const auto stop_when_interrupted = [](const nn::training_report&) { return !interrupted; };
    options.callbacks = {nn::progress_line(std::cout, isatty(STDOUT_FILENO) != 0 && !s.quiet, shown_metrics(monitor)),
                         {stop_when_interrupted, stop_when_interrupted}};
    if (ranks().size() > 1) {
        options.ranks = ranks();
        std::cout << "trains on " << ranks().size() << " ranks\n";
    }
    if (s.records) options.callbacks.push_back(s.records->epochs());
    nn::trainer<float> trainer(net, train, valid, options);
    checkpoints states(w);
    if (s.resume) trainer.restore(states.load(net));
    if (s.records) {
        const json& before = w.past().fact("checkpoint", "record");
        states.record_name = s.records->begin_training(s, nn::parameter_count(net.parameters()),
                                                       s.resume && before.is_string() ? before.get<std::string>() : "");
    }
    const interrupt_guard guard;
    while (trainer.run_epoch())
        if (leads()) states.save(trainer.state());

    const auto& history = trainer.history();
    require(history.epochs() > 0 || interrupted, "train: --time: expected time for an epoch, got ", s.time);
    if (!leads()) return !interrupted;
    if (history.epochs() == 0) {
        std::cout << "interrupted before the first epoch was complete: nothing is written\n";
        return false;
    }
    io::save_network(w.output("model.npz"), net, members_for(how_prepared(w), some_of(train.x, s.seed)));
    io::write_csv(w.output("history.csv"), history.metrics);
    std::cout << (interrupted             ? "interrupted"
                  : history.stopped_early ? "stopped early"
                                          : "finished")
              << " after " << history.epochs() << " epochs; model.npz has the weights of epoch "
              << history.best_epoch + 1 << ", " << monitor << ' ' << history.column(monitor)[history.best_epoch]
              << '\n';
    json facts{{"monitored", monitor}, {"loss", loss_named(s.loss).name()}, {"interrupted", interrupted.load()}};
    if (!states.record_name.empty()) facts["record"] = states.record_name;
    w.finish(facts, {{"epochs", history.epochs()}, {"best_epoch", history.best_epoch + 1}});
    return !interrupted;
}

}  // namespace salt
