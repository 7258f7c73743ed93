#include "labels.hpp"

#include "file_ending.hpp"
#include "text_labels.hpp"
#include <diapir/core/error.hpp>

#include <numeric>
#include <string>
#include <utility>

namespace salt {

using diapir::file_error;
using diapir::require;

namespace {

/// A volume of labels: every line is labeled.
class mask_labels : public salt_labels {
public:
    /// Throws diapir::file_error where it is of another survey, as far as both files say.
    mask_labels(std::unique_ptr<volume_source> mask, const volume_source& survey, const std::string& name)
        : mask_(std::move(mask)) {
        const volume_extents e = mask_->extents(), expected = survey.extents();
        require<file_error>(e == expected, name, ": expected labels for ", expected.ilines, " x ", expected.xlines,
                            " x ", expected.samples, " samples, got ", e.ilines, " x ", e.xlines, " x ", e.samples);
        require_same(name, survey.lines_text(), mask_->lines_text());
        require_same(name, survey.samples_text(), mask_->samples_text());
    }
    std::vector<std::size_t> lines(bool inlines) const override {
        const volume_extents e = mask_->extents();
        std::vector<std::size_t> all(inlines ? e.ilines : e.xlines);
        std::iota(all.begin(), all.end(), std::size_t{0});
        return all;
    }
    std::vector<float> line(bool is_inline, std::size_t index) const override {
        const volume_extents e = mask_->extents();
        const volume_block block =
            is_inline ? volume_block{index, 1, 0, e.xlines} : volume_block{0, e.ilines, index, 1};
        std::vector<float> values(block.traces() * e.samples);
        mask_->read(block, values.data());
        for (float& v : values) v = v > 0 ? 1.0f : 0.0f;
        return values;
    }

private:
    static void require_same(const std::string& name, const std::string& expected, const std::string& got) {
        require<file_error>(expected.empty() || got.empty() || expected == got, name, ": expected labels for ",
                            expected, ", as the survey has, got ", got);
    }

    std::unique_ptr<volume_source> mask_;
};

}  // namespace

std::unique_ptr<salt_labels> read_labels(const std::filesystem::path& path, const volume_source& survey,
                                         const programs::survey_keys& keys) {
    if (programs::is_segy(path) || programs::ending_of(path) == ".npy")
        return std::make_unique<mask_labels>(open_volume(path, keys), survey, path.string());
    return read_text_labels(path, survey);
}

}  // namespace salt
