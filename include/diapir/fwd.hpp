// Declarations of the library's vocabulary, for headers that only name it. Includes nothing but the standard library,
// and declares no default arguments: what a name means is in its own header.
#pragma once

#include <cstddef>

namespace diapir {

class error;
class argument_error;
class file_error;
class shape;
class random_stream;
template <class T>
class tensor;

template <class T>
struct point;
template <class T>
struct chord;
template <class T>
struct constant;

namespace nn {

template <class T>
struct parameter;
template <class T>
struct dataset;
template <class T>
class unet;
class any_loss;
struct fit_options;
struct history;
template <class T>
struct training_state;

}  // namespace nn

namespace shap {

struct player_map;
class player_rule;
class coalitions;
struct options;
template <class T>
class background;
template <class T>
struct explanation;
template <class M, class T>
class game;
template <class M, class T>
class exact_explainer;
template <class F, class T>
class deep_explainer;

}  // namespace shap

}  // namespace diapir
