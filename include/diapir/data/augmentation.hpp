// Random changes that leave a seismic section plausible, drawn anew for every sample and every epoch of a training: of
// the geometry, for a section together with its mask, and of the amplitude, for the section alone.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/image_view.hpp>
#include <diapir/core/random.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/data/add_noise.hpp>
#include <diapir/data/mirror.hpp>
#include <diapir/data/warp.hpp>
#include <diapir/data/warp_image.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::data {

/// What may happen to a sample, in the order in which it does. By default only the mirroring does.
struct augmentation_options {
    double flip = 0.5;                        ///< probability of a mirroring left to right
    std::vector<std::size_t> odd_channels{};  ///< those that change sign in a mirror image, such as sobel

    double shift = 0;                              ///< probability of a shift by whole pixels
    std::size_t shift_rows = 10, shift_cols = 10;  ///< the farthest, in pixels, up or down and to either side

    double shear = 0;          ///< probability of a shear, which slides traces along one another
    double shear_limit = 0.1;  ///< the steepest, in rows a trace

    double crop = 0;          ///< probability of a crop, enlarged to the size of the section
    double crop_area = 0.64;  ///< smallest share of the area that is kept

    double amplitude = 0;  ///< largest relative change of all values, which are multiplied by 1 - it to 1 + it
    double offset = 0;     ///< largest number added to all values of a section, save to odd channels
    double noise = 0;      ///< largest standard deviation of the noise added to every value
};

/// Changes samples at random, as options say. It holds no state and may be called by many threads at once.
class augmentation {
public:
    /// Throws argument_error for probabilities and shares outside [0, 1] and for limits that are negative or not
    /// finite.
    explicit augmentation(augmentation_options options = {}) : options_(std::move(options)) {
        const augmentation_options& o = options_;
        for (const auto& [name, value] : {std::pair{"flip", o.flip},
                                          {"shift", o.shift},
                                          {"shear", o.shear},
                                          {"crop", o.crop},
                                          {"amplitude", o.amplitude}})
            require(value >= 0 && value <= 1, "augmentation: expected ", name, " in [0, 1], got ", value);
        require(o.crop_area > 0 && o.crop_area <= 1, "augmentation: expected crop_area in (0, 1], got ", o.crop_area);
        for (const auto& [name, value] :
             {std::pair{"shear_limit", o.shear_limit}, {"offset", o.offset}, {"noise", o.noise}})
            require(value >= 0 && std::isfinite(value), "augmentation: expected ", name, " of 0 or more, got ", value);
    }

    const augmentation_options& options() const { return options_; }

    /// Changes an image {rows, cols, channels} and its mask {rows, cols, classes} in place, by what the next numbers of
    /// a stream decide; what an option decides does not depend on the others. Mirroring, shift, shear and crop are
    /// alike for both and interpolate once: images linearly, masks by the nearest pixel, so that any mask keeps to the
    /// values that it has, be they 0 and 1, numbers of classes or a mark for unknown, and one class a pixel stays one.
    /// Beyond its borders a section is continued by reflection, d c b a | a b c d | d c b a. A mask of one pixel {1, 1,
    /// classes}, as of an image that is of one class, stays as it is. Throws argument_error where the mask is of
    /// another size, a shift may be larger than the image, a shear may slide its traces apart by more than 16 times its
    /// rows, odd_channels do not exist, or T does not hold an offset and noise.
    template <std::floating_point T, std::floating_point M>
    void operator()(image_view<T> image, image_view<M> mask, random_stream& random) const {
        check<T>(image.shape(), mask.shape());
        const change c = draw(static_cast<double>(image.rows), static_cast<double>(image.cols), random);
        if (c.mirrored) {
            mirror_traces(image, options_.odd_channels);
            mirror_traces(mask);
        }
        warp_image(image, c.geometry, interpolation::linear, options_.odd_channels);
        warp_image(mask, c.geometry, interpolation::nearest);
        if (c.gain != 1) multiply(image, static_cast<T>(c.gain));
        if (c.offset != 0) add(image, static_cast<T>(c.offset));
        if (c.noise > 0) add_noise(image.data, image.size(), c.noise, random);
    }

private:
    /// What happens to one sample.
    struct change {
        bool mirrored;
        warp geometry;
        double gain, offset, noise;
    };

    template <class T>
    void check(const shape& image, const shape& mask) const {
        require((image[0] == mask[0] && image[1] == mask[1]) || (mask[0] == 1 && mask[1] == 1),
                "augmentation: expected a mask {", image[0], ", ", image[1], ", classes}, got ", mask);
        require(options_.shift == 0 || (options_.shift_rows < image[0] && options_.shift_cols < image[1]),
                "augmentation: expected an image larger than shifts of ", options_.shift_rows, " x ",
                options_.shift_cols, " pixels, got ", image);
        constexpr std::size_t heights = 16;
        require(options_.shear == 0 || options_.shear_limit * (static_cast<double>(image[1]) - 1) <=
                                           static_cast<double>(heights * image[0]),
                "augmentation: expected a shear_limit that slides traces apart by at most ", heights,
                " times the rows of ", image, ", got ", options_.shear_limit);
        for (const auto& [name, value] : {std::pair{"offset", options_.offset}, {"noise", options_.noise}})
            require(value <= detail::largest_deviation<T>, "augmentation: expected ", name, " of at most ",
                    detail::largest_deviation<T>, ", got ", value);
        for (std::size_t channel : options_.odd_channels)
            require(channel < image[2], "augmentation: channel ", channel, " does not exist in an image ", image);
        detail::require_once("augmentation", options_.odd_channels);
    }

    /// Draws all numbers whether or not their option is set: one option then leaves what the others decide.
    change draw(double rows, double cols, random_stream& random) const {
        const augmentation_options& o = options_;
        change c;
        c.mirrored = random.uniform() < o.flip;

        const bool shifts = random.uniform() < o.shift;
        const double down = pixels(o.shift_rows, random), right = pixels(o.shift_cols, random);
        if (shifts) c.geometry = warp::shift(down, right);

        const bool shears = random.uniform() < o.shear;
        const double slope = random.uniform(-o.shear_limit, o.shear_limit);
        if (shears) c.geometry = c.geometry.then(warp::shear(slope, cols));

        const bool crops = random.uniform() < o.crop;
        const double share = std::sqrt(random.uniform(o.crop_area, 1));
        const double top = random.uniform(0, (1 - share) * rows), left = random.uniform(0, (1 - share) * cols);
        if (crops) c.geometry = c.geometry.then(warp::crop(share, top, left));

        c.gain = random.uniform(1 - o.amplitude, 1 + o.amplitude);
        c.offset = random.uniform(-o.offset, o.offset);
        c.noise = random.uniform(0, o.noise);
        return c;
    }
    /// A whole number from -most to most.
    static double pixels(std::size_t most, random_stream& random) {
        const auto bound = static_cast<double>(most);
        return std::floor(random.uniform(-bound, bound + 1));
    }

    template <class T>
    static void multiply(image_view<T> image, T gain) {
        std::for_each_n(image.data, image.size(), [gain](T& x) { x *= gain; });
    }
    /// Derivatives do not see a number added to all: odd channels stay.
    template <class T>
    void add(image_view<T> image, T offset) const {
        std::vector<T> offsets(image.channels, offset);
        for (std::size_t channel : options_.odd_channels) offsets[channel] = 0;
        for (T* pixel = image.data; pixel != image.data + image.size(); pixel += image.channels)
            for (std::size_t channel = 0; channel < image.channels; ++channel) pixel[channel] += offsets[channel];
    }

    augmentation_options options_;
};

}  // namespace diapir::inline DIAPIR_TARGET::data
