// Networks of ONNX files: what we write comes back as the same network; what PyTorch 1.13 wrote computes what PyTorch
// computed (tests/data/onnx, see the README there); what is not supported is named.
#include "catch.hpp"
#include "io/onnx/cases.hpp"
#include "io/support.hpp"
#include "reference.hpp"
#include <diapir/io/onnx/load_onnx.hpp>
#include <diapir/io/onnx/save_onnx.hpp>
#include <diapir/shap.hpp>

#include <string>
#include <vector>

using namespace diapir;
using Catch::Contains;

TEST_CASE("a network goes out as ONNX and comes back as itself") {
    for (const auto& c : testing::onnx_cases()) {
        const auto net = testing::network_of<double>(c);
        for (const bool first : {true, false}) {
            INFO(c.name << (first ? ", channels first" : ", channels last"));
            io::onnx_options options;
            options.format = first ? io::data_format::channels_first : io::data_format::channels_last;
            io::onnx_import_options sides;
            if (c.input.axes() == 3) sides = {.rows = c.input[0], .cols = c.input[1]};
            const auto again = io::parse_onnx<double>(io::format_onnx(net, options), c.name, sides);
            CHECK(again.input() == net.input());
            for (const shape& s : {c.input, c.other}) {
                if (s.axes() == 0) continue;
                INFO(s);
                const array<double> x = testing::normal_samples<double>(3, s), expected = net(x), found = again(x);
                CHECK(shape_of(found) == shape_of(expected));
                CHECK(testing::max_difference(found, expected) <= 1e-12 * (1 + testing::max_magnitude(expected)));
            }
        }
    }
}
