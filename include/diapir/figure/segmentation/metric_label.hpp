// What figures call the metrics of a segmentation.
#pragma once

#include <diapir/core/target.hpp>

#include <algorithm>
#include <cctype>
#include <string>

namespace diapir::inline DIAPIR_TARGET::figure {

/// A metric's name as a label: Loss, Accuracy, AUC, IoU.
inline std::string metric_label(std::string name) {
    if (name == "auc") return "AUC";
    if (name == "iou") return "IoU";
    std::replace(name.begin(), name.end(), '_', ' ');
    if (!name.empty()) name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
    return name;
}

}  // namespace diapir::inline DIAPIR_TARGET::figure
