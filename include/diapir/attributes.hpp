// Seismic attributes of sections {..., samples, traces}.
#pragma once

#include <diapir/attributes/box.hpp>
#include <diapir/attributes/channels.hpp>
#include <diapir/attributes/derivative.hpp>
#include <diapir/attributes/difference.hpp>
#include <diapir/attributes/eigenstructure.hpp>
#include <diapir/attributes/energy.hpp>
#include <diapir/attributes/gain.hpp>
#include <diapir/attributes/gaussian.hpp>
#include <diapir/attributes/gaussian_smoothing.hpp>
#include <diapir/attributes/marfurt.hpp>
#include <diapir/attributes/median_smoothing.hpp>
#include <diapir/attributes/section.hpp>
#include <diapir/attributes/semblance.hpp>
#include <diapir/attributes/structure_tensor.hpp>
