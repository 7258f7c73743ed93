// Records of runs: parameters, metrics, tags and artifacts, delivered to an MLflow server or kept in a folder in its
// layout. Needs cpp-httplib (target diapir::tracking).
#pragma once

#include <diapir/io/tracking/flat_yaml.hpp>
#include <diapir/io/tracking/http.hpp>
#include <diapir/io/tracking/mlflow_batch.hpp>
#include <diapir/io/tracking/mlflow_folder.hpp>
#include <diapir/io/tracking/mlflow_names.hpp>
#include <diapir/io/tracking/mlflow_server.hpp>
#include <diapir/io/tracking/open_run_store.hpp>
#include <diapir/io/tracking/run_delivery.hpp>
#include <diapir/io/tracking/run_journal.hpp>
#include <diapir/io/tracking/run_store.hpp>
#include <diapir/io/tracking/run_tracker.hpp>
#include <diapir/io/tracking/track_epochs.hpp>
#include <diapir/io/tracking/url.hpp>
