// Data sets: resampling, normalization, division, augmentation, and synthetic sections.
#pragma once

#include <diapir/data/add_noise.hpp>
#include <diapir/data/amplitude_statistics.hpp>
#include <diapir/data/augment.hpp>
#include <diapir/data/augmentation.hpp>
#include <diapir/data/brent.hpp>
#include <diapir/data/channel_values.hpp>
#include <diapir/data/mirror.hpp>
#include <diapir/data/missing.hpp>
#include <diapir/data/one_hot.hpp>
#include <diapir/data/power_transform.hpp>
#include <diapir/data/random_waves.hpp>
#include <diapir/data/resampling.hpp>
#include <diapir/data/resize.hpp>
#include <diapir/data/row_resampler.hpp>
#include <diapir/data/salt_body.hpp>
#include <diapir/data/sediments.hpp>
#include <diapir/data/split.hpp>
#include <diapir/data/stratified_split.hpp>
#include <diapir/data/synthetic.hpp>
#include <diapir/data/synthetic_shapes.hpp>
#include <diapir/data/synthetic_survey.hpp>
#include <diapir/data/value_range.hpp>
#include <diapir/data/warp.hpp>
#include <diapir/data/warp_image.hpp>
#include <diapir/data/yeo_johnson.hpp>
