// Automatic differentiation by linear maps at anchors: points, chords, constants; the tape; laws for checking an
// operation.
#pragma once

#include <diapir/autodiff/anchor.hpp>
#include <diapir/autodiff/laws.hpp>
#include <diapir/autodiff/linear_map.hpp>
#include <diapir/autodiff/linearize.hpp>
#include <diapir/autodiff/operation.hpp>
#include <diapir/autodiff/tape.hpp>
