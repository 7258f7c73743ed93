// SEG-Y: seismic traces in files that are larger than memory, read and written back; needs libsegyio.
#pragma once

#include <diapir/io/segy/affine_map.hpp>
#include <diapir/io/segy/file_layout.hpp>
#include <diapir/io/segy/header_readers.hpp>
#include <diapir/io/segy/new_survey.hpp>
#include <diapir/io/segy/sample_format.hpp>
#include <diapir/io/segy/scan_headers.hpp>
#include <diapir/io/segy/survey.hpp>
#include <diapir/io/segy/survey_writer.hpp>
#include <diapir/io/segy/text_header.hpp>
#include <diapir/io/segy/trace_file.hpp>
#include <diapir/io/segy/trace_index.hpp>
#include <diapir/io/segy/trace_keys.hpp>
#include <diapir/io/segy/trace_lengths.hpp>
