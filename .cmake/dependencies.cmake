# What diapir is built on. Included by CMakeLists.txt and by the installed diapir-config.cmake, which set beforehand:
#   DIAPIR_OPENMP, DIAPIR_IO, DIAPIR_FIGURE   which parts are wanted.
function(diapir_require_package target variable debian_package)
  if(NOT ${variable})
    message(FATAL_ERROR "diapir: ${target} needs a library that was not found (Debian: ${debian_package})")
  endif()
endfunction()

find_package(xtensor CONFIG QUIET)
diapir_require_package(diapir::diapir xtensor_FOUND libxtensor-dev)
find_package(xsimd CONFIG QUIET)
diapir_require_package(diapir::diapir xsimd_FOUND libxsimd-dev)
if(DIAPIR_OPENMP)
  find_package(OpenMP QUIET COMPONENTS CXX)
  diapir_require_package(diapir::diapir OpenMP_CXX_FOUND "libgomp1, or libomp-dev for clang")
endif()

if(DIAPIR_IO)
  find_package(PNG QUIET)
  diapir_require_package(diapir::io PNG_FOUND libpng-dev)
  find_package(nlohmann_json CONFIG QUIET)
  diapir_require_package(diapir::io nlohmann_json_FOUND nlohmann-json3-dev)
  find_package(PkgConfig QUIET)
  diapir_require_package(diapir::io PKG_CONFIG_FOUND pkg-config)
  # Debian's CMake files for libzip ask for command line tools that its -dev package does not bring.
  pkg_check_modules(diapir_libzip QUIET IMPORTED_TARGET GLOBAL libzip)
  diapir_require_package(diapir::io diapir_libzip_FOUND libzip-dev)
endif()

if(DIAPIR_FIGURE)
  pkg_check_modules(diapir_cairo QUIET IMPORTED_TARGET GLOBAL cairo)
  diapir_require_package(diapir::figure diapir_cairo_FOUND libcairo2-dev)
endif()
