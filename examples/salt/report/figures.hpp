// The figures beside the report, for papers and slides: figures/*.png.
#pragma once

#include "../workspace.hpp"
#include "material.hpp"

namespace salt {

void write_figures(workspace& w, const material& m);

}  // namespace salt
