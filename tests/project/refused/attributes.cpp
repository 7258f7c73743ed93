// Programs that do not compile, each with what the compiler must say of it: see refused.sh.
// clang-format off
#include <diapir/attributes.hpp>
#include <diapir/data.hpp>

#include <complex>
#include <string>
#include <vector>

using namespace diapir;
namespace attr = diapir::attributes;

array<float> section;

// A section that is no array.
void vector_for_a_section() {
    attr::energy(std::vector<float>{1, 2});  // refused: array_expression
}
// Amplitudes that are no real numbers.
void complex_section() {
    attr::energy(array<std::complex<double>>());  // refused: array_expression
}
// An array where options belong.
void array_for_options() {
    attr::energy(section, section);  // refused: energy_options
}
// A number where an axis belongs.
void number_for_an_axis() {
    attr::sobel(section, 1);  // refused: attributes::axis
}
// An attribute of one's own that is a function of a number.
void function_of_a_number() {
    attr::define({.name = "mine"}).sections([](double a) { return a; });  // refused: attributes: an attribute is computed by a function of an array of amplitudes
}
// The same, added at once.
void function_without_an_array(attr::registry& known) {
    known.add("mine", "it returns text", [](const array<float>&) { return std::string(); });  // refused: array_function
}
// An option that is no member.
struct mine_options {
    std::size_t window = 5;
};
void text_for_a_member() {
    attr::define<mine_options>({.name = "mine"}).option("window", "window", "its length");  // refused: option
}
// Integers where noise is added.
void noise_on_integers(int* values, random_stream& random) {
    data::add_noise(values, 3, 1.0, random);  // refused: floating_point
}
// Images in another order of arguments.
void text_for_images() {
    data::resize(std::string("images"), 4, 4);  // refused: array_expression
}
