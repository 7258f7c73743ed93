#include "report/contribution_summary.hpp"
#include "report/figures.hpp"
#include "report/material.hpp"
#include "report/page.hpp"
#include "steps.hpp"
#include "workspace.hpp"

#include <iostream>

namespace salt {

void report(const settings& asked) {
    workspace w(asked, "report");
    const material m = collect(w);
    const contribution_summary summary = summarize(m.set);
    w.save_json("contributions.json", as_json(summary, m.channels));
    write_figures(w, m);
    const auto path = w.output("report.html");
    io::write_file(path, page_of(m, summary));
    w.finish({{"images", m.indexes.size()}});
    for (const std::string& sentence : which_decides(summary, m.channels)) std::cout << "  " << sentence << '\n';
    std::cout << "the report is " << std::filesystem::absolute(path).string() << '\n';
}

}  // namespace salt
