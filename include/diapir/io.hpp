// Reading and writing: NumPy arrays, PNG images, image folders, tables, JSON, explanations, weights
// and checkpoints. Needs libpng, libzip and nlohmann-json (target diapir::io).
#pragma once

#include <diapir/io/architecture.hpp>
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/checkpoint.hpp>
#include <diapir/io/csv.hpp>
#include <diapir/io/csv_log.hpp>
#include <diapir/io/csv_records.hpp>
#include <diapir/io/explanation.hpp>
#include <diapir/io/file_descriptor.hpp>
#include <diapir/io/file_lock.hpp>
#include <diapir/io/fit_with_checkpoints.hpp>
#include <diapir/io/gray.hpp>
#include <diapir/io/inside_folder.hpp>
#include <diapir/io/is_there.hpp>
#include <diapir/io/json.hpp>
#include <diapir/io/json_parser.hpp>
#include <diapir/io/little_endian.hpp>
#include <diapir/io/make_folder.hpp>
#include <diapir/io/npy.hpp>
#include <diapir/io/npy_dataset.hpp>
#include <diapir/io/npy_header.hpp>
#include <diapir/io/npy_rows.hpp>
#include <diapir/io/npz.hpp>
#include <diapir/io/part_journal.hpp>
#include <diapir/io/partial_file.hpp>
#include <diapir/io/png.hpp>
#include <diapir/io/positioned_file.hpp>
#include <diapir/io/provenance.hpp>
#include <diapir/io/read_file.hpp>
#include <diapir/io/safetensors.hpp>
#include <diapir/io/safetensors_header.hpp>
#include <diapir/io/sync_file.hpp>
#include <diapir/io/text.hpp>
#include <diapir/io/tgs.hpp>
#include <diapir/io/weights.hpp>
