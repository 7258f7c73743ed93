// What the benchmark programs have measured, joined by what was done: this library's time beside each peer's, taken in
// the same run.
#pragma once

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <vector>

namespace bench {

/// Entries that do the same thing with the same number of threads.
struct comparison {
    struct peer_times {
        double peer = 0, ours = 0;  ///< seconds: the best of all repetitions of the same run
    };
    std::string topic;  ///< of our entry: the name of its result file
    std::string what;
    int threads;
    double seconds = 0;        ///< ours: the best of all runs
    double share_of_peak = 0;  ///< 0 where the entry does not count operations
    std::map<std::string, peer_times> peers;
};

/// All entries in the order in which they were registered.
class comparisons {
public:
    /// A result of Google Benchmark, TOPIC.json. A peer is compared with what we took in the same file. Throws
    /// std::runtime_error where the file is none.
    void read(const std::string& path);

    /// Those of which this library has an entry.
    std::vector<comparison> ours() const;
    /// Peers that could not be run, and why.
    const std::vector<std::string>& missing() const { return missing_; }
    /// What the first file says about the machine.
    const nlohmann::json& context() const { return context_; }
    /// The largest sum of multiply-adds a second that a program reached with so many threads.
    const std::map<int, double>& peaks() const { return peaks_; }

private:
    comparison& find(const std::string& what, int threads);

    std::vector<comparison> all_;
    std::vector<std::string> missing_;
    nlohmann::json context_;
    std::map<int, double> peaks_;
};

/// A list of one row for every peer, and one without a peer where there is none.
nlohmann::json rows_of(const std::vector<comparison>& all);

}  // namespace bench
