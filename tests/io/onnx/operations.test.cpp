// Writes the graphs of operations.hpp for ONNX Runtime, to compute tests/data/onnx/operations.npz; see the README
// there.
#include "io/onnx/operations.hpp"

#include "catch.hpp"
#include <diapir/io/json.hpp>

#include <cstdlib>

using namespace diapir;

TEST_CASE("graphs of operations are written for others to run", "[.onnx_operations]") {
    const char* folder = std::getenv("DIAPIR_ONNX_FILES");
    REQUIRE(folder != nullptr);
    const std::filesystem::path to(folder);
    io::json all = io::json::array();
    for (const auto& list : {testing::window_operations(), testing::pixel_operations(), testing::resize_operations(),
                             testing::shape_operations(), testing::elementwise_operations(), testing::sum_operations()})
        for (const auto& o : list) {
            io::write_file(to / (o.name + ".onnx"), o.bytes);
            const array<float> x = o.samples();
            io::write_file(to / (o.name + ".x"), {reinterpret_cast<const char*>(x.data()), x.size() * sizeof(float)});
            all.push_back({{"model", o.name + ".onnx"}, {"data", o.name}, {"x", o.input}});
        }
    io::write_json(to / "cases.json", all);
}
