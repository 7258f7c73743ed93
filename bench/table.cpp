// Joins the output of the benchmark programs into one table: what, ours, peer, ratio, share of the peak.
//   bench_table RESULT.json... --out bench.json
#include "subject.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using json = nlohmann::json;

/// The best of all repetitions of one entry.
struct result {
    double seconds = 0;
    double share_of_peak = 0;  ///< 0 where the entry does not count operations
};

/// Entries that do the same thing with the same number of threads, by who does it.
struct comparison {
    std::string what;
    int threads;
    std::map<std::string, result> by;
};

/// All entries in the order in which they were registered.
class comparisons {
public:
    void read(const std::string& path) {
        std::ifstream file(path);
        if (!file) throw std::runtime_error(path + ": cannot be opened");
        const json all = json::parse(file, nullptr, false);
        if (all.is_discarded() || !all.contains("benchmarks"))
            throw std::runtime_error(path + ": expected the JSON output of a benchmark program");
        std::vector<const json*> entries;
        for (const json& entry : all["benchmarks"])
            if (entry["run_type"] == "iteration" && !entry.value("error_occurred", false)) entries.push_back(&entry);
        // They took turns; this is the order in which they were registered.
        std::stable_sort(entries.begin(), entries.end(),
                         [](const json* a, const json* b) { return (*a)["family_index"] < (*b)["family_index"]; });
        std::map<int, double> peaks;
        for (const json* entry : entries)
            if (entry->contains("peak")) {
                double& peak = peaks[threads_of(*entry)];
                peak = std::max(peak, static_cast<double>((*entry)["peak"]));
            }
        for (const json* entry : entries) add(*entry, peaks);
    }
    /// A row for every peer; one without a peer where there is none.
    json rows() const {
        json rows = json::array();
        for (const comparison& c : all_) {
            const auto mine = c.by.find(bench::ours);
            if (mine == c.by.end()) continue;
            const auto row = [&](const json& peer, const json& peer_seconds, const json& ratio) {
                const double share = mine->second.share_of_peak;
                rows.push_back({{"name", c.what},
                                {"seconds", mine->second.seconds},
                                {"peer", peer},
                                {"peer_seconds", peer_seconds},
                                {"ratio", ratio},
                                {"share_of_peak", share > 0 ? json(share) : json()},
                                {"threads", c.threads}});
            };
            if (c.by.size() == 1) row({}, {}, {});
            for (const auto& [who, peer] : c.by)
                if (who != bench::ours) row(who, peer.seconds, peer.seconds / mine->second.seconds);
        }
        return rows;
    }

private:
    /// Where "/threads:N" begins in the name of an entry, what/who/threads:N and what Google Benchmark appends.
    static std::size_t threads_at(const std::string& name) {
        const std::size_t at = name.rfind("/threads:");
        if (at == std::string::npos || name.rfind('/', at - 1) == std::string::npos)
            throw std::runtime_error(name + ": expected a name that ends in /WHO/threads:N");
        return at;
    }
    static int threads_of(const json& entry) {
        const std::string name = entry["run_name"];
        return std::stoi(name.substr(threads_at(name) + 9));
    }
    void add(const json& entry, const std::map<int, double>& peaks) {
        const std::string name = entry["run_name"];
        const std::size_t at = threads_at(name), who_at = name.rfind('/', at - 1);
        const int threads = threads_of(entry);
        const std::string what = name.substr(0, who_at), who = name.substr(who_at + 1, at - who_at - 1);
        static const std::map<std::string, double> units{{"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}, {"s", 1}};
        const double seconds =
            static_cast<double>(entry["real_time"]) * units.at(static_cast<std::string>(entry["time_unit"]));
        result& best = find(what, threads).by[who];
        if (best.seconds != 0 && best.seconds <= seconds) return;
        best.seconds = seconds;
        if (entry.contains("flops")) best.share_of_peak = static_cast<double>(entry["flops"]) / peaks.at(threads);
    }
    comparison& find(const std::string& what, int threads) {
        for (comparison& c : all_)
            if (c.what == what && c.threads == threads) return c;
        return all_.emplace_back(comparison{what, threads, {}});
    }

    std::vector<comparison> all_;
};

std::string time_text(const json& seconds) {
    if (seconds.is_null()) return "";
    const double s = seconds;
    char text[32];
    const char* unit = s >= 1 ? "s" : s >= 1e-3 ? "ms" : "us";
    std::snprintf(text, sizeof text, "%.3g %s", s >= 1 ? s : s >= 1e-3 ? s * 1e3 : s * 1e6, unit);
    return text;
}

std::string number_text(const json& value, const char* format, double scale) {
    if (value.is_null()) return "";
    char text[32];
    std::snprintf(text, sizeof text, format, static_cast<double>(value) * scale);
    return text;
}

void print(const json& rows) {
    std::cout
        << "| what | threads | diapir | peer | peer's time | ratio | share of peak |\n|---|---|---|---|---|---|---|\n";
    for (const json& r : rows)
        std::cout << "| " << static_cast<std::string>(r["name"]) << " | " << r["threads"] << " | "
                  << time_text(r["seconds"]) << " | "
                  << (r["peer"].is_null() ? "" : static_cast<std::string>(r["peer"])) << " | "
                  << time_text(r["peer_seconds"]) << " | " << number_text(r["ratio"], "%.2f", 1) << " | "
                  << number_text(r["share_of_peak"], "%.0f %%", 100) << " |\n";
}

}  // namespace

int main(int argc, char** argv) try {
    comparisons all;
    std::string out;
    for (int i = 1; i < argc; ++i) {
        if (std::string(argv[i]) == "--out" && i + 1 < argc) {
            out = argv[++i];
        } else {
            all.read(argv[i]);
        }
    }
    const json rows = all.rows();
    print(rows);
    if (!out.empty() && !(std::ofstream(out) << rows.dump(1) << "\n"))
        throw std::runtime_error(out + ": cannot be written");
} catch (const std::exception& e) {
    std::cerr << "bench_table: " << e.what() << "\n";
    return 1;
}
