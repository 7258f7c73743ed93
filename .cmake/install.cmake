# The install rules: headers, the CMake package and the pkg-config files. `cmake --install BUILD --component NAME` installs
# diapir, the header-only library, or one of diapir_io, diapir_figure, diapir_segy and so on, which are of use beside
# what they build on; diapir_single_header is diapir_shap.hpp alone.
include(CMakePackageConfigHelpers)

# Headers serve every machine; a compiled library one kind.
if(DIAPIR_PRECOMPILED)
  set(package_base ${CMAKE_INSTALL_LIBDIR})
  set(architecture)
else()
  set(package_base ${CMAKE_INSTALL_DATADIR})
  set(architecture ARCH_INDEPENDENT)
endif()
set(package ${package_base}/cmake/diapir)

# Below the prefix, by which the package finds it, also where CMAKE_INSTALL_INCLUDEDIR is absolute.
file(RELATIVE_PATH headers_folder ${CMAKE_INSTALL_PREFIX} ${CMAKE_INSTALL_FULL_INCLUDEDIR})

# Installs the headers of a target, and its export set, which is there where the component is.
function(diapir_install target export)
  install(TARGETS ${target} EXPORT ${export}-targets FILE_SET HEADERS DESTINATION ${headers_folder} COMPONENT ${target}
    ARCHIVE COMPONENT ${target} LIBRARY COMPONENT ${target} NAMELINK_COMPONENT ${target} RUNTIME COMPONENT ${target})
  install(EXPORT ${export}-targets NAMESPACE diapir:: DESTINATION ${package} COMPONENT ${target})
endfunction()
diapir_install(diapir diapir)
set(components ${layers})
foreach(component IN ITEMS io figure ${optional_parts} precompiled)
  if(TARGET diapir_${component})
    list(APPEND components ${component})
    diapir_install(diapir_${component} diapir-${component})
  endif()
endforeach()

if(TARGET single_header)
  install(FILES ${single_header} DESTINATION ${headers_folder} COMPONENT diapir_single_header)
endif()

list(JOIN layers " " header_components)
list(JOIN components " " built_components)
list(JOIN optional_parts " " optional_parts)
set(and_openmp "")
if(DIAPIR_OPENMP)
  set(and_openmp " and OpenMP")
endif()
configure_package_config_file(.cmake/diapir-config.cmake.in diapir-config.cmake INSTALL_DESTINATION ${package}
  NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
write_basic_package_version_file(diapir-config-version.cmake COMPATIBILITY SameMinorVersion ${architecture})
install(FILES ${PROJECT_BINARY_DIR}/diapir-config.cmake ${PROJECT_BINARY_DIR}/diapir-config-version.cmake
  .cmake/dependencies.cmake DESTINATION ${package} COMPONENT diapir)

# Adds NAME.pc, where there is such a target. It finds its prefix from where it lies, and leaves the standard of C++ to the
# program.
function(diapir_pkg_config name requires cflags libs)
  string(REPLACE "-" "_" component ${name})
  if(NOT TARGET ${component})
    return()
  endif()
  set(folder ${package_base}/pkgconfig)
  cmake_path(ABSOLUTE_PATH folder BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX} OUTPUT_VARIABLE absolute)
  file(RELATIVE_PATH up ${absolute} ${CMAKE_INSTALL_PREFIX})
  string(REGEX REPLACE "/$" "" pc_prefix "\${pcfiledir}/${up}")
  set(pc_includedir "\${prefix}")
  cmake_path(APPEND pc_includedir ${headers_folder})
  set(pc_libdir "")  # which on Debian names an architecture: headers have none
  if(DIAPIR_PRECOMPILED)
    set(pc_libdir "libdir=\${prefix}")
    cmake_path(APPEND pc_libdir ${CMAKE_INSTALL_LIBDIR})
    string(APPEND pc_libdir "\n")
  endif()
  set(pc_name ${name})
  set(pc_requires "${requires}")
  set(pc_cflags "${cflags}")
  set(pc_libs "${libs}")
  configure_file(.cmake/diapir.pc.in ${name}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/${name}.pc DESTINATION ${folder} COMPONENT ${component})
endfunction()

set(threads "")
if(DIAPIR_OPENMP)
  set(threads "${OpenMP_CXX_FLAGS}")
endif()
diapir_pkg_config(diapir "xtensor xtl xsimd eigen3" "-I\${includedir} ${threads}" "${threads}")
diapir_pkg_config(diapir-io "diapir libpng libzip nlohmann_json" "" "")
diapir_pkg_config(diapir-figure "diapir-io cairo" "" "")
diapir_pkg_config(diapir-spectral diapir "-I${DIAPIR_kissfft_INCLUDE_DIR}" "")
diapir_pkg_config(diapir-segy diapir-io "" -lsegyio)
diapir_pkg_config(diapir-onnx "diapir-io protobuf" "-DONNX_ML=1 -DONNX_NAMESPACE=onnx" -lonnx_proto)
diapir_pkg_config(diapir-tracking "diapir-io cpp-httplib" "" "")
diapir_pkg_config(diapir-mpi "diapir mpi" "-DOMPI_SKIP_MPICXX -DMPICH_SKIP_MPICXX" "")
diapir_pkg_config(diapir-precompiled diapir -DDIAPIR_PRECOMPILED "-L\${libdir} -ldiapir_precompiled")
