// Quotas of control groups, in folders that look like those of a machine.
#include "catch.hpp"
#include "io/support.hpp"
#include <diapir/core/cpu_quota.hpp>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <utility>

using namespace diapir;

namespace {

/// A folder with proc/ and sys/ that goes when the test ends.
class machine {
public:
    void write(const std::string& file, const std::string& text) const {
        const auto path = root_ / file;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path) << text;
    }
    double quota() const { return cpu_quota(root_.path().string()); }

private:
    testing::temporary_folder root_;
};

constexpr double unlimited = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("nothing limits a process without control groups") {
    const machine m;
    CHECK(m.quota() == unlimited);
    m.write("proc/self/cgroup", "nonsense\n0\n1:2\n");
    CHECK(m.quota() == unlimited);
}

TEST_CASE("the quota of version 2 is the least of a group and those around it") {
    const machine m;
    m.write("proc/self/cgroup", "0::/a/b\n");
    CHECK(m.quota() == unlimited);
    m.write("sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
    CHECK(m.quota() == unlimited);
    m.write("sys/fs/cgroup/a/cpu.max", "150000 100000\n");
    CHECK(m.quota() == 1.5);
    m.write("sys/fs/cgroup/a/b/cpu.max", "400000 100000\n");
    CHECK(m.quota() == 1.5);
    m.write("sys/fs/cgroup/a/b/cpu.max", "20000 100000\n");
    CHECK(m.quota() == 0.2);
}

TEST_CASE("inside a container the root of version 2 has the quota") {
    const machine m;
    m.write("proc/self/cgroup", "0::/\n");
    m.write("sys/fs/cgroup/cpu.max", "200000 100000");
    CHECK(m.quota() == 2);
    for (const char* text : {"two of them", "", " ", "200000", "200000 ", "200000 x", "99999999999999999999 100000"}) {
        m.write("sys/fs/cgroup/cpu.max", text);
        CHECK(m.quota() == unlimited);
    }
    m.write("sys/fs/cgroup/cpu.max", "two of them");
    CHECK(m.quota() == unlimited);
    m.write("sys/fs/cgroup/unified/cpu.max", "300000 100000\n");
    CHECK(m.quota() == 3);
}

TEST_CASE("the quota of version 1") {
    const machine m;
    m.write("proc/self/cgroup", "5:memory:/d\n4:cpuacct,cpu:/d\n0::/\n");
    m.write("sys/fs/cgroup/cpu/d/cpu.cfs_quota_us", "-1\n");
    m.write("sys/fs/cgroup/cpu/d/cpu.cfs_period_us", "100000\n");
    CHECK(m.quota() == unlimited);
    m.write("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "50000\n");
    m.write("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
    CHECK(m.quota() == 0.5);
}

TEST_CASE("a part of a processor takes a thread") {
    CHECK(threads_of_quota(0.2) == 1);
    CHECK(threads_of_quota(1) == 1);
    CHECK(threads_of_quota(1.5) == 2);
    CHECK(threads_of_quota(16) == 16);
    CHECK(threads_of_quota(unlimited) == std::numeric_limits<std::size_t>::max());
}
