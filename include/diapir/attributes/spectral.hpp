// Seismic attributes that are computed from spectra of traces; they need kissfft.
#pragma once

#include <diapir/attributes/spectral/fft.hpp>
