// Figures and reports: colour maps, panels, plots, the figures of a segmentation and of an explanation, an HTML page.
// Needs cairo and the font DejaVu Sans: target diapir::figure.
#pragma once

#include <diapir/figure/bar.hpp>
#include <diapir/figure/beeswarm.hpp>
#include <diapir/figure/canvas.hpp>
#include <diapir/figure/channels.hpp>
#include <diapir/figure/color.hpp>
#include <diapir/figure/color_map.hpp>
#include <diapir/figure/contribution_maps.hpp>
#include <diapir/figure/contributions.hpp>
#include <diapir/figure/dependence.hpp>
#include <diapir/figure/figure.hpp>
#include <diapir/figure/histogram.hpp>
#include <diapir/figure/html.hpp>
#include <diapir/figure/image_panel.hpp>
#include <diapir/figure/importance.hpp>
#include <diapir/figure/interaction_maps.hpp>
#include <diapir/figure/interaction_matrix.hpp>
#include <diapir/figure/layout.hpp>
#include <diapir/figure/limits.hpp>
#include <diapir/figure/line.hpp>
#include <diapir/figure/markup.hpp>
#include <diapir/figure/number_text.hpp>
#include <diapir/figure/panel.hpp>
#include <diapir/figure/ranking.hpp>
#include <diapir/figure/rows.hpp>
#include <diapir/figure/scatter.hpp>
#include <diapir/figure/segmentation.hpp>
#include <diapir/figure/swarm.hpp>
#include <diapir/figure/table.hpp>
#include <diapir/figure/ticks.hpp>
#include <diapir/figure/waterfall.hpp>
