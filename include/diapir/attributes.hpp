// Seismic attributes of sections {..., samples, traces} and of volumes {..., inlines, crosslines, samples}.
#pragma once

#include <diapir/attributes/box.hpp>
#include <diapir/attributes/channels.hpp>
#include <diapir/attributes/derivative.hpp>
#include <diapir/attributes/eigenstructure.hpp>
#include <diapir/attributes/energy.hpp>
#include <diapir/attributes/gaussian.hpp>
#include <diapir/attributes/marfurt.hpp>
#include <diapir/attributes/section.hpp>
#include <diapir/attributes/semblance.hpp>
#include <diapir/attributes/structure_tensor.hpp>
#include <diapir/attributes/volume/cube_sums.hpp>
#include <diapir/attributes/volume/dip.hpp>
#include <diapir/attributes/volume/gradient.hpp>
#include <diapir/attributes/volume/gst.hpp>
#include <diapir/attributes/volume/principal_axes.hpp>
#include <diapir/attributes/volume/structure_tensor.hpp>
#include <diapir/attributes/volume/volume.hpp>
