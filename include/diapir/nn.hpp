// Small convolutional networks: a U-Net, losses, optimizers, metrics and training.
#pragma once

#include <diapir/nn/layers/layers.hpp>
#include <diapir/nn/layers/summary.hpp>
#include <diapir/nn/losses/any_loss.hpp>
#include <diapir/nn/losses/binary_crossentropy.hpp>
#include <diapir/nn/losses/binary_focal_crossentropy.hpp>
#include <diapir/nn/losses/dice_loss.hpp>
#include <diapir/nn/losses/loss_function.hpp>
#include <diapir/nn/losses/mean_loss.hpp>
#include <diapir/nn/losses/running_loss.hpp>
#include <diapir/nn/metrics/auc.hpp>
#include <diapir/nn/metrics/metrics.hpp>
#include <diapir/nn/metrics/segmentation.hpp>
#include <diapir/nn/metrics/values.hpp>
#include <diapir/nn/networks/unet.hpp>
#include <diapir/nn/optimizers/optimizer.hpp>
#include <diapir/nn/parameter.hpp>
#include <diapir/nn/precompiled.hpp>
#include <diapir/nn/training/evaluate.hpp>
#include <diapir/nn/training/fit.hpp>
#include <diapir/nn/training/history.hpp>
#include <diapir/nn/training/progress_line.hpp>
#include <diapir/nn/training/train_on_batch.hpp>
