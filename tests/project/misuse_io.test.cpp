// What io/ refuses: paths, contents that are of another kind, and arrays that files cannot hold. What hostile files do
// is tested in tests/io and tests/fuzz.
#include "io/support.hpp"
#include "project/misuse.hpp"
#include <diapir/io.hpp>
#include <diapir/nn/layers/conv2d.hpp>
#include <diapir/nn/networks/unet.hpp>

#include <filesystem>
#include <string>
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
}
TEST_CASE("misuse of pictures is refused") {
    check_refused(of_pictures);
}
