// Seismic attributes that are computed from spectra of traces; they need kissfft.
#pragma once

#include <diapir/attributes/spectral/amplitude_change.hpp>
#include <diapir/attributes/spectral/analytic_signal.hpp>
#include <diapir/attributes/spectral/cwt.hpp>
#include <diapir/attributes/spectral/decomposition_entries.hpp>
#include <diapir/attributes/spectral/envelope.hpp>
#include <diapir/attributes/spectral/fft.hpp>
#include <diapir/attributes/spectral/filter_bank.hpp>
#include <diapir/attributes/spectral/instantaneous_frequency.hpp>
#include <diapir/attributes/spectral/line_groups.hpp>
#include <diapir/attributes/spectral/phase.hpp>
#include <diapir/attributes/spectral/quality_factor.hpp>
#include <diapir/attributes/spectral/registration.hpp>
#include <diapir/attributes/spectral/response.hpp>
#include <diapir/attributes/spectral/signal_entries.hpp>
#include <diapir/attributes/spectral/stft.hpp>
#include <diapir/attributes/spectral/sweetness.hpp>
