# From a release of the repository; where DIAPIR_SOURCE is set in the environment, from that folder, to try the port.
if(DEFINED ENV{DIAPIR_SOURCE})
  set(SOURCE_PATH "$ENV{DIAPIR_SOURCE}")
else()
  vcpkg_from_github(OUT_SOURCE_PATH SOURCE_PATH REPO diapir/diapir REF "v${VERSION}" SHA512 0)
endif()

vcpkg_check_features(OUT_FEATURE_OPTIONS features
  FEATURES
    figure DIAPIR_FIGURE
    io DIAPIR_IO
    mpi DIAPIR_MPI
    onnx DIAPIR_ONNX
    openmp DIAPIR_OPENMP
    precompiled DIAPIR_PRECOMPILED
    spectral DIAPIR_SPECTRAL
    tracking DIAPIR_TRACKING)

if(NOT "precompiled" IN_LIST FEATURES)  # headers, which are the same in both configurations
  set(VCPKG_BUILD_TYPE release)
endif()
vcpkg_find_acquire_program(PKGCONFIG)
vcpkg_cmake_configure(SOURCE_PATH "${SOURCE_PATH}"
  OPTIONS ${features} -DDIAPIR_TESTS=OFF -DDIAPIR_EXAMPLES=OFF -DDIAPIR_SEGY=OFF  # vcpkg has no segyio
    "-DPKG_CONFIG_EXECUTABLE=${PKGCONFIG}")
vcpkg_cmake_install()
if("precompiled" IN_LIST FEATURES)
  vcpkg_cmake_config_fixup(CONFIG_PATH lib/cmake/diapir)
  file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/debug/include" "${CURRENT_PACKAGES_DIR}/debug/share")
else()
  vcpkg_cmake_config_fixup(CONFIG_PATH share/cmake/diapir)
endif()
vcpkg_fixup_pkgconfig()
foreach(part IN ITEMS spectral onnx tracking mpi)  # which are left out where their libraries are not found
  if(part IN_LIST FEATURES AND NOT EXISTS "${CURRENT_PACKAGES_DIR}/share/diapir/diapir-${part}-targets.cmake")
    message(FATAL_ERROR "the feature ${part} was asked, but its library was not found")
  endif()
endforeach()

file(INSTALL "${CMAKE_CURRENT_LIST_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
