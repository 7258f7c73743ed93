#include "options.hpp"
#include "ranks.hpp"
#include "steps.hpp"
#include "workspace.hpp"

namespace salt {

using programs::on_leader;

namespace {

/// Whether the data are those that salt makes itself: none were named, now or for an earlier step.
bool synthesizes(const settings& s) {
    if (s.given.contains("data")) return false;
    const manifest past(s.out);
    const json& used = past.fact("prepare", "options");
    const json& made = past.fact("synthesize", "options");
    if (s.defaults || !used.is_object()) return true;
    return made.is_object() && used.at("data") == made.at("data");
}

}  // namespace

bool run(const settings& s) {
    const diapir::stopwatch clock;
    on_leader([&] {
        if (synthesizes(s)) synthesize(s);
        prepare(s);
    });
    if (!train(s)) return false;
    on_leader([&] { evaluate(s); });
    explain(s);
    on_leader([&] {
        report(s);
        record_time(s.out, "run", {{"seconds", clock.seconds()}});
    });
    return true;
}

}  // namespace salt
