// Ranks, a work in parts, and what is trained.
#include <diapir/distributed.hpp>
#include <diapir/io.hpp>
#include <diapir/nn.hpp>

#include <functional>
#include <optional>
#include <span>

using namespace diapir;
auto& ranks = given<distributed::any_communicator>();
auto& net = given<nn::network<float>>();
auto& train = given<nn::dataset<float>>();
auto& valid = given<nn::dataset<float>>();
auto& work = given<std::function<void(std::size_t)>>();
const std::size_t parts = 100;
