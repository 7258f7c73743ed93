// The metrics of the test set that are printed and reported, and how their values are written.
#pragma once

#include <cmath>
#include <iomanip>
#include <sstream>
#include <string>
#include <vector>

namespace salt {

inline const std::vector<std::string>& main_metrics() {
    static const std::vector<std::string> names{"loss",      "accuracy", "precision", "recall", "auc",
                                                "auc_exact", "iou",      "mean_iou",  "dice",   "tgs_score"};
    return names;
}

/// A number with so many digits after the point; NaN, as an area under the ROC curve of one class, is undefined.
inline std::string fixed_text(double value, int digits = 4) {
    if (std::isnan(value)) return "undefined";
    std::ostringstream text;
    text << std::fixed << std::setprecision(digits) << value;
    return text.str();
}

}  // namespace salt
