#include "steps.hpp"
#include "workspace.hpp"
#include <diapir/core/progress.hpp>
#include <diapir/io/checkpoint.hpp>
#include <diapir/io/csv.hpp>
#include <diapir/io/weights.hpp>
#include <diapir/nn.hpp>

#include <unistd.h>

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

nn::any_loss loss_named(const std::string& name) {
    if (name == "focal") return nn::binary_focal_crossentropy{.gamma = 2};
    if (name == "bce") return nn::binary_crossentropy{};
    if (name == "dice") return nn::dice_loss{};
    return 0.5 * nn::binary_crossentropy{} + 0.5 * nn::dice_loss{};
}

}  // namespace

bool train(const settings& s) {
    const stopwatch clock;
    const nn::dataset<float> train{load_part<float>(s, "x_train"), load_part<float>(s, "y_train")};
    const nn::dataset<float> valid{load_part<float>(s, "x_valid"), load_part<float>(s, "y_valid")};
    nn::unet<float> net({.channels = train.x.shape()[3],
                         .filters = s.filters,
                         .levels = s.levels,
                         .kernel = s.kernel,
                         .dropout = s.dropout},
                        s.seed);
    std::cout << nn::summary(net, train.x.shape()[1], train.x.shape()[2]) << '\n';
    const auto stop_when_interrupted = [](const nn::training_report&) { return !interrupted; };
    nn::trainer trainer(net, train, valid,
                        {.epochs = s.epochs,
                         .batch = s.batch,
                         .optimizer = nn::adam{.learning_rate = s.learning_rate},
                         .loss = loss_named(s.loss),
                         .stop = nn::early_stopping{.monitor = s.monitor, .patience = s.patience},
                         .seed = s.seed,
                         .callbacks = {nn::progress_line(std::cout, isatty(STDOUT_FILENO) != 0),
                                       {stop_when_interrupted, stop_when_interrupted}}});
    const auto checkpoint = writable(s, "checkpoint.npz");
    if (s.resume) trainer.restore(io::load_checkpoint<float>(existing(s, "checkpoint.npz", "train")));
    const interrupt_guard guard;
    while (trainer.run_epoch()) io::save_checkpoint(checkpoint, trainer.state());

    const auto& history = trainer.history();
    if (history.epochs() == 0) {
        std::cout << "interrupted before the first epoch was complete: nothing is written\n";
        return false;
    }
    io::save_network(writable(s, "model.npz"), net);
    io::write_csv(writable(s, "history.csv"), {history.names, history.rows});
    std::cout << (interrupted             ? "interrupted"
                  : history.stopped_early ? "stopped early"
                                          : "finished")
              << " after " << history.epochs() << " epochs; model.npz has the weights of epoch "
              << history.best_epoch + 1 << ", " << s.monitor << ' ' << history.column(s.monitor)[history.best_epoch]
              << '\n';
    record(s, "train",
           {{"seconds", clock.seconds()}, {"epochs", history.epochs()}, {"best_epoch", history.best_epoch + 1}});
    return !interrupted;
}

}  // namespace salt
