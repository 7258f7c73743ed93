// Everything that needs no linked library. Files and figures are apart: diapir/io.hpp and diapir/figure.hpp.
#pragma once

#include <diapir/attributes.hpp>
#include <diapir/autodiff.hpp>
#include <diapir/core/batch.hpp>
#include <diapir/data.hpp>
#include <diapir/nn.hpp>
#include <diapir/ops.hpp>
#include <diapir/shap.hpp>
#include <diapir/version.hpp>
