#include "comparisons.hpp"

#include "subject.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace bench {

namespace {

using json = nlohmann::json;

/// The parts of the name of an entry, what/who/threads:N, and its time.
struct entry {
    std::string what, who;
    int threads;
    double seconds, share_of_peak = 0;

    entry(const json& from, const std::map<int, double>& peaks) {
        const std::string name = from["run_name"];
        const std::size_t at = name.rfind("/threads:"),
                          who_at = at == std::string::npos || at == 0 ? at : name.rfind('/', at - 1);
        if (at == std::string::npos || who_at == std::string::npos)
            throw std::runtime_error(name + ": expected a name that ends in /WHO/threads:N");
        what = name.substr(0, who_at);
        who = name.substr(who_at + 1, at - who_at - 1);
        threads = std::stoi(name.substr(at + 9));
        static const std::map<std::string, double> units{{"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}, {"s", 1}};
        seconds = static_cast<double>(from["real_time"]) * units.at(static_cast<std::string>(from["time_unit"]));
        const auto peak = peaks.find(threads);
        if (from.contains("flops") && peak != peaks.end())
            share_of_peak = static_cast<double>(from["flops"]) / peak->second;
    }
};

/// The least that is not 0.
void keep_best(double& best, double seconds) {
    if (best == 0 || seconds < best) best = seconds;
}

json parsed(const std::string& path) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error(path + ": cannot be opened");
    json all = json::parse(file, nullptr, false);
    if (all.is_discarded() || !all.contains("benchmarks"))
        throw std::runtime_error(path + ": expected the JSON output of a benchmark program");
    return all;
}

}  // namespace

void comparisons::read(const std::string& path) {
    const json all = parsed(path);
    const json about = all.value("context", json::object());
    if (context_.is_null()) context_ = about;
    for (const json& why : about.value("missing", json::array())) missing_.push_back(why);
    std::vector<const json*> measured;
    for (const json& each : all["benchmarks"])
        if (each["run_type"] == "iteration" && !each.value("error_occurred", false)) measured.push_back(&each);
    // They took turns; this is the order in which they were registered.
    std::stable_sort(measured.begin(), measured.end(),
                     [](const json* a, const json* b) { return (*a)["family_index"] < (*b)["family_index"]; });
    std::map<int, double> peaks;  // of this run
    for (const json* each : measured)
        if (each->contains("peak")) {
            const int threads = entry(*each, {}).threads;
            for (auto* of : {&peaks, &peaks_})
                (*of)[threads] = std::max((*of)[threads], static_cast<double>((*each)["peak"]));
        }
    const std::string name = path.substr(path.rfind('/') + 1), topic = name.substr(0, name.find('.'));
    std::map<std::pair<std::string, int>, std::map<std::string, double>> best;
    for (const json* each : measured) {
        const entry e(*each, peaks);
        keep_best(best[{e.what, e.threads}][e.who], e.seconds);
        comparison& c = find(e.what, e.threads);
        if (c.topic.empty()) c.topic = topic;
        if (e.who != bench::ours) continue;
        if (c.seconds == 0 || e.seconds < c.seconds) {
            c.seconds = e.seconds;
            if (e.share_of_peak > 0) c.share_of_peak = e.share_of_peak;
        }
    }
    for (const auto& [key, by] : best) {
        const auto mine = by.find(bench::ours);
        for (const auto& [who, seconds] : by)
            if (who != bench::ours && mine != by.end())
                find(key.first, key.second).peers[who] = {seconds, mine->second};
    }
}

comparison& comparisons::find(const std::string& what, int threads) {
    for (comparison& c : all_)
        if (c.what == what && c.threads == threads) return c;
    all_.push_back({});
    all_.back().what = what;
    all_.back().threads = threads;
    return all_.back();
}

std::vector<comparison> comparisons::ours() const {
    std::vector<comparison> mine;
    for (const comparison& c : all_)
        if (c.seconds > 0) mine.push_back(c);
    return mine;
}

json rows_of(const std::vector<comparison>& all) {
    json rows = json::array();
    for (const comparison& c : all) {
        const auto row = [&](double seconds, const json& peer, const json& peer_seconds, const json& ratio) {
            rows.push_back({{"topic", c.topic},
                            {"name", c.what},
                            {"seconds", seconds},
                            {"peer", peer},
                            {"peer_seconds", peer_seconds},
                            {"ratio", ratio},
                            {"share_of_peak", c.share_of_peak > 0 ? json(c.share_of_peak) : json()},
                            {"threads", c.threads}});
        };
        if (c.peers.empty()) row(c.seconds, {}, {}, {});
        for (const auto& [who, t] : c.peers) row(t.ours, who, t.peer, t.peer / t.ours);
    }
    return rows;
}

}  // namespace bench
