#include "steps.hpp"
#include "workspace.hpp"
#include <diapir/core/progress.hpp>

#include <iostream>

namespace salt {

bool run(settings s) {
    const diapir::stopwatch clock;
    if (s.data.empty()) {
        s.data = s.out / "data";
        // What an earlier run synthesized is made anew, as its settings may have been others.
        for (const char* folder : {"images", "masks"}) std::filesystem::remove_all(s.data / folder);
        synthesize(s);
    }
    prepare(s);
    if (!train(s)) return false;
    evaluate(s);
    explain(s);
    report(s);
    record(s, "run", {{"seconds", clock.seconds()}});
    return true;
}

}  // namespace salt
