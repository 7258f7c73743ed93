// Small convolutional networks: a U-Net, losses, optimizers, metrics and training.
#pragma once

#include <diapir/nn/auc.hpp>
#include <diapir/nn/evaluate.hpp>
#include <diapir/nn/fit.hpp>
#include <diapir/nn/history.hpp>
#include <diapir/nn/layers.hpp>
#include <diapir/nn/loss.hpp>
#include <diapir/nn/metrics.hpp>
#include <diapir/nn/metrics_segmentation.hpp>
#include <diapir/nn/metrics_values.hpp>
#include <diapir/nn/optimizer.hpp>
#include <diapir/nn/parameter.hpp>
#include <diapir/nn/precompiled.hpp>
#include <diapir/nn/progress_line.hpp>
#include <diapir/nn/summary.hpp>
#include <diapir/nn/train_on_batch.hpp>
#include <diapir/nn/unet.hpp>
