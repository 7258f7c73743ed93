// How much processor time the container of this process grants it: the limits of Linux control groups, versions 1 and 2
// (Documentation/admin-guide/cgroup-v2.rst and scheduler/sched-bwc.rst of the kernel). A process with 16 processors and
// a quota of two of them is stopped for most of the time when it runs 16 threads.
#pragma once

#include <diapir/core/target.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <limits>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET {

namespace detail {

/// The lines of a text file; none where it cannot be read.
inline std::vector<std::string> lines_of(const std::string& path) {
    std::vector<std::string> lines;
    std::FILE* file = std::fopen(path.c_str(), "r");
    if (!file) return lines;
    std::string line;
    for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) {
        if (c != '\n') {
            line += static_cast<char>(c);
        } else {
            lines.push_back(std::exchange(line, {}));
        }
    }
    if (!line.empty()) lines.push_back(line);
    std::fclose(file);
    return lines;
}

/// The whole number at place `first` of a text, after blanks; nothing where there is none.
inline std::optional<double> number_at(const std::string& text, std::size_t first = 0) {
    first = std::min(text.find_first_not_of(' ', first), text.size());
    long long value = 0;
    if (std::from_chars(text.data() + first, text.data() + text.size(), value).ec != std::errc{}) return std::nullopt;
    return static_cast<double>(value);
}

/// Processors, from the microseconds that may be used in a period of microseconds; nothing where there is no limit.
inline std::optional<double> processors(std::optional<double> quota, std::optional<double> period) {
    if (!quota || !period || !(*quota > 0 && *period > 0)) return std::nullopt;
    return *quota / *period;
}

/// The processors that one group of version 2 grants (cpu.max: "quota period" or "max period").
inline std::optional<double> quota_of_group_2(const std::string& folder) {
    const auto lines = lines_of(folder + "/cpu.max");
    if (lines.empty()) return std::nullopt;
    return processors(number_at(lines[0]), number_at(lines[0], lines[0].find(' ')));
}

/// The processors that one group of version 1 grants (cpu.cfs_quota_us, -1 for no limit, and cpu.cfs_period_us).
inline std::optional<double> quota_of_group_1(const std::string& folder) {
    const auto quotas = lines_of(folder + "/cpu.cfs_quota_us"), periods = lines_of(folder + "/cpu.cfs_period_us");
    if (quotas.empty() || periods.empty()) return std::nullopt;
    return processors(number_at(quotas[0]), number_at(periods[0]));
}

/// The least that a group and the groups around it grant. Inside a container the group's own folder may be out of
/// sight; what is seen at `mount` is the container's then.
template <class F>
double least_quota(const std::string& mount, std::string group, const F& quota_of) {
    double least = std::numeric_limits<double>::infinity();
    for (;;) {
        if (const auto quota = quota_of(mount + group)) least = std::min(least, *quota);
        if (group.empty()) return least;
        group.resize(std::min(group.rfind('/'), group.size() - 1));
    }
}

}  // namespace detail

/// How many processors' worth of time this process may use at most, such as 1.5; infinity where nothing limits it.
/// `root` is the folder in which proc/ and sys/ lie.
inline double cpu_quota(const std::string& root = "") {
    double least = std::numeric_limits<double>::infinity();
    const std::string mounts = root + "/sys/fs/cgroup";
    for (const std::string& line : detail::lines_of(root + "/proc/self/cgroup")) {  // number:controllers:group
        const std::size_t first = line.find(':'), second = first == line.npos ? first : line.find(':', first + 1);
        if (second == line.npos) continue;
        std::string controllers(1, ',');
        controllers.append(line, first + 1, second - first - 1).push_back(',');
        std::string group = line.substr(second + 1);
        if (group == "/") group.clear();
        if (controllers == ",,") {
            for (const std::string& mount : {mounts, mounts + "/unified"})
                least = std::min(least, detail::least_quota(mount, group, detail::quota_of_group_2));
        } else if (controllers.find(",cpu,") != controllers.npos) {
            least = std::min(least, detail::least_quota(mounts + "/cpu", group, detail::quota_of_group_1));
        }
    }
    return least;
}

/// The threads that make use of a quota: a part of a processor takes a whole thread. At least 1.
inline std::size_t threads_of_quota(double processors) {
    if (!(processors < 1e6)) return std::numeric_limits<std::size_t>::max();
    return static_cast<std::size_t>(std::max(1.0, std::ceil(processors)));
}

}  // namespace diapir::inline DIAPIR_TARGET
