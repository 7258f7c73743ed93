// Figures and reports: colour maps, panels, plots, the figures of a segmentation and of an explanation, an HTML page.
// Needs cairo and the font DejaVu Sans: target diapir::figure.
#pragma once

#include <diapir/figure/draw/canvas.hpp>
#include <diapir/figure/draw/color.hpp>
#include <diapir/figure/draw/color_map.hpp>
#include <diapir/figure/draw/figure.hpp>
#include <diapir/figure/draw/layout.hpp>
#include <diapir/figure/draw/limits.hpp>
#include <diapir/figure/draw/markup.hpp>
#include <diapir/figure/draw/number_text.hpp>
#include <diapir/figure/draw/panel.hpp>
#include <diapir/figure/draw/ticks.hpp>
#include <diapir/figure/explanation/beeswarm.hpp>
#include <diapir/figure/explanation/contribution_maps.hpp>
#include <diapir/figure/explanation/contributions.hpp>
#include <diapir/figure/explanation/dependence.hpp>
#include <diapir/figure/explanation/importance.hpp>
#include <diapir/figure/explanation/interaction_maps.hpp>
#include <diapir/figure/explanation/interaction_matrix.hpp>
#include <diapir/figure/explanation/ranking.hpp>
#include <diapir/figure/explanation/waterfall.hpp>
#include <diapir/figure/html.hpp>
#include <diapir/figure/plot/bar.hpp>
#include <diapir/figure/plot/channels.hpp>
#include <diapir/figure/plot/histogram.hpp>
#include <diapir/figure/plot/image_panel.hpp>
#include <diapir/figure/plot/line.hpp>
#include <diapir/figure/plot/rows.hpp>
#include <diapir/figure/plot/scatter.hpp>
#include <diapir/figure/plot/swarm.hpp>
#include <diapir/figure/segmentation/learning_curves.hpp>
#include <diapir/figure/segmentation/metric_histograms.hpp>
#include <diapir/figure/segmentation/metric_label.hpp>
#include <diapir/figure/segmentation/prediction_panels.hpp>
