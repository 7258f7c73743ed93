#include "contributions.hpp"
#include "exact_set.hpp"
#include "options.hpp"
#include "ranks.hpp"
#include "steps.hpp"
#include "workspace.hpp"
#include <diapir/core/progress.hpp>
#include <diapir/distributed/hand_out.hpp>
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/explanation.hpp>
#include <diapir/io/make_folder.hpp>
#include <diapir/io/part_journal.hpp>
#include <diapir/io/weights.hpp>
#include <diapir/shap.hpp>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <numeric>
#include <optional>

namespace salt {

using programs::leads;
using programs::ranks;

using namespace diapir;

namespace {

/// The test images to explain: those asked for; else those of the original project where there are as many; else nine
/// that show salt, or where none does of all, evenly spaced by how much of them it covers.
std::vector<std::size_t> chosen_images(const settings& s, const array<float>& y) {
    const std::size_t count = y.shape()[0], pixels = y.size() / count;
    for (std::size_t i : s.images) {
        require(i < count, "explain: --images names ", i, ", but the test set has ", count, " images");
        require(std::count(s.images.begin(), s.images.end(), i) == 1,
                "explain: --images: expected each image once, got ", i, " twice");
    }
    if (!s.images.empty()) return s.images;
    const std::vector<std::size_t> original{127, 527, 259, 401, 210, 90, 610, 600, 24};
    if (*std::max_element(original.begin(), original.end()) < count) return original;
    const auto salt = [&](std::size_t i) {
        return std::accumulate(y.data() + i * pixels, y.data() + (i + 1) * pixels, 0.0);
    };
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < count; ++i)
        if (salt(i) > 0) order.push_back(i);
    if (order.empty()) {
        order.resize(count);
        std::iota(order.begin(), order.end(), std::size_t{0});
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return salt(a) < salt(b); });
    if (order.size() <= original.size()) return order;
    std::vector<std::size_t> chosen;
    for (std::size_t k = 0; k < original.size(); ++k)
        chosen.push_back(order[(2 * k + 1) * order.size() / (2 * original.size())]);
    return chosen;
}

progress_callback progress_to(std::ostream& out, const std::string& what) {
    return [&out, what, last = -1](const progress& p) mutable {
        const int percent = static_cast<int>(100 * p.done / p.total);
        if (percent / 10 != last / 10 || last < 0)
            out << what << ' ' << percent << " %, " << static_cast<int>(p.seconds_left) << " s left\n" << std::flush;
        last = percent;
        return true;
    };
}

/// Values {n, rows, cols, channels, rows, cols, 1} as shap has them: {outputs, n, rows, cols, channels}.
array<double> outputs_first(const shap::explanation<float>& e) {
    const std::size_t n = e.size(), inputs = e.players.size(), outputs = e.outputs.size();
    array<double> out = make_array<double>(shape{outputs, n}.then(e.players));
    parallel_for(outputs, [&](std::size_t o) {
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t k = 0; k < inputs; ++k)
                out.data()[(o * n + i) * inputs + k] = e.values.data()[(i * inputs + k) * outputs + o];
    });
    return out;
}

json costs(const shap::explanation<float>& e) {
    return {{"seconds", e.seconds}, {"model_evaluations", e.evaluations}, {"residual", e.residual}};
}

/// Training images that stand for absent channels.
shap::background<float> references(const settings& s, const array<float>& x_train) {
    const std::size_t count = std::min(s.background, x_train.shape()[0]);
    if (count < s.background)
        std::cout << "the background is all of the " << count << " training images, fewer than the " << s.background
                  << " asked for\n";
    return shap::backgrounds::sample(x_train, count, s.seed);
}

/// The calls of the explainers, all in one place.
struct explanations {
    shap::explanation<float> exact;
    array<float> pairs;  ///< {n, channels, channels, rows, cols}
    shap::explanation<float> deep;
    std::optional<shap::explanation<float>> elements;
};
class explainers {
public:
    /// The network and the background must outlive them. With `tells`, people learn how far a long work is.
    explainers(const nn::unet<float>& net, const shap::background<float>& background,
               const std::vector<std::string>& channels, bool every_element)
        : net_(net), background_(background), channels_(channels), every_element_(every_element) {}

    explanations operator()(const array<float>& x, bool tells) const {
        const auto players = shap::players::channels().named(channels_);
        const bool long_work = x.size() > 1 << 18;
        const auto tell = [&](const char* what, bool always = false) {
            return tells && (long_work || always) ? progress_to(std::cout, what) : progress_callback();
        };
        exact_values exact = exact_of(net_, background_, x, channels_, tell("exact:"));
        explanations e{std::move(exact.values),
                       std::move(exact.pairs),
                       shap::deep(net_, background_, players, {.progress = tell("deep:")})(x),
                       {}};
        if (every_element_)
            e.elements = shap::deep(net_, background_, shap::players::elements(),
                                    {.progress = tell("deep, elements:", true)})(x);
        return e;
    }

private:
    const nn::unet<float>& net_;
    const shap::background<float>& background_;
    std::vector<std::string> channels_;
    bool every_element_;
};

/// Explanations that several ranks make, an image each at a time. They lie in a folder until all are there, and a
/// journal says which: where the work was stopped, it goes on.
class shared_explanations {
public:
    shared_explanations(const workspace& w, std::size_t images)
        : folder_(w.options().out / "explain.parts"), images_(images), elements_(w.options().players == "elements") {
        if (!leads()) return;
        io::make_folder(folder_);
        const json work{decided(w.options(), "explain"), w.inputs(), w.options().images};
        journal_.emplace(folder_ / "journal", images, work.dump());
    }
    /// Explains those of the images x that are not explained yet.
    void make(const explainers& explain, const array<float>& x) {
        ranks().barrier();
        distributed::hand_out_options options;
        if (leads()) {
            options = {.finished = [&](std::size_t i) { return journal_->has(i); },
                       .record = [&](auto parts) { journal_->record(parts); },
                       .progress = progress_to(std::cout, "explained:")};
            if (journal_->count() > 0) std::cout << journal_->count() << " images were explained before\n";
        }
        distributed::hand_out(
            ranks(), images_, [&](std::size_t i) { save(i, explain(take(x, std::vector<std::size_t>{i}), false)); },
            options);
    }
    /// All of them, for the rank that leads; nothing is left in the folder.
    explanations merged() {
        std::vector<shap::explanation<float>> exact, deep, elements;
        for (std::size_t i = 0; i < images_; ++i) {
            exact.push_back(io::load_explanation<float>(file("exact", i)));
            deep.push_back(io::load_explanation<float>(file("deep", i)));
            if (elements_) elements.push_back(io::load_explanation<float>(file("elements", i)));
        }
        explanations all{shap::merge(exact), merged_pairs(), shap::merge(deep), {}};
        if (elements_) all.elements = shap::merge(elements);
        return all;
    }
    void remove() {
        journal_->remove();
        std::vector<std::filesystem::path> made;
        for (std::size_t i = 0; i < images_; ++i)
            made.insert(made.end(), {file("exact", i), file("deep", i), file("elements", i), pairs_file(i)});
        std::error_code ignored;
        for (const auto& path : made) std::filesystem::remove(path, ignored);
        for (const auto& entry : std::filesystem::directory_iterator(folder_, ignored))
            if (std::any_of(made.begin(), made.end(),
                            [&](const auto& m) { return io::is_leftover_of(entry.path(), m); }))
                std::filesystem::remove(entry.path(), ignored);
        std::filesystem::remove(folder_, ignored);
    }

private:
    std::filesystem::path file(const char* what, std::size_t image) const {
        return folder_ / (what + ("_" + std::to_string(image)) + ".npz");
    }
    std::filesystem::path pairs_file(std::size_t image) const {
        return folder_ / ("pairs_" + std::to_string(image) + ".npy");
    }
    /// What channels do together, of all images.
    array<float> merged_pairs() const {
        array<float> all;
        for (std::size_t i = 0; i < images_; ++i) {
            const array<float> one = io::load_npy<float>(pairs_file(i));
            if (i == 0) all = make_array<float>(shape{images_}.then(shape_of(one).drop(1)));
            require<file_error>(one.size() * images_ == all.size(), pairs_file(i).string(), ": expected ",
                                shape_of(all).drop(1), ", got ", shape_of(one));
            std::copy(one.begin(), one.end(), all.data() + i * one.size());
        }
        return all;
    }
    void save(std::size_t image, const explanations& e) const {
        io::save_npy(pairs_file(image), e.pairs);
        io::save_explanation(file("exact", image), e.exact);
        io::save_explanation(file("deep", image), e.deep);
        if (e.elements) io::save_explanation(file("elements", image), *e.elements);
    }

    std::filesystem::path folder_;
    std::size_t images_;
    bool elements_;                            // of every input pixel, too
    std::optional<io::part_journal> journal_;  // of the rank that leads
};

array<std::int64_t> as_array(const std::vector<std::size_t>& images) {
    array<std::int64_t> indexes = make_array<std::int64_t>({images.size()});
    std::copy(images.begin(), images.end(), indexes.begin());
    return indexes;
}

/// The arrays as the notebooks of the original project read them.
void save_arrays(workspace& w, const explanations& e, const std::vector<std::size_t>& images) {
    if (e.elements) io::save_npy(w.output("shap_values.npy"), outputs_first(*e.elements));
    io::save_npy(w.output("expected_values.npy"), base_image(e.exact));
    io::save_npy(w.output("channel_contributions_exact.npy"), channels_last(e.exact));
    io::save_npy(w.output("channel_contributions_deep.npy"), channels_last(e.deep));
    io::save_npy(w.output("interactions.npy"), e.pairs);
    io::save_npy(w.output("test_indexes_used_for_SHAP.npy"), as_array(images));
}

/// Exact values of more images, for what is true of all of them.
json explain_set(workspace& w, const nn::unet<float>& net, const shap::background<float>& background,
                 const array<float>& x_test, const array<float>& y_test) {
    const auto images = images_of_every_coverage(y_test, w.options().set);
    if (images.empty()) return json::object();
    const auto tell = x_test.size() / x_test.shape()[0] * images.size() > 1 << 18 ? &std::cout : nullptr;
    const exact_set found = exact_of_set(net, background, take(x_test, images), w.channels(), tell);
    io::save_explanation(w.output("explanation_set.npz"), found.values);
    io::save_npy(w.output("interactions_set.npy"), found.pairs);
    io::save_npy(w.output("test_indexes_of_set.npy"), as_array(images));
    std::cout << "  set of " << images.size() << " images: " << found.values.seconds << " s, "
              << found.values.evaluations << " model evaluations\n";
    json timing = costs(found.values);
    timing["images"] = images.size();
    return timing;
}

}  // namespace

void require_explainable(std::size_t channels) {
    require(channels <= 20, "explain: expected at most 20 channels, all of whose combinations are tried, got ",
            channels);
}

void explain(const settings& asked) {
    workspace w(asked, "explain");
    const settings& s = w.options();
    const auto net = io::load_network<float>(w.input("model.npz", "train"));
    require_explainable(w.channels().size());
    const array<float> x_train = w.load_part<float>("x_train"), x_test = w.load_part<float>("x_test");
    const array<float> y_test = w.load_part<float>("y_test");
    const auto images = chosen_images(s, y_test);
    if (leads()) w.require_writable("explanation_exact.npz");
    const auto background = references(s, x_train);
    const explainers explain_images(net, background, w.channels(), s.players == "elements");
    const auto x = take(x_test, images);
    std::optional<shared_explanations> shared;
    if (ranks().size() > 1) {
        shared.emplace(w, images.size());
        shared->make(explain_images, x);
        if (!leads()) return;
    }
    const auto e = shared ? shared->merged() : explain_images(x, true);

    io::save_explanation(w.output("explanation_exact.npz"), e.exact);
    io::save_explanation(w.output("explanation_deep.npz"), e.deep);
    save_arrays(w, e, images);
    for (const auto* one : {&e.exact, &e.deep})
        std::cout << "  " << one->estimator << ": " << one->seconds << " s, " << one->evaluations
                  << " model evaluations, residual " << one->residual << '\n';
    json timing{{"images", images.size()},
                {"background", background.size()},
                {"exact", costs(e.exact)},
                {"deep", costs(e.deep)}};
    if (e.elements) timing["deep_elements"] = costs(*e.elements);
    const json set = explain_set(w, net, background, x_test, y_test);
    if (!set.empty()) timing["exact_of_set"] = set;
    w.finish({{"images", images}, {"background", background.size()}}, timing);
    if (shared) shared->remove();
}

}  // namespace salt
