// What core/ and autodiff/ refuse.
#include "autodiff/operations.hpp"
#include "project/misuse.hpp"
#include <diapir/autodiff.hpp>
#include <diapir/core/gaussian_weights.hpp>
#include <diapir/core/linalg.hpp>
#include <diapir/core/matrix_decompositions.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/random.hpp>
#include <diapir/core/sample_ranges.hpp>
#include <diapir/core/stencil.hpp>
#include <diapir/core/table.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/core/tree_sum.hpp>

#include <cmath>
#include <vector>

using namespace diapir;
using namespace diapir::testing;

namespace {

using names = std::vector<std::string>;
using indexes = std::vector<std::size_t>;

/// A matrix {rows, cols} of numbers that stay where they are.
matrix_view<double> matrix(std::size_t rows, std::size_t cols) {
    static double numbers[64] = {1, 2, 3, 4};
    return {numbers, rows, cols};
}
matrix_view<const double> seen(std::size_t rows, std::size_t cols) {
    return {matrix(rows, cols).data, rows, cols};
}

const misuse of_core[] = {
    {"a sum of which items are missing", [] { tree_sum<double>(2).take(); },
     "tree_sum: expected all of 2 items before their sum is taken, and once"},
    {"a sum that is taken twice",
     [] {
         tree_sum<double> sum(1);
         sum.give(0, 1.0, [](double&, double) {});
         sum.take();
         sum.take();
     },
     "tree_sum: expected all of 1 items before their sum is taken, and once"},
    {"a decomposition of a matrix whose size wraps to 0", [] { cholesky<double>({}, std::size_t{1} << 32); },
     "shape: expected at most 288230376151711744 elements, got {4294967296, 4294967296}"},
    {"an eigenproblem whose size wraps to 0", [] { symmetric_eigen<double>({}, std::size_t{1} << 32); },
     "shape: expected at most 288230376151711744 elements, got {4294967296, 4294967296}"},
    {"a shape of nine axes", [] { shape{1, 2, 3, 4, 5, 6, 7, 8, 9}; }, "shape: more than 8 axes"},
    {"shapes that are joined to nine axes",
     [] {
         shape{1, 2, 3, 4, 5}.then({1, 2, 3, 4});
     },
     "shape: more than 8 axes"},
    {"the last axis of a scalar", [] { shape{}.back(); }, "shape: expected an axis or more, got the shape of a scalar"},
    {"more elements than memory holds",
     [] {
         shape{minus_one, 2}.checked_size();
     },
     "shape: expected at most 288230376151711744 elements, got {18446744073709551615, 2}"},
    {"an array of such a shape",
     [] {
         make_array<float>({minus_one, minus_one});
     },
     "shape: expected at most"},
    {"a tensor of such a shape",
     [] {
         tensor<float>(shape{minus_one, 16});
     },
     "shape: expected at most"},
    {"a batch of such a shape", [] { tensor<float>::batch(1, minus_one / 2, 4, 4); }, "shape: expected at most"},

    {"a batch of no samples", [] { tensor<float>::batch(0, 1, 2, 3); },
     "batch: expected at least one sample, channel, row and column, got 0 x {1, 2, 3}"},
    {"a batch without channels", [] { tensor<float>::batch(4, 0, 2, 3); }, "got 4 x {0, 2, 3}"},
    {"a batch without rows", [] { tensor<float>::batch(4, 1, 0, 3); }, "got 4 x {1, 0, 3}"},
    {"a batch without lanes", [] { batch(3, 2, 2, 1).with_lanes(0); },
     "batch: 3 samples do not fit into 0 blocks of 0"},
    {"fewer blocks than samples fill", [] { tensor<float>::batch_of_blocks(2, 1, 1, 1, 16, 33); },
     "batch: 33 samples do not fit into 2 blocks of 16"},
    {"the rows of a plain tensor",
     [] {
         plain({2, 3}).rows();
     },
     "tensor: expected a batch of activations, got a plain tensor {2, 3}"},
    {"the lanes of a plain tensor",
     [] {
         plain({2, 3}).lanes();
     },
     "expected a batch of activations"},
    {"a plain tensor repeated", [] { repeated(plain({2}), batch(4, 2, 2, 1).shape()); },
     "repeated: expected a batch of one sample, got {2}"},
    {"two samples repeated", [] { repeated(batch(2, 2, 2, 1), batch(4, 2, 2, 1).shape()); },
     "repeated: expected a batch of one sample, got 2 x {1, 2, 2}"},
    {"a sample of another size repeated", [] { repeated(batch(1, 3, 2, 1), batch(4, 2, 2, 1).shape()); },
     "repeated: a sample of 1 x {1, 3, 2} does not fit a batch 4 x {1, 2, 2}"},
    {"packing three axes",
     [] {
         pack(filled({2, 3, 4}));
     },
     "pack: expected a non-empty array {n, rows, cols, channels} or {n, features}, got {2, 3, 4}"},
    {"packing no samples",
     [] {
         pack(filled({0, 3, 4, 1}));
     },
     "got {0, 3, 4, 1}"},
    {"packing a scalar", [] { pack(filled({})); }, "got {}"},
    {"unpacking a plain tensor",
     [] {
         unpack(plain({3, 4}));
     },
     "unpack: expected a batch of activations, got a plain tensor {3, 4}"},

    {"labels that are no whole numbers", [] { whole_numbers(filled({2}, 0.5), "labels"); },
     "labels: expected whole numbers, got 0.5 at element 0"},
    {"labels that are NaN", [] { whole_numbers(filled({2}, not_a_number), "labels"); },
     "labels: expected whole numbers, got nan"},
    {"labels beyond what whole numbers hold", [] { whole_numbers(filled({2}, 1e300), "labels"); }, "got 1e+300"},
    {"an infinite number where finite ones are asked for",
     [] {
         require_finite(filled({2, 2}, infinite), "rows");
     },
     "rows: expected finite numbers, got inf at element 0 of {2, 2}"},
    {"a slice beyond the end",
     [] {
         slice(filled({3, 2}), 2, 4);
     },
     "slice: expected entries in order within {3, 2}, got 2 to 4"},
    {"a slice that goes back",
     [] {
         slice(filled({3, 2}), 2, 1);
     },
     "got 2 to 1"},
    {"a slice of a scalar", [] { slice(filled({}), 0, 0); }, "slice: expected entries in order within {}, got 0 to 0"},
    {"taking a row that is not there",
     [] {
         take(filled({3, 2}), indexes{0, 3});
     },
     "take: index 3 is outside an axis of 3 entries"},
    {"taking rows of a scalar", [] { take(filled({}), indexes{0}); }, "take: expected an array {n, ...}, got a scalar"},

    {"two columns of one name",
     [] {
         table(names{"a", "a"});
     },
     "table: two columns are named a"},
    {"a row of another length",
     [] {
         table(names{"a", "b"}, {{1, 2}, {3}});
     },
     "table: expected 2 numbers in row 1, got 1"},
    {"fewer labels than rows",
     [] {
         table(names{"a"}, {{1}, {2}}, "image", {"x"});
     },
     "table: expected 2 labels or none, got 1"},
    {"a column that is not there",
     [] {
         table(names{"loss", "auc"}).column("iou");
     },
     "table: there is no column iou among loss, auc"},
    {"the number of a column that is not there", [] { table(names{"loss"}).column(1); },
     "table: there is no column 1 of 1"},
    {"a row that is not there", [] { table(names{"loss"}).row(0); }, "table: there is no row 0 of 0"},
    {"a column of another length",
     [] {
         table(names{"a"}, {{1}}).add_column("b", {1, 2});
     },
     "table: expected 1 numbers in column b, got 2"},
    {"a label where there are none", [] { table(names{"a"}).add_row("x", {1}); },
     "table: expected no label for row 0, got x"},
    {"no label where there are some", [] { table::of_labels("image", {"x"}).add_row({}); },
     "table: expected a label for row 1"},

    {"a random number below 0", [] { random_stream(1).below(0); },
     "random_stream: below: expected a bound from 1 to 4294967296, got 0"},
    {"a random number below 2^33", [] { random_stream(1).below(std::uint64_t{1} << 33); }, "got 8589934592"},
    {"more threads than systems give", [] { set_threads(1000000); },
     "set_threads: expected at most 4096 threads, got 1000000"},
    {"a limit of minus one threads", [] { thread_limit(static_cast<std::size_t>(-1)); },
     "set_threads: expected at most 4096 threads, got 18446744073709551615"},

    {"ranges of nothing", [] { parallel_ranges(5, 0, [](std::size_t, std::size_t) {}); },
     "parallel_ranges: expected ranges of at least 1, got 0"},
    {"ranges of no samples", [] { sample_ranges(5, 0); }, "sample_ranges: expected ranges of at least 1 sample, got 0"},
    {"sums over windows of nothing",
     [] {
         const double in[3] = {1, 2, 3};
         double out[3];
         kernels::window_sum(in, kernels::lines{1, 3, 1}, 0, kernels::edge::zero, out);
     },
     "window_sum: expected a window of at least 1 entry, got 0"},
    {"a Gaussian of no width", [] { kernels::gaussian_weights<double>(0, 0, 4); },
     "gaussian_weights: expected sigma above 0"},
    {"a Gaussian of a width that is NaN", [] { kernels::gaussian_weights<double>(not_a_number, 0, 4); },
     "got a sigma of nan"},
    {"an infinite Gaussian", [] { kernels::gaussian_weights<float>(infinite, 1, 4); },
     "truncate times sigma from 0 to 1.04858e+06, got a sigma of inf and a truncate of 4"},
    {"a Gaussian that ends before it begins", [] { kernels::gaussian_weights<double>(1, 0, -4); }, "a truncate of -4"},

    {"a product of matrices that do not fit", [] { add_product<double>(1, seen(2, 3), seen(2, 3), matrix(2, 3)); },
     "add_product: expected {n, m}, {m, k}, {n, k}, got {2, 3}, {2, 3}, {2, 3}"},
    {"a Gram matrix of another size", [] { add_gram<double>(1, seen(2, 3), matrix(2, 2)); },
     "add_gram: expected {n, m}, {n, m}, {m, m}, got {2, 3}, {2, 3}, {2, 2}"},
    {"a transposed product that does not fit",
     [] { add_transposed_product<double>(1, seen(2, 3), seen(3, 2), matrix(3, 2)); },
     "add_transposed_product: expected {n, m}, {n, k}, {m, k}, got {2, 3}, {3, 2}, {3, 2}"},
    {"a matrix of too few elements",
     [] {
         cholesky<double>({1, 2, 3}, 2);
     },
     "cholesky: expected 2 x 2 elements, got 3"},
    {"a matrix that is not positive definite",
     [] {
         cholesky<double>({1, 2, 2, 1}, 2);
     },
     "cholesky: the matrix {2, 2} is not positive definite"},
    {"a matrix that is NaN", [] { cholesky<double>({not_a_number}, 1); },
     "cholesky: the matrix {1, 1} is not positive definite"},
    {"an update by a vector of another length",
     [] {
         cholesky<double>({1}, 1).update(1, {1, 2});
     },
     "cholesky: expected a vector of 1 elements, got 2"},
    {"eigenvalues of a matrix that is not square",
     [] {
         symmetric_eigen({1, 2}, 2);
     },
     "symmetric_eigen: expected 2 x 2 elements, got 2"},
    {"least squares of sides that do not fit", [] { least_squares<double>(seen(3, 2), seen(2, 1)); },
     "least_squares: expected as many rows of b as of a, 3, got 2"},
    {"least squares of columns that depend on each other", [] { least_squares<double>(seen(4, 4), seen(4, 1)); },
     "least_squares: the 4 columns have rank 1"},
};

const misuse of_autodiff[] = {
    {"a chord between two shapes",
     [] {
         chord<double>(numbers({1, 2}), numbers({1}));
     },
     "chord: expected two tensors of one shape, got {2} and {1}"},
    {"a chord between batches of two sizes", [] { chord<double>(batch(17, 2, 2, 1), batch(30, 2, 2, 1)); },
     "got 17 x {1, 2, 2} and 30 x {1, 2, 2}"},
    {"the gradient of two numbers",
     [] {
         gradient(cube, numbers({2, 3}));
     },
     "gradient: the function's value must be a scalar, got {2}"},
    {"a tangent of another shape",
     [] {
         linearize(cube, point<double>(numbers({2, 3}))).push(numbers({1}));
     },
     "push: a tangent {1} does not fit a value {2}"},
    {"a cotangent of another shape",
     [] {
         linearize(cube, point<double>(numbers({2, 3}))).pull(numbers({1, 2, 3}));
     },
     "pull: a tangent {3} does not fit a value {2}"},
    {"a plain tangent of a batch", [] { linearize(cube, point<double>(batch(2, 1, 1, 1))).push(numbers({1})); },
     "push: a tangent {1} does not fit a value 2 x {1, 1, 1}"},
    {"variables of two tapes",
     [] {
         tape<point<double>> one, two;
         const auto a = one.input(point<double>(numbers({1}))), b = two.input(point<double>(numbers({1})));
         multiply_subtract(a, b, numbers({0}));
     },
     "apply: expected variables of one tape, got variables of two"},
    {"a sweep along another tape",
     [] {
         tape<point<double>> one, two;
         const auto a = one.input(point<double>(numbers({1}))), b = two.input(point<double>(numbers({1})));
         one.pull(a, numbers({1}), std::span(&b, 1));
     },
     "pull: expected variables of this tape, got one of another"},
    {"an argument that was not recorded",
     [] { tape<point<double>>().record<identity_map>(point<double>(numbers({1})), {3}, std::tuple(identity_map())); },
     "record: expected arguments on the tape, which has 0 values, got number 3"},
    {"an inner product of two shapes",
     [] {
         laws::inner(numbers({1, 2}), numbers({1}));
     },
     "laws::inner: expected two tensors of one shape, got {2} and {1}"},
    {"central differences without a step", [] { laws::tangent(cube, numbers({1}), 0); },
     "laws::tangent: expected a step above 0, got 0"},
    {"a function of another value for tensors than for variables",
     [] {
         const auto f = [](const auto& x) {
             if constexpr (std::is_same_v<decltype(x), const tensor<double>&>)
                 return tensor<double>(shape{1}, 1.0);
             else
                 return cube(x);
         };
         laws::tangent(f, numbers({1, 2}));
     },
     "laws::tangent: expected two tensors of one shape, got {1} and {2}"},
    {"what a map was moved from",
     [] {
         auto map = linearize(cube, point(numbers({1})));
         const auto moved = std::move(map);
         map.push(numbers({1}));
     },
     "linearization: expected a map, got what one was moved from"},
    {"a batch for what a map was moved from",
     [] {
         auto map = linearize(cube, point(tensor<double>(tensor_shape::batch(1, 1, 1, 1, 2))));
         const auto moved = std::move(map);
         map.pull(tensor<double>(tensor_shape::batch(1, 1, 1, 1, 2)));
     },
     "linearization: expected a map, got what one was moved from"},
    {"the value of what a map was moved from",
     [] {
         auto map = linearize(cube, point(numbers({1})));
         const auto moved = std::move(map);
         map.value();
     },
     "linearization: expected a map, got what one was moved from"},
    {"a step that is NaN", [] { laws::tangent(cube, numbers({1}), not_a_number); }, "expected a step above 0, got nan"},
    {"the law of secants between two shapes",
     [] {
         laws::secant(cube, numbers({1}), numbers({1, 2}));
     },
     "chord: expected two tensors of one shape, got {1} and {2}"},
};

}  // namespace

TEST_CASE("misuse of core is refused") {
    check_refused(of_core);
}
TEST_CASE("misuse of autodiff is refused") {
    check_refused(of_autodiff);
}
