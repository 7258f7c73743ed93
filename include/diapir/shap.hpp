// Shapley values of any callable model, and of models written with diapir's operations.
#pragma once

#include <diapir/shap/background.hpp>
#include <diapir/shap/coalition.hpp>
#include <diapir/shap/deep/deep.hpp>
#include <diapir/shap/exact.hpp>
#include <diapir/shap/explanation.hpp>
#include <diapir/shap/game.hpp>
#include <diapir/shap/model.hpp>
#include <diapir/shap/players.hpp>
