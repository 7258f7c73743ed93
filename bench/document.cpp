#include "document.hpp"

#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace bench {

namespace {

using json = nlohmann::json;

std::string formatted(const char* format, double value) {
    char text[64];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

std::string time_text(const json& seconds) {
    if (seconds.is_null()) return "";
    const double s = seconds;
    if (s >= 1) return formatted("%.3g s", s);
    return s >= 1e-3 ? formatted("%.3g ms", s * 1e3) : formatted("%.3g us", s * 1e6);
}

std::string number_text(const json& value, const char* format, double scale) {
    return value.is_null() ? "" : formatted(format, static_cast<double>(value) * scale);
}

/// The value of the first line of /proc/cpuinfo that begins with `key`; empty where there is none.
std::string cpu_info(const std::string& key) {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
        if (line.rfind(key, 0) == 0 && line.find(": ") != std::string::npos) return line.substr(line.find(": ") + 2);
    return "an unknown processor";
}

/// The processor, its caches, the compiler, the peak, and the peers that lack.
std::string machine_text(const comparisons& all) {
    const json& about = all.context();
    std::ostringstream text;
    text << about.value("num_cpus", 0) << " processors, " << cpu_info("model name") << ", caches";
    for (const long bytes :
         {sysconf(_SC_LEVEL1_DCACHE_SIZE), sysconf(_SC_LEVEL2_CACHE_SIZE), sysconf(_SC_LEVEL3_CACHE_SIZE)})
        text << (bytes > 0 ? formatted(" %.0f KiB,", static_cast<double>(bytes) / 1024) : " unknown,");
    text << " compiled by " << about.value("compiler", "an unknown compiler") << ".\nMultiply-adds on registers alone:";
    for (const auto& [threads, peak] : all.peaks())
        text << ' ' << formatted("%.0f GFLOP/s", peak / 1e9) << " with " << threads
             << (threads == 1 ? " thread," : " threads,");
    std::string line = text.str();
    line.back() = '.';
    for (const std::string& why : all.missing()) line += "\n\nNot measured, since it lacks: " + why + '.';
    return line + '\n';
}

/// What belongs between the comment `<!-- rows TOPIC PREFIX: HEADING -->` and its end.
std::string section_text(const std::string& comment, const json& rows) {
    const std::size_t colon = comment.find(": ");
    if (comment.rfind("rows ", 0) != 0 || colon == std::string::npos)
        throw std::runtime_error("<!-- " + comment + " -->: expected rows TOPIC: HEADING");
    const std::string which = comment.substr(5, colon - 5), topic = which.substr(0, which.find(' '));
    const std::string prefix = which.size() > topic.size() ? which.substr(topic.size() + 1) : "";
    json chosen = json::array();
    for (const json& row : rows)
        if (row["topic"] == topic && static_cast<std::string>(row["name"]).rfind(prefix, 0) == 0) chosen.push_back(row);
    return chosen.empty() ? "" : "\n### " + comment.substr(colon + 2) + "\n\n" + table_of(chosen);
}

}  // namespace

std::string table_of(const json& rows) {
    std::ostringstream text;
    text << "| what | threads | diapir | peer | peer's time | ratio | share of peak |\n|---|---|---|---|---|---|---|\n";
    for (const json& r : rows)
        text << "| " << static_cast<std::string>(r["name"]) << " | " << r["threads"] << " | " << time_text(r["seconds"])
             << " | " << (r["peer"].is_null() ? "none" : static_cast<std::string>(r["peer"])) << " | "
             << time_text(r["peer_seconds"]) << " | " << number_text(r["ratio"], "%.2f", 1) << " | "
             << number_text(r["share_of_peak"], "%.0f %%", 100) << " |\n";
    return text.str();
}

std::string with_results(const std::string& document, const comparisons& all) {
    const json rows = rows_of(all.ours());
    const std::string begin = "<!-- ", close = " -->\n", end = "<!-- end -->";
    std::string made;
    std::size_t at = 0;
    for (;;) {
        const std::size_t from = document.find(begin, at);
        if (from == std::string::npos) return made + document.substr(at);
        const std::size_t inside = document.find(close, from), to = document.find(end, from);
        if (inside == std::string::npos || to == std::string::npos)
            throw std::runtime_error(document.substr(from, 40) + "...: expected a line <!-- end --> after it");
        const std::string comment = document.substr(from + begin.size(), inside - from - begin.size());
        made += document.substr(at, inside + close.size() - at);
        made += comment == "machine" ? machine_text(all) : section_text(comment, rows);
        at = to + end.size();
        made += end;
    }
}

}  // namespace bench
