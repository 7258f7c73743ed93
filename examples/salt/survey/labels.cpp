#include "labels.hpp"

#include <diapir/core/error.hpp>
#include <diapir/io/read_file.hpp>
#include <diapir/io/text.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <sstream>
#include <string>
#include <utility>

namespace salt {

using diapir::file_error;
using diapir::require;

namespace {

std::vector<std::size_t> all_lines(const volume_extents& e, bool inlines) {
    std::vector<std::size_t> lines(inlines ? e.ilines : e.xlines);
    std::iota(lines.begin(), lines.end(), std::size_t{0});
    return lines;
}

/// A volume of labels: every line is labeled.
class mask_labels : public salt_labels {
public:
    mask_labels(std::unique_ptr<volume_source> mask, const volume_extents& survey, const std::string& name)
        : mask_(std::move(mask)) {
        const volume_extents e = mask_->extents();
        require<file_error>(e == survey, name, ": expected labels for ", survey.ilines, " x ", survey.xlines, " x ",
                            survey.samples, " samples, got ", e.ilines, " x ", e.xlines, " x ", e.samples);
    }
    std::vector<std::size_t> lines(bool inlines) const override { return all_lines(mask_->extents(), inlines); }
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
    std::unique_ptr<volume_source> mask_;
};

/// Reads a text line by line.
class label_reader {
public:
    explicit label_reader(const std::filesystem::path& path)
        : name_(path.string()), text_(diapir::io::read_file(path)) {}

    /// The fields of the next line that has some; none at the end.
    std::vector<std::string> next() {
        for (std::string line; std::getline(text_, line);) {
            ++number_;
            line = line.substr(0, line.find('#'));
            for (char& c : line)
                if (c == ',' || c == '\t' || c == '\r') c = ' ';
            std::istringstream words(line);
            std::vector<std::string> fields;
            for (std::string word; words >> word;) fields.push_back(word);
            if (!fields.empty()) return fields;
        }
        return {};
    }
    double number(const std::string& field) const {
        std::istringstream in(field);
        double value = 0;
        const bool read = static_cast<bool>(in >> value) && in.eof() && std::isfinite(value);
        require<file_error>(read, where(), "expected a number, got ", diapir::io::excerpt(field));
        return value;
    }
    std::vector<double> numbers(const std::vector<std::string>& fields, std::size_t count) const {
        require<file_error>(fields.size() == count, where(), "expected ", count, " numbers, got ", fields.size(),
                            " fields");
        std::vector<double> values;
        for (const std::string& field : fields) values.push_back(number(field));
        return values;
    }
    std::string where() const { return name_ + ": line " + std::to_string(number_) + ": "; }

private:
    std::string name_;
    std::istringstream text_;
    std::size_t number_ = 0;
};

struct corner {
    double along, z;
};
using polygon = std::vector<corner>;

/// Whether a place lies inside of a polygon: a ray from it crosses its sides an odd number of times.
bool inside(const polygon& p, double along, double z) {
    bool odd = false;
    for (std::size_t i = 0, k = p.size() - 1; i < p.size(); k = i++)
        if ((p[i].z > z) != (p[k].z > z) &&
            along < (p[k].along - p[i].along) * (z - p[i].z) / (p[k].z - p[i].z) + p[i].along)
            odd = !odd;
    return odd;
}

class text_labels : public salt_labels {
public:
    text_labels(const std::filesystem::path& path, const volume_source& survey) : survey_(survey) {
        label_reader in(path);
        for (auto fields = in.next(); !fields.empty();) fields = read_block(in, fields);
        require<file_error>(!polygons_.empty() || !top_.empty(), path.string(),
                            ": expected a horizon, a polygon or a free line, there is none");
    }
    std::vector<std::size_t> lines(bool inlines) const override {
        std::vector<std::size_t> found;
        for (const std::size_t index : all_lines(survey_.extents(), inlines))
            if (polygons_.contains({inlines, number(inlines, index)}) || has_picks(inlines, index))
                found.push_back(index);
        return found;
    }
    std::vector<float> line(bool is_inline, std::size_t index) const override {
        const volume_extents e = survey_.extents();
        const std::size_t traces = is_inline ? e.xlines : e.ilines;
        std::vector<float> mask(traces * e.samples, 0.0f);
        const auto drawn = polygons_.find({is_inline, number(is_inline, index)});
        for (std::size_t t = 0; t < traces; ++t) {
            const long long across = number(!is_inline, t), own = number(is_inline, index);
            const std::pair place = is_inline ? std::pair{own, across} : std::pair{across, own};
            const auto top = top_.find(place), base = base_.find(place);
            for (std::size_t s = 0; s < e.samples; ++s) {
                const double z = survey_.place_of_sample(static_cast<double>(s));
                bool salt = top != top_.end() && z >= top->second && (base == base_.end() || z < base->second);
                if (drawn != polygons_.end())
                    for (const polygon& p : drawn->second) salt = salt || inside(p, static_cast<double>(across), z);
                mask[t * e.samples + s] = salt;
            }
        }
        return mask;
    }

private:
    using place = std::pair<long long, long long>;  // inline and crossline
    using line_name = std::pair<bool, long long>;   // whether it is an inline, and its number

    long long number(bool inlines, std::size_t index) const {
        return inlines ? survey_.iline_number(index) : survey_.xline_number(index);
    }
    bool has_picks(bool inlines, std::size_t index) const {
        const long long own = number(inlines, index);
        return (inlines ? picked_ilines_ : picked_xlines_).contains(own);
    }
    /// Reads a block whose first line is known, and returns the first line of the next one.
    std::vector<std::string> read_block(label_reader& in, const std::vector<std::string>& first) {
        const bool of_lines = first.size() == 3 && (first[1] == "inline" || first[1] == "crossline");
        if (first[0] == "horizon" && first.size() == 2 && (first[1] == "top" || first[1] == "base"))
            return read_horizon(in, first[1] == "top" ? top_ : base_);
        require<file_error>(of_lines && (first[0] == "polygon" || first[0] == "free"), in.where(),
                            "expected horizon top, horizon base, polygon inline NUMBER, polygon crossline NUMBER or "
                            "free inline NUMBER, got ",
                            diapir::io::excerpt(first[0]));
        auto& drawn = polygons_[{first[1] == "inline", std::llround(in.number(first[2]))}];
        if (first[0] == "free") return in.next();
        polygon p;
        const std::string begin = in.where();
        auto fields = in.next();
        for (; !fields.empty() && is_number(fields[0]); fields = in.next()) {
            const auto values = in.numbers(fields, 2);
            p.push_back({values[0], values[1]});
        }
        require<file_error>(p.size() >= 3, begin, "expected a polygon of at least 3 corners, got ", p.size());
        drawn.push_back(std::move(p));
        return fields;
    }
    std::vector<std::string> read_horizon(label_reader& in, std::map<place, double>& horizon) {
        auto fields = in.next();
        for (; !fields.empty() && is_number(fields[0]); fields = in.next()) {
            const auto values = in.numbers(fields, 3);
            const place at{std::llround(values[0]), std::llround(values[1])};
            horizon[at] = values[2];
            picked_ilines_[at.first] = picked_xlines_[at.second] = true;
        }
        return fields;
    }
    static bool is_number(const std::string& field) { return field.find_first_of("0123456789") < 2; }

    const volume_source& survey_;
    std::map<line_name, std::vector<polygon>> polygons_;
    std::map<place, double> top_, base_;
    std::map<long long, bool> picked_ilines_, picked_xlines_;
};

}  // namespace

std::unique_ptr<salt_labels> read_labels(const std::filesystem::path& path, const volume_source& survey,
                                         const programs::survey_keys& keys) {
    if (is_segy(path) || path.extension() == ".npy")
        return std::make_unique<mask_labels>(open_volume(path, keys), survey.extents(), path.string());
    return std::make_unique<text_labels>(path, survey);
}

}  // namespace salt
