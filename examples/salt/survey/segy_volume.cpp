// SEG-Y surveys as volumes, with segyio.
#include "file_ending.hpp"
#include "shared_survey.hpp"
#include "volume.hpp"
#include <diapir/io/segy/survey.hpp>
#include <diapir/io/segy/survey_writer.hpp>

#include <limits>
#include <string>
#include <utility>

namespace salt {

using namespace diapir;
using io::segy::line_block;

namespace {

line_block lines_of(const volume_block& b) {
    return {b.first_iline, b.ilines, b.first_xline, b.xlines};
}

std::string text_of(const io::segy::line_axis& a) {
    return diapir::detail::concat(a.first, " to ", a.last(), ", step ", a.step);
}

class segy_sink : public volume_sink {
public:
    segy_sink(const io::segy::survey& input, const std::filesystem::path& path, const sink_options& o)
        : writer_(input, path, {.eight_bits = o.eight_bits, .code = o.code, .quantity = o.quantity}) {}
    void write(const volume_block& block, const float* values) override { writer_.write(lines_of(block), values); }
    void commit() override { writer_.commit(); }

private:
    io::segy::survey_writer writer_;
};

class segy_volume : public volume_source {
public:
    explicit segy_volume(io::segy::survey survey) : survey_(std::move(survey)) {}

    volume_extents extents() const override { return {survey_.ilines(), survey_.xlines(), survey_.samples()}; }
    void read(const volume_block& block, float* to) const override {
        survey_.read(lines_of(block), to, std::numeric_limits<float>::quiet_NaN());
    }
    data::amplitude_statistics statistics(std::size_t most) const override { return survey_.statistics(most); }
    std::unique_ptr<volume_sink> beside(const std::filesystem::path& path, const sink_options& o) const override {
        require(programs::is_segy(path), path.string(), ": expected a name that ends in .sgy or .segy, as the input's");
        return std::make_unique<segy_sink>(survey_, path, o);
    }
    long long iline_number(std::size_t index) const override { return survey_.index().ilines.number(index); }
    long long xline_number(std::size_t index) const override { return survey_.index().xlines.number(index); }
    double place_of_sample(double index) const override {
        const auto& l = survey_.file().layout();
        return l.delay + index * l.interval / 1000;
    }
    std::string lines_text() const override {
        if (!survey_.keys().lines()) return {};
        const auto& index = survey_.index();
        return "inlines " + text_of(index.ilines) + " and crosslines " + text_of(index.xlines);
    }
    std::string samples_text() const override {
        const auto& l = survey_.file().layout();
        if (l.interval == 0) return {};
        return diapir::detail::concat("samples from ", l.delay, ", step ", l.interval / 1000);
    }

private:
    io::segy::survey survey_;
};

}  // namespace

std::unique_ptr<volume_source> open_segy(const std::filesystem::path& path, const programs::survey_keys& keys,
                                         bool on_all_ranks) {
    return std::make_unique<segy_volume>(on_all_ranks ? programs::open_on_all_ranks(path, keys)
                                                      : programs::open_survey(path, keys));
}

}  // namespace salt
