#include "words.hpp"

#include "html.hpp"

#include <map>
#include <utility>
#include <vector>

namespace salt {

std::string words() {
    const std::vector<std::pair<std::string, std::string>> meanings{
        {"Precision", "of the pixels that were called salt, the share that is salt."},
        {"Recall", "of the pixels that are salt, the share that was called salt; also the true positive rate."},
        {"IoU",
         "intersection over union: the pixels that are salt and were called so, divided by those that are "
         "either; 1 is perfect. The mean IoU is the mean of that of salt and that of the rest."},
        {"Dice", "twice the intersection, divided by the sum of both; 1 is perfect."},
        {"TGS score",
         "that of the TGS salt challenge, from 0 to 1: of ten thresholds from 0.5 to 0.95, the share "
         "that the IoU of an image exceeds; an image without salt counts 1 where none was called salt, else 0. "
         "The mean over the images."},
        {"ROC area",
         "auc: how often a pixel of salt gets a higher probability than another pixel; 0.5 is a guess. "
         "auc_exact is the same, not rounded to 200 thresholds."},
        {"Calibration error",
         "how far, on average, a probability is from the share of salt among pixels that got "
         "it. The Brier score is the mean square of probability minus truth."},
        {"Loss", "what the training makes small; of different losses the numbers cannot be compared."},
        {"Uncertainty",
         "the mean entropy of the probabilities of an image, in bits: 0 where all are 0 or 1, 1 where "
         "all are 0.5."},
        {"Contribution",
         "of a channel to a pixel: its Shapley value, what the channel adds to the probability of salt "
         "on average over all orders in which channels become known. Mean prediction plus all "
         "contributions is the prediction."},
        {"DeepSHAP",
         "contributions found in a sweep through the layers of the network, summed over the pixels of a channel: "
         "another "
         "quantity than the exact ones, often close to them."},
        {"95 % interval", "in which the number would lie for 95 of 100 other draws of images (bootstrap)."}};
    std::string list = "<dl class=\"words\">\n";
    for (const auto& [word, meaning] : meanings)
        list += html::element("dt", word) + html::element("dd", meaning) + '\n';
    return html::details("What the words mean", list + "</dl>\n");
}

std::string metric_title(const std::string& metric) {
    static const std::map<std::string, std::string> titles{{"tgs_score", "TGS score"},
                                                           {"iou", "IoU"},
                                                           {"mean_iou", "mean IoU"},
                                                           {"dice", "Dice"},
                                                           {"auc", "ROC area (auc)"},
                                                           {"auc_exact", "ROC area, exact (auc_exact)"},
                                                           {"errors", "share of wrong pixels"},
                                                           {"uncertainty", "uncertainty in bits"}};
    const auto found = titles.find(metric);
    return found == titles.end() ? metric : found->second;
}

}  // namespace salt
