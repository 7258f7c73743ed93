// Writes to the file DIAPIR_REACHED, a line a test case: its name as soon as it begins, and after \r whether it passed,
// its seconds of processors, source and name, the places that it reached, and those reached that do not compile
// changed.
#define CATCH_CONFIG_EXTERNAL_INTERFACES
#include "catch.hpp"
#include "mutants.hpp"

#include <ctime>
#include <fstream>

namespace {

#if __has_include(<catch2/catch_all.hpp>)
using listener = Catch::EventListenerBase;
const Catch::TestCaseInfo& info(const Catch::TestCaseStats& s) {
    return *s.testInfo;
}
#else
using listener = Catch::TestEventListenerBase;
const Catch::TestCaseInfo& info(const Catch::TestCaseStats& s) {
    return s.testInfo;
}
#endif

class reached_listener : public listener {
public:
    using listener::listener;

    void testCaseStarting(const Catch::TestCaseInfo& info) override {
        begin_ = std::clock();
        note() << info.name;
    }

    void testCaseEnded(const Catch::TestCaseStats& s) override {
        std::ofstream file = note();
        file << '\r' << (s.totals.assertions.failed == 0) << '\t'
             << static_cast<double>(std::clock() - begin_) / CLOCKS_PER_SEC << '\t' << info(s).lineInfo.file << '\t'
             << info(s).name;
        for (bool* places : {mutants::reached, mutants::unfit}) {
            file << '\t';
            for (int i = 0; i < mutants::most; ++i)
                if (places[i]) file << i << ' ';
            std::fill_n(places, mutants::most, false);
        }
        file << '\n';
    }

private:
    static std::ofstream note() {
        const char* name = std::getenv("DIAPIR_REACHED");
        return name ? std::ofstream(name, std::ios::app) : std::ofstream();
    }

    std::clock_t begin_ = 0;
};
CATCH_REGISTER_LISTENER(reached_listener)

}  // namespace
