// Seismic attributes of sections {..., samples, traces}.
#pragma once

#include <diapir/attributes/channels.hpp>
#include <diapir/attributes/derivative.hpp>
#include <diapir/attributes/eigenstructure.hpp>
#include <diapir/attributes/energy.hpp>
#include <diapir/attributes/gaussian.hpp>
#include <diapir/attributes/section.hpp>
#include <diapir/attributes/semblance.hpp>
