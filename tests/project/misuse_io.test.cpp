// What io/ refuses: paths, contents that are of another kind, and arrays that files cannot hold. What hostile files do
// is tested in tests/io and tests/fuzz.
#include "io/support.hpp"
#include "project/misuse.hpp"
#include <diapir/io.hpp>
#include <diapir/nn/layers/conv2d.hpp>
#include <diapir/nn/networks/unet.hpp>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

using namespace diapir;
using namespace diapir::testing;
namespace fs = std::filesystem;

namespace {

/// A folder that all rows share, with a few files in it.
const temporary_folder& folder() {
    static const temporary_folder made;
    static const bool filled_in = [] {
        io::write_file(made / "text", "no file of a kind\n");
        io::save_npy(made / "numbers.npy", filled({4, 3}));
        io::save_npy(made / "scalar.npy", filled({}));
        io::save_npz(made / "numbers.npz", {{"x", filled({4, 3})}});
        io::write_file(made / "twice.csv", "a,a\n1,2\n");
        io::write_file(made / "words.csv", "a,b\n1,two\n");
        fs::create_directories(made / "images");
        return true;
    }();
    static_cast<void>(filled_in);
    return made;
}
fs::path in(const char* name) {
    return folder() / name;
}
nn::network<float> network() {
    return {{4, 4, 1}, nn::conv2d{.filters = 1, .activation = nn::activation::sigmoid}};
}
/// An explanation of 1 input and 2 players.
shap::explanation<double> explained() {
    shap::explanation<double> e;
    e.players = {2};
    e.values = filled({1, 2});
    e.predictions = filled({1});
    e.base_values = filled({});
    return e;
}
io::image picture(const shape& s, unsigned depth, std::uint16_t value) {
    return {make_array<std::uint16_t>(s, value), depth};
}

const misuse of_files[] = {
    {"a file that is not there", [] { io::read_file(in("nothing")); },
     "nothing: cannot be opened: No such file or directory"},
    {"a folder in place of a file", [] { io::read_file(folder().path()); }, "cannot be read: Is a directory"},
    {"a file in a folder that is not there", [] { io::write_file(in("nowhere/file"), "x"); },
     "nowhere/file: cannot be written: there is no directory"},
    {"a file in place of a folder", [] { io::write_file(in("text/file"), "x"); },
     "text/file: cannot be written: there is no directory"},
    {"a folder in place of a file to be written", [] { io::write_file(in("images"), "x"); },
     "images: cannot be written: it is a directory"},
    {"a piece of a file that is complete",
     [] {
         io::atomic_file file(in("complete"));
         file.commit();
         file.write("more");
     },
     "complete: expected a file that is not complete yet, it was committed"},
    {"a file that is completed twice",
     [] {
         io::atomic_file file(in("complete"));
         file.commit();
         file.commit();
     },
     "complete: expected a file that is not complete yet, it was committed"},
    {"npy of more numbers than there can be",
     [] {
         io::encode_npy<double>({std::size_t{1} << 32, std::size_t{1} << 32}, nullptr);
     },
     "shape: expected at most 288230376151711744 elements, got {4294967296, 4294967296}"},
    {"npz of more numbers than there can be",
     [] {
         const double number = 1;
         io::save_npz(in("large.npz"), {{"x", shape{3, 12297829382473034411u}, &number}});
     },
     "shape: expected at most 288230376151711744 elements, got {3, 12297829382473034411}"},
    {"a tensor of more numbers than there can be",
     [] {
         const double number = 1;
         io::safetensors_writer(in("large.safetensors")).add("x", {3, 12297829382473034411u}, &number);
     },
     "shape: expected at most 288230376151711744 elements, got {3, 12297829382473034411}"},
    {"a member of an archive that was moved from",
     [] {
         auto archive = io::npz_archive::open(in("numbers.npz"));
         const auto moved = std::move(archive);
         archive.get<double>("x");
     },
     "npz_archive: expected an open archive, got one that was moved from"},
    {"csv between line breaks", [] { io::parse_csv("a,b\n1,2\n", "text", {.delimiter = '\n'}); },
     "text: expected a delimiter other than a quote or a line break, got '\\n'"},
    {"csv between returns", [] { io::parse_csv("a,b\n1,2\n", "text", {.delimiter = '\r'}); },
     "text: expected a delimiter other than a quote or a line break, got '\\r'"},
    {"csv between quotes", [] { io::parse_csv("a,b\n1,2\n", "text", {.delimiter = '"'}); },
     "text: expected a delimiter other than a quote or a line break, got '\"'"},
    {"npy that is not there", [] { io::load_npy<float>(in("nothing.npy")); }, "nothing.npy: cannot be opened"},
    {"npy that is text", [] { io::load_npy<float>(in("text")); },
     "text: expected a NumPy .npy array, got another format"},
    {"npy of fractions read as whole numbers",
     [] {
         io::save_npy(in("half.npy"), filled({2}, 0.5));
         io::load_npy<int>(in("half.npy"));
     },
     "half.npy: the value 0.5 does not fit the requested element type"},
    {"rows of a scalar", [] { io::npy_rows<double>(in("scalar.npy")); },
     "scalar.npy: expected rows {n, ...}, got a single number"},
    {"rows beyond the last", [] { io::npy_rows<double>(in("numbers.npy")).slice(2, 5); },
     "numbers.npy: expected rows in order within {4, 3}, got 2"},
    {"a row that is not there", [] { io::npy_rows<double>(in("numbers.npy")).take(std::vector<std::size_t>{4}); },
     "numbers.npy: row 4 does not exist in {4, 3}"},
    {"a data set of other targets", [] { io::npy_dataset<float>(in("numbers.npy"), in("scalar.npy")); },
     "scalar.npy: expected rows {n, ...}, got a single number"},
    {"a data set with a row that is not there",
     [] { io::npy_dataset<float>(in("numbers.npy"), in("numbers.npy"), {.rows = std::vector<std::size_t>{9}}); },
     "numbers.npy: row 9 does not exist in {4, 3}"},
    {"npz that is text", [] { io::npz_archive::open(in("text")); },
     "text: expected an .npz archive: Not a zip archive"},
    {"a member that is not there", [] { io::npz_archive::open(in("numbers.npz")).get<double>("y"); },
     "numbers.npz: expected a member y.npy, there is none"},
    {"npz of nothing", [] { io::save_npz(in("empty.npz"), {}); }, "empty.npz: expected at least one member to write"},
    {"npz of two members of one name",
     [] {
         io::save_npz(in("two.npz"), {{"x", filled({1})}, {"x", filled({1})}});
     },
     "two.npz: two members are named x.npy"},
    {"csv with two columns of one name", [] { io::read_csv(in("twice.csv")); }, "twice.csv: two columns are named 'a'"},
    {"csv of words", [] { io::read_csv(in("words.csv")); }, "words.csv: expected a number in line 2"},
    {"csv of nothing", [] { io::parse_csv("", "text"); }, "text: expected a line of column names, got an empty file"},
    {"JSON that ends early", [] { io::parse_json("{\"a\": ", "text"); }, "text: expected JSON: "},
    {"JSON that is text", [] { io::read_json(in("text")); }, "text: expected JSON: "},
    {"safetensors that are text", [] { io::safetensors_file(in("text")); },
     "text: expected a safetensors file: a header of"},
    {"safetensors that are not there", [] { io::safetensors_file(in("nothing")); }, "nothing: cannot be opened"},
    {"two tensors of one name",
     [] {
         io::safetensors_writer writer(in("two.safetensors"));
         const double number = 1;
         writer.add("x", {1}, &number);
         writer.add("x", {1}, &number);
     },
     "safetensors: expected names that differ, got"},
    {"a network that is an archive of numbers", [] { io::load_network<float>(in("numbers.npz")); },
     "numbers.npz: expected a saved network with a member network.json"},
    {"weights that lack",
     [] {
         auto net = network();
         io::load_weights(in("numbers.npz"), net.parameters());
     },
     "numbers.npz: expected the weights"},
    {"a checkpoint that is an archive of numbers",
     [] { io::load_checkpoint(in("numbers.npz"), network(), nn::adam{}); },
     "numbers.npz: expected a checkpoint with a member state.json"},
    {"an explanation that is an archive of numbers", [] { io::load_explanation<double>(in("numbers.npz")); },
     "numbers.npz: expected an explanation with a member explanation.json"},
    {"an explanation of a choice of outputs that is none",
     [] {
         auto e = explained();
         e.made_with.choice = static_cast<shap::output_choice>(9);
         io::save_explanation(in("explanation.npz"), e);
     },
     "provenance: expected a choice of outputs, got number 9"},
    {"an explanation without values of its outputs",
     [] {
         auto e = explained();
         e.outputs = {3};
         io::save_explanation(in("explanation.npz"), e);
     },
     "save_explanation: predictions has the shape {1}, which does not fit players {2} and outputs {3}"},
    {"an explanation of other players than its values",
     [] {
         auto e = explained();
         e.players = {3};
         io::save_explanation(in("explanation.npz"), e);
     },
     "save_explanation: values has the shape {1, 2}, which does not fit players {3} and outputs {}"},
    {"an explanation of other base values",
     [] {
         auto e = explained();
         e.base_values = filled({4});
         io::save_explanation(in("explanation.npz"), e);
     },
     "save_explanation: base_values has the shape {4}"},
    {"an explanation of other standard errors",
     [] {
         auto e = explained();
         e.standard_errors = filled({1, 3});
         io::save_explanation(in("explanation.npz"), e);
     },
     "save_explanation: standard_errors has the shape {1, 3}"},
    {"an explanation of outputs selected for other inputs",
     [] {
         auto e = explained();
         e.selected = make_array<std::int64_t>({2}, 0);
         io::save_explanation(in("explanation.npz"), e);
     },
     "save_explanation: selected has the shape {2}"},
    {"an explanation of outputs that were selected, which are not there",
     [] {
         auto e = explained();
         e.made_with.choice = shap::output_choice::selected;
         io::save_explanation(in("explanation.npz"), e);
     },
     "save_explanation: expected an array selected, as outputs were chosen for each input"},
    {"an explanation of elements whose player is not there",
     [] {
         auto e = explained();
         e.made_with.input = {2};
         e.made_with.labels = {0, 2};
         io::save_explanation(in("explanation.npz"), e);
     },
     "save_explanation: player_of_element has the shape {2}"},
    {"an explanation of more names than players",
     [] {
         auto e = explained();
         e.player_axes = {{"a", {"x", "y", "z"}}};
         io::save_explanation(in("explanation.npz"), e);
     },
     "axis 0 of {2} was given 3 names, expected 2"},
    {"an explanation of more axes than files have",
     [] {
         auto e = explained();
         e.players = {1, 1, 1, 1, 1, 1, 1, 2};
         io::save_explanation(in("explanation.npz"), e);
     },
     "save_explanation: expected at most 7 axes of players and outputs, got {1, 1, 1, 1, 1, 1, 1, 2} and {}"},
};

const misuse of_pictures[] = {
    {"PNG that is text", [] { io::read_png(in("text")); }, "text: expected a PNG image, got another format"},
    {"PNG of two axes",
     [] {
         io::encode_png(picture({4, 4}, 8, 0));
     },
     "encode_png: expected samples {rows, cols, 1 to 4 channels}, got {4, 4}"},
    {"PNG without pixels",
     [] {
         io::encode_png(picture({0, 4, 1}, 8, 0));
     },
     "got {0, 4, 1}"},
    {"PNG of five channels",
     [] {
         io::encode_png(picture({4, 4, 5}, 8, 0));
     },
     "got {4, 4, 5}"},
    {"PNG of 12 bits",
     [] {
         io::encode_png(picture({4, 4, 1}, 12, 0));
     },
     "encode_png: expected 8 or 16 bits, or 1, 2 or 4 bits of gray, got 12 bits of 1 channels"},
    {"PNG of samples beyond its bits",
     [] {
         io::encode_png(picture({4, 4, 1}, 8, 256));
     },
     "encode_png: expected samples of 8 bits, got 256"},
    {"gray of colors",
     [] {
         io::image red = picture({2, 2, 3}, 8, 0);
         red.samples(0, 0, 0) = 9;
         io::gray_image(red, "red.png");
     },
     "red.png: expected equal red, green and blue"},
    {"gray of two axes",
     [] {
         io::gray_image(picture({2, 2}, 8, 0), "gray.png");
     },
     "image: expected samples {rows, cols, channels}, got {2, 2}"},
    {"gray of no channels",
     [] {
         io::gray_image(picture({2, 2, 0}, 8, 0), "gray.png");
     },
     "gray.png: expected an image of 1 to 4 channels, got 0"},
    {"a mask of no channels",
     [] {
         io::gray_mask(picture({2, 2, 0}, 8, 0), "mask.png");
     },
     "mask.png: expected an image of 1 to 4 channels, got 0"},
    {"gray of five channels",
     [] {
         io::gray_image(picture({2, 2, 5}, 8, 0), "gray.png");
     },
     "gray.png: expected an image of 1 to 4 channels, got 5"},
    {"a mask of 32 bits",
     [] {
         io::gray_mask(picture({2, 2, 1}, 32, 0), "mask.png");
     },
     "image: expected 1, 2, 4, 8 or 16 bits, got 32"},
    {"the maximum of no bits",
     [] {
         picture({2, 2, 1}, 0, 0).maximum();
     },
     "image: expected 1, 2, 4, 8 or 16 bits, got 0"},
    {"a folder of images that is not there", [] { io::read_tgs(in("nothing")); }, "expected a folder of PNG images"},
    {"a folder of images without any", [] { io::read_tgs(folder().path()); }, "expected PNG images, there are none"},
    {"a threshold of masks of 1", [] { io::read_tgs(folder().path(), {.mask_threshold = 1}); },
     "read_tgs: expected a mask_threshold from 0 up to 1, got 1"},
    {"an image of TGS of three axes",
     [] {
         io::write_tgs_image(in("tgs"), "a", filled({4, 4, 1}));
     },
     "expected an array {rows, cols}, got {4, 4, 1}"},
    {"an image of TGS beyond 255",
     [] {
         io::write_tgs_image(in("tgs"), "a", filled({4, 4}, 300));
     },
     "a.png: expected values from 0 to 255, got 300"},
    {"a mask of TGS that is NaN",
     [] {
         io::write_tgs_mask(in("tgs"), "a", filled({4, 4}, not_a_number));
     },
     "a.png: expected values from 0 to 1, got nan"},
};

}  // namespace

TEST_CASE("misuse of files is refused") {
    check_refused(of_files);
    for (const char* file : {"large.npz", "large.safetensors", "explanation.npz"}) CHECK_FALSE(fs::exists(in(file)));
}
TEST_CASE("misuse of pictures is refused") {
    check_refused(of_pictures);
}
