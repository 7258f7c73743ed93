#include "text_labels.hpp"

#include "horizon.hpp"
#include <diapir/core/error.hpp>
#include <diapir/io/read_file.hpp>
#include <diapir/io/text.hpp>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace salt {

using diapir::file_error;
using diapir::require;

namespace {

/// Reads a text line by line.
class label_reader {
public:
    explicit label_reader(const std::filesystem::path& path) : name_(path.string()) {
        text_.str(std::string(diapir::io::without_byte_order_mark(diapir::io::read_file(path), name_)));
    }

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
    const std::string& name() const { return name_; }
    std::string where() const { return name_ + ": line " + std::to_string(number_) + ": "; }

private:
    std::string name_;
    std::istringstream text_;
    std::size_t number_ = 0;
};

/// A number as people write it.
std::string text_of(double value) {
    return diapir::detail::concat(value);
}

/// Where a survey lies: the numbers of its lines, and from where to where its traces go.
class survey_range {
public:
    explicit survey_range(const volume_source& survey) {
        const volume_extents e = survey.extents();
        for (std::size_t i = 0; i < e.ilines; ++i) ilines_.insert(survey.iline_number(i));
        for (std::size_t k = 0; k < e.xlines; ++k) xlines_.insert(survey.xline_number(k));
        first_ = survey.place_of_sample(0);
        last_ = survey.place_of_sample(static_cast<double>(e.samples - 1));
    }

    bool has_line(bool is_inline, long long line) const { return lines(is_inline).contains(line); }
    /// Whether a pick lies on a line of the survey, between the first and the last trace of it, and within these.
    bool has_pick(long long iline, long long xline, double z) const {
        const bool on_line =
            (has_line(true, iline) && between(false, xline)) || (has_line(false, xline) && between(true, iline));
        return on_line && first_ <= z && z <= last_;
    }
    /// Whether a range along a line and down its traces has something of the section of that line.
    bool meets(bool is_inline, double least, double most, double top, double base) const {
        const auto& across = lines(!is_inline);
        return least <= static_cast<double>(*across.rbegin()) && static_cast<double>(*across.begin()) <= most &&
               top <= last_ && first_ <= base;
    }
    std::size_t count(bool is_inline) const { return lines(is_inline).size(); }
    std::string lines_text(bool is_inline) const {
        const auto& all = lines(is_inline);
        return (is_inline ? "inlines " : "crosslines ") + std::to_string(*all.begin()) + " to " +
               std::to_string(*all.rbegin());
    }
    std::string depth_text() const { return "z from " + text_of(first_) + " to " + text_of(last_); }

private:
    const std::set<long long>& lines(bool is_inline) const { return is_inline ? ilines_ : xlines_; }
    bool between(bool is_inline, long long line) const {
        return *lines(is_inline).begin() <= line && line <= *lines(is_inline).rbegin();
    }

    std::set<long long> ilines_, xlines_;
    double first_, last_;
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

/// Throws where nothing of a polygon lies in the section that it is drawn on.
void require_meets(const polygon& p, const survey_range& range, bool is_inline, const std::string& where) {
    const auto [left, right] =
        std::minmax_element(p.begin(), p.end(), [](auto a, auto b) { return a.along < b.along; });
    const auto [top, base] = std::minmax_element(p.begin(), p.end(), [](auto a, auto b) { return a.z < b.z; });
    require<file_error>(range.meets(is_inline, left->along, right->along, top->z, base->z), where,
                        "expected a polygon within ", range.lines_text(!is_inline), " and ", range.depth_text(),
                        ", got one from ", left->along, " to ", right->along, " and z from ", top->z, " to ", base->z);
}

class text_labels : public salt_labels {
public:
    text_labels(const std::filesystem::path& path, const volume_source& survey) : survey_(survey), range_(survey) {
        label_reader in(path);
        require<file_error>(survey.place_of_sample(1) > survey.place_of_sample(0), in.name(),
                            ": expected a survey that says the interval of its samples, on which z depends, got 0");
        for (auto fields = in.next(); !fields.empty();) fields = read_block(in, fields);
        require<file_error>(base_.empty() || !top_.empty(), in.name(),
                            ": expected a horizon top above the horizon base, there is none");
        require<file_error>(!polygons_.empty() || !top_.empty(), in.name(),
                            ": expected a horizon, a polygon or a free line, there is none");
        hold_against_survey(in.name(), "top", top_picks_);
        hold_against_survey(in.name(), "base", base_picks_);
    }
    std::vector<std::size_t> lines(bool inlines) const override {
        const volume_extents e = survey_.extents();
        std::vector<std::size_t> found;
        for (std::size_t index = 0; index < (inlines ? e.ilines : e.xlines); ++index)
            if (polygons_.contains({inlines, number(inlines, index)}) || top_.picked(inlines, number(inlines, index)))
                found.push_back(index);
        return found;
    }
    std::vector<float> line(bool is_inline, std::size_t index) const override {
        const volume_extents e = survey_.extents();
        const std::size_t traces = is_inline ? e.xlines : e.ilines;
        const long long own = number(is_inline, index);
        std::vector<float> mask(traces * e.samples, 0.0f);
        const auto drawn = polygons_.find({is_inline, own});
        for (std::size_t t = 0; t < traces; ++t) {
            const long long across = number(!is_inline, t);
            const auto top = top_.at(is_inline, own, across), base = base_.at(is_inline, own, across);
            for (std::size_t s = 0; s < e.samples; ++s) {
                const double z = survey_.place_of_sample(static_cast<double>(s));
                bool salt = top && z >= *top && (!base || z < *base);
                if (drawn != polygons_.end())
                    for (const polygon& p : drawn->second) salt = salt || inside(p, static_cast<double>(across), z);
                mask[t * e.samples + s] = salt;
            }
        }
        return mask;
    }

private:
    using line_name = std::pair<bool, long long>;  // whether it is an inline, and its number
    struct pick_count {
        std::size_t all = 0, outside = 0;
    };

    long long number(bool inlines, std::size_t index) const {
        return inlines ? survey_.iline_number(index) : survey_.xline_number(index);
    }
    /// Reads a block whose first line is known, and returns the first line of the next one.
    std::vector<std::string> read_block(label_reader& in, const std::vector<std::string>& first) {
        const bool of_lines = first.size() == 3 && (first[1] == "inline" || first[1] == "crossline");
        if (first[0] == "horizon" && first.size() == 2 && first[1] == "top") return read_horizon(in, top_, top_picks_);
        if (first[0] == "horizon" && first.size() == 2 && first[1] == "base")
            return read_horizon(in, base_, base_picks_);
        require<file_error>(of_lines && (first[0] == "polygon" || first[0] == "free"), in.where(),
                            "expected horizon top, horizon base, polygon inline NUMBER, polygon crossline NUMBER or "
                            "free inline NUMBER, got ",
                            diapir::io::excerpt(first[0]));
        const double number = in.number(first[2]);
        require<file_error>(number == std::round(number), in.where(), "expected the number of a line, got ",
                            diapir::io::excerpt(first[2]));
        const line_name line{first[1] == "inline", std::llround(number)};
        require<file_error>(range_.has_line(line.first, line.second), in.where(), "expected one of the ",
                            range_.count(line.first), ' ', range_.lines_text(line.first), " of the survey, got ",
                            line.second);
        auto& drawn = polygons_[line];
        return first[0] == "free" ? in.next() : read_polygon(in, line.first, drawn);
    }
    std::vector<std::string> read_polygon(label_reader& in, bool is_inline, std::vector<polygon>& drawn) {
        polygon p;
        const std::string begin = in.where();
        auto fields = in.next();
        for (; !fields.empty() && is_number(fields[0]); fields = in.next()) {
            const auto values = in.numbers(fields, 2);
            p.push_back({values[0], values[1]});
        }
        require<file_error>(p.size() >= 3, begin, "expected a polygon of at least 3 corners, got ", p.size());
        require_meets(p, range_, is_inline, begin);
        drawn.push_back(std::move(p));
        return fields;
    }
    std::vector<std::string> read_horizon(label_reader& in, horizon& picked, pick_count& count) {
        auto fields = in.next();
        if (!fields.empty() && is_number(fields[0])) picked.begin_block();
        for (; !fields.empty() && is_number(fields[0]); fields = in.next()) {
            const auto values = in.numbers(fields, 3);
            const long long iline = std::llround(values[0]), xline = std::llround(values[1]);
            picked.add(iline, xline, values[2]);
            ++count.all;
            count.outside += !range_.has_pick(iline, xline, values[2]);
        }
        return fields;
    }
    /// Some picks beyond the edges of a survey are usual; where all are, numbers or units are others.
    void hold_against_survey(const std::string& name, const char* which, const pick_count& picks) const {
        if (picks.outside == 0) return;
        const std::string within =
            range_.lines_text(true) + ", " + range_.lines_text(false) + " and " + range_.depth_text();
        require<file_error>(picks.outside < picks.all, name, ": expected picks of horizon ", which, " within ", within,
                            ", got none of ", picks.all);
        std::cerr << "salt: warning: " << name << ": " << picks.outside << " of " << picks.all << " picks of horizon "
                  << which << " lie outside of " << within << '\n';
    }
    static bool is_number(const std::string& field) { return field.find_first_of("0123456789") < 2; }

    const volume_source& survey_;
    survey_range range_;
    std::map<line_name, std::vector<polygon>> polygons_;
    horizon top_, base_;
    pick_count top_picks_, base_picks_;
};

}  // namespace

std::unique_ptr<salt_labels> read_text_labels(const std::filesystem::path& path, const volume_source& survey) {
    return std::make_unique<text_labels>(path, survey);
}

}  // namespace salt
